/**
 * What a page can reach: `call` and `on`, for the names of the contract. Neither `ipcRenderer` nor the event that
 * carries a message (and with it the sender) crosses over.
 */
import type { AppApi } from '../contract/index.ts'
import { channels } from '../contract/channels.ts'

export interface Ipc {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown
}

export interface Names {
  calls: readonly string[]
  events: readonly string[]
}

export function createApi(ipc: Ipc, names: Names): AppApi {
  const calls = new Set(names.calls)
  const listeners = new Map(names.events.map((name) => [name, new Set<(payload: unknown) => void>()]))

  ipc.on(channels.event, (_event, name, payload) => {
    for (const listener of listeners.get(name as string) ?? []) listener(payload)
  })

  const api = {
    async call(name: string, input: unknown): Promise<unknown> {
      if (!calls.has(name)) throw new TypeError('Unknown call')
      return await ipc.invoke(channels.call, name, input)
    },
    on(name: string, listener: (payload: unknown) => void): () => void {
      const set = listeners.get(name)
      if (!set || typeof listener !== 'function') throw new TypeError('Unknown event')
      // Its own function for each subscription: the same listener may be subscribed twice and left once.
      const subscription = (payload: unknown) => listener(payload)
      set.add(subscription)
      return () => void set.delete(subscription)
    },
  }
  return api as AppApi
}
