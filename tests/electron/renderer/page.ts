/**
 * The renderer half, turned to text and put into every document before its own scripts: `isolatedWorld` in a
 * world of its own, as Electron runs preloads, `mainWorld` in the page's. The two share only DOM events that
 * carry text, so nothing but clones crosses. Each function must be whole in itself.
 */
import type { pack as Pack, unpack as Unpack } from './wire.ts'

type Callable = (...args: unknown[]) => unknown
interface Tools {
  pack: typeof Pack
  unpack: typeof Unpack
  /** Prefix of the event names; another in every window, unknown to the page's scripts. */
  secret: string
}
interface Answer {
  id: number
  error: string | null
  value: unknown
  /** The function returned a promise: a second answer with the same id follows. */
  pending?: boolean
}

export function isolatedWorld({ pack, unpack, secret }: Tools, preload: (require: Callable, process: object) => void) {
  if (window.top !== window) return
  const world = globalThis as unknown as { __standInSend(text: string): void; __standInDeliver: Callable }
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const listeners = new Map<string, Callable[]>()
  let last = 0
  const ipcRenderer = {
    send: (channel: string, ...args: unknown[]) => world.__standInSend(pack({ kind: 'send', channel, args })),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++last
        const text = pack({ kind: 'invoke', id, channel, args })
        waiting.set(id, { resolve, reject })
        world.__standInSend(text)
      }),
    on(channel: string, listener: Callable) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      return ipcRenderer
    },
    once(channel: string, listener: Callable) {
      const wrapped: Callable = (...args) => {
        ipcRenderer.removeListener(channel, wrapped)
        listener(...args)
      }
      return ipcRenderer.on(channel, wrapped)
    },
    removeListener(channel: string, listener: Callable) {
      listeners.set(
        channel,
        (listeners.get(channel) ?? []).filter((known) => known !== listener),
      )
      return ipcRenderer
    },
    off: (channel: string, listener: Callable) => ipcRenderer.removeListener(channel, listener),
    removeAllListeners(channel: string) {
      listeners.delete(channel)
      return ipcRenderer
    },
  }
  world.__standInDeliver = (text) => {
    const message = unpack(text as string) as
      | { kind: 'reply'; id: number; error?: string; value?: unknown }
      | { kind: 'event'; channel: string; args: unknown[] }
    if (message.kind === 'event') {
      for (const listener of listeners.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...message.args)
      return
    }
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error === undefined) call?.resolve(message.value)
    else call?.reject(new Error(message.error))
  }

  const functions: Callable[] = []
  const post = (type: string, body: unknown) =>
    window.dispatchEvent(new CustomEvent(secret + type, { detail: pack(body) }))
  const isPlain = (v: unknown): v is object =>
    typeof v === 'object' && v !== null && [Object.prototype, null].includes(Object.getPrototypeOf(v) as null)
  const lower = (v: unknown): unknown => {
    if (typeof v === 'function') return { $function: functions.push(v as Callable) - 1 }
    if (Array.isArray(v)) return v.map(lower)
    return isPlain(v) ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, lower(x)])) : v
  }
  const raise = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(raise)
    if (!isPlain(v)) return v
    if ('$function' in v) {
      const index = v.$function as number
      return (...args: unknown[]) => void post('callback', { index, args: args.map(lower) })
    }
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, raise(x)]))
  }
  window.addEventListener(secret + 'call', (event) => {
    const { index, id, args } = unpack((event as CustomEvent<string>).detail) as {
      index: number
      id: number
      args: unknown[]
    }
    const answer = (error: string | null, value?: unknown) => post('answer', { id, error, value: lower(value) })
    const messageOf = (x: unknown) => (x instanceof Error ? x.message : String(x))
    try {
      const result = functions[index]!(...args.map(raise))
      if (result instanceof Promise) {
        post('answer', { id, error: null, value: undefined, pending: true })
        result.then(
          (value) => answer(null, value),
          (x: unknown) => answer(messageOf(x)),
        )
      } else answer(null, result)
    } catch (x) {
      answer(messageOf(x))
    }
  })
  window.addEventListener(secret + 'open', (event) => {
    const { url, frameName } = unpack((event as CustomEvent<string>).detail) as { url: string; frameName: string }
    world.__standInSend(pack({ kind: 'open', url, frameName }))
  })
  const exposed: Record<string, unknown> = {}
  window.addEventListener(secret + 'hello', () => post('exposed', exposed))
  const contextBridge = {
    exposeInMainWorld(key: string, api: unknown) {
      if (key in exposed) throw new Error('Cannot bind an API on top of an existing property on the window object')
      exposed[key] = lower(api)
    },
  }
  preload(
    (name) => {
      if (name === 'electron' || name === 'electron/renderer') return { contextBridge, ipcRenderer }
      throw new Error(`module not found: ${String(name)}`)
    },
    { type: 'renderer', sandboxed: true, contextIsolated: true, env: {}, versions: {}, argv: [] },
  )
}

export function mainWorld({ pack, unpack, secret }: Tools) {
  if (window.top !== window) return
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const callbacks: Callable[] = []
  let last = 0
  let latest: Answer | undefined
  const isPlain = (v: unknown): v is object =>
    typeof v === 'object' && v !== null && [Object.prototype, null].includes(Object.getPrototypeOf(v) as null)
  const lower = (v: unknown): unknown => {
    if (typeof v === 'function') return { $function: callbacks.push(v as Callable) - 1 }
    if (Array.isArray(v)) return v.map(lower)
    return isPlain(v) ? Object.fromEntries(Object.entries(v).map(([k, x]) => [k, lower(x)])) : v
  }
  const call = (index: number, args: unknown[]): unknown => {
    const id = ++last
    latest = undefined
    const detail = pack({ index, id, args: args.map(lower) })
    const later = new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    later.catch(() => {})
    window.dispatchEvent(new CustomEvent(secret + 'call', { detail }))
    // Events are dispatched synchronously, so a function that returns at once has answered by now.
    const answer = latest as Answer | undefined
    if (!answer || answer.pending) return later
    if (answer.error !== null) throw new Error(answer.error)
    return raise(answer.value)
  }
  const raise = (v: unknown): unknown => {
    if (Array.isArray(v)) return v.map(raise)
    if (!isPlain(v)) return v
    if ('$function' in v) {
      const index = v.$function as number
      return (...args: unknown[]) => call(index, args)
    }
    return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, raise(x)]))
  }
  const deepFreeze = (v: unknown): unknown => {
    if (isPlain(v)) for (const x of Object.values(v)) deepFreeze(x)
    return isPlain(v) ? Object.freeze(v) : v
  }
  const hear = (type: string, listener: (body: never) => void) =>
    window.addEventListener(secret + type, (event) => listener(unpack((event as CustomEvent<string>).detail) as never))
  hear('answer', (answer: Answer) => {
    latest = answer
    if (answer.pending) return
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.error === null) asked?.resolve(raise(answer.value))
    else asked?.reject(new Error(answer.error))
  })
  hear('callback', ({ index, args }: { index: number; args: unknown[] }) => callbacks[index]!(...args.map(raise)))
  hear('exposed', (exposed: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(exposed)) {
      Object.defineProperty(window, key, { value: deepFreeze(raise(value)), enumerable: true })
    }
  })
  window.dispatchEvent(new CustomEvent(secret + 'hello'))
  // A full Chromium cannot be told to open nothing; links to new windows are caught from outside.
  window.open = (url = 'about:blank', frameName = '') => {
    const detail = pack({ url: new URL(url, location.href).href, frameName })
    window.dispatchEvent(new CustomEvent(secret + 'open', { detail }))
    return null
  }
}
