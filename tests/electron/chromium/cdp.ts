/**
 * A small DevTools-protocol client over Chromium's debugging pipe, with flat sessions. A pipe, not a port:
 * when this process dies in whatever way, the pipe closes and Chromium ends itself.
 */
import type { Readable, Writable } from 'node:stream'
import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts'

export type { Protocol }
type Commands = Protocol.CommandParameters
type Results = Protocol.CommandReturnValues
type Events = Protocol.Events

export interface Session {
  send<M extends keyof Commands>(method: M, params?: Commands[M]): Promise<Results[M & keyof Results]>
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): void
  /** Resolves with the next event of that name. */
  next<E extends keyof Events>(event: E): Promise<Events[E]>
}

export interface Cdp {
  root: Session
  session(id: string): Session
}

interface Message {
  id?: number
  method?: string
  params?: unknown
  result?: unknown
  error?: { message: string }
  sessionId?: string
}

export function connect(toChromium: Writable, fromChromium: Readable): Cdp {
  const waiting = new Map<number, { method: string; resolve(value: unknown): void; reject(error: Error): void }>()
  const sessions = new Map<string, Session & { emit(event: string, payload: unknown): void }>()
  let last = 0

  function send(sessionId: string, method: string, params: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = ++last
      waiting.set(id, { method, resolve, reject })
      toChromium.write(JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) }) + '\0')
    })
  }

  function session(id: string) {
    const known = sessions.get(id)
    if (known) return known
    const listeners = new Map<string, Set<(payload: unknown) => void>>()
    const listenersOf = (event: string) => {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set)
      return set
    }
    const made: Session & { emit(event: string, payload: unknown): void } = {
      send: (method, params) => send(id, method, params ?? {}) as never,
      on: (event, listener) => void listenersOf(event).add(listener as (payload: unknown) => void),
      next: (event) =>
        new Promise((resolve) => {
          const once = (payload: unknown) => {
            listenersOf(event).delete(once)
            resolve(payload as never)
          }
          listenersOf(event).add(once)
        }),
      emit: (event, payload) => {
        for (const listener of [...listenersOf(event)]) listener(payload)
      },
    }
    sessions.set(id, made)
    return made
  }

  function receive(message: Message): void {
    if (message.id === undefined) {
      session(message.sessionId ?? '').emit(message.method ?? '', message.params)
      return
    }
    const answer = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.error) answer?.reject(new Error(`${answer.method}: ${message.error.message}`))
    else answer?.resolve(message.result)
  }

  const parts: Buffer[] = []
  fromChromium.on('data', (chunk: Buffer) => {
    let from = 0
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, from)) {
      parts.push(chunk.subarray(from, end))
      receive(JSON.parse(Buffer.concat(parts.splice(0)).toString('utf8')) as Message)
      from = end + 1
    }
    if (from < chunk.length) parts.push(chunk.subarray(from))
  })
  const ended = () => {
    for (const { method, reject } of waiting.values()) reject(new Error(`${method}: Chromium has ended`))
    waiting.clear()
  }
  fromChromium.on('close', ended)
  // Writing to a Chromium that has just gone is not an error of the app: `ended` tells whoever waits.
  toChromium.on('error', () => {})
  fromChromium.on('error', () => {})
  return { root: session(''), session }
}
