/** The latest value of something that main tells: asked once, then kept up to date by its event. */
export interface Latest<T> {
  get(): T | undefined
  subscribe(listener: () => void): () => void
  set(value: T): void
}

export function createLatest<T>(): Latest<T> {
  let value: T | undefined
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    set(next) {
      value = next
      for (const listener of listeners) listener()
    },
  }
}
