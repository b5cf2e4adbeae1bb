/** Main as a window sees it: keeps updates, can be told to fail. In memory. */
import * as Y from 'yjs'
import type { AppApi, AppError, CallResult, EventName, EventPayload } from '../../../src/contract/index.ts'

export function createFakeMain() {
  const kept = new Y.Doc()
  const listeners = new Map<string, Set<(payload: never) => void>>()
  const appended: Uint8Array[] = []
  const closed: string[] = []
  const presence: Uint8Array[] = []
  let failure: AppError | 'throws' | null = null
  let state: (() => Uint8Array) | null = null
  let openGate: Promise<void> = Promise.resolve()

  const status = (name: string) => ({ name, state: 'local' as const, updates: 0, bytes: 0, oldestAt: null })
  async function answer(name: string, input: { name: string; update: Uint8Array }): Promise<CallResult<unknown>> {
    if (name === 'document.presence') {
      presence.push(input.update)
      return { ok: true, value: {} }
    }
    if (name === 'document.close') {
      closed.push(input.name)
      return { ok: true, value: {} }
    }
    if (name === 'document.open') await openGate
    if (failure === 'throws') throw new Error('the bridge is down')
    if (failure) return { ok: false, error: failure }
    if (name === 'document.open') {
      return { ok: true, value: { state: state?.() ?? Y.encodeStateAsUpdate(kept), status: status(input.name) } }
    }
    appended.push(input.update)
    Y.applyUpdate(kept, input.update)
    return { ok: true, value: {} }
  }
  const api: AppApi = {
    call: ((name: string, input: { name: string; update: Uint8Array }) => answer(name, input)) as AppApi['call'],
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set)
      set.add(listener as never)
      return () => set.delete(listener as never)
    },
  }
  return {
    api,
    kept,
    appended,
    closed,
    presence,
    emit<E extends EventName>(event: E, payload: EventPayload<E>) {
      for (const listener of listeners.get(event) ?? []) listener(payload as never)
    },
    listening: () => [...listeners.values()].reduce((sum, set) => sum + set.size, 0),
    fail(next: AppError | 'throws' | null) {
      failure = next
    },
    answerWith(next: () => Uint8Array) {
      state = next
    },
    holdOpen(until: Promise<void>) {
      openGate = until
    },
  }
}

/** Runs timers by hand. */
export function createClock() {
  let due: { run: () => void; delayMs: number }[] = []
  return {
    schedule(run: () => void, delayMs: number) {
      const entry = { run, delayMs }
      due.push(entry)
      return () => {
        due = due.filter((each) => each !== entry)
      }
    },
    delays: () => due.map((entry) => entry.delayMs),
    tick() {
      const now = due
      due = []
      for (const entry of now) entry.run()
    },
  }
}

/** Waits until something holds; fails with its name after many turns of the event loop. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (holds()) return
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  throw new Error(`never came true: ${what}`)
}
