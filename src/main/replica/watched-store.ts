import { StoreFault, type Store, type StoreProblemKind } from '../store/index.ts'

/**
 * The same store, which also tells how the disk does: `failed` with why, `worked` when something new was written.
 * Whoever asks for a write is told by the rejection; this is for the state that everybody sees.
 */
export function watchStore(store: Store, tell: { failed(kind: StoreProblemKind): void; worked(): void }): Store {
  let highest = 0
  const watched = <Input extends unknown[], Output>(
    operation: (...input: Input) => Promise<Output>,
    after: (output: Output) => void = () => {},
  ) => {
    return async (...input: Input): Promise<Output> => {
      try {
        const output = await operation(...input)
        after(output)
        return output
      } catch (error) {
        tell.failed(error instanceof StoreFault ? error.kind : 'internal')
        throw error
      }
    }
  }
  return {
    ...store,
    // What the document held already is not written again, and proves nothing.
    append: watched(store.append, ({ seq }) => {
      if (seq <= highest) return
      highest = seq
      tell.worked()
    }),
    putBlob: watched(store.putBlob, () => tell.worked()),
    putBlobs: watched(store.putBlobs, () => tell.worked()),
    read: watched(store.read),
    readSince: watched(store.readSince),
    stateVector: watched(store.stateVector),
    pending: watched(store.pending),
    acknowledge: watched(store.acknowledge),
  }
}
