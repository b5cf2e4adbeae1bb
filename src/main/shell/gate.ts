/**
 * The one door between windows and machine. A page may be hostile (a flaw in what it renders, a navigation that
 * went through), so each call is judged in this order, and nothing is read before it is judged:
 *
 * 1. the sender: the top frame of a window, showing exactly our origin;
 * 2. the name: one of the contract's calls;
 * 3. the shape: zod, on the way in and on the way out.
 *
 * Whoever fails 1 or 2 is not one of our screens: the promise rejects and says nothing. A wrong shape may be a
 * person's input, and is answered as a value.
 */
import { randomUUID } from 'node:crypto'
import {
  AppFault,
  calls,
  events,
  type AppHandlers,
  type CallName,
  type CallResult,
  type EventName,
  type EventPayload,
} from '../../contract/index.ts'
import { channels } from '../../contract/channels.ts'
import { isOfOrigin } from './origin.ts'

/** What the gate looks at in Electron's `IpcMainInvokeEvent`. */
export interface CallEvent {
  senderFrame: { url: string; origin: string; parent: unknown } | null
}

export interface GateIpc {
  handle(channel: string, listener: (event: CallEvent, ...args: unknown[]) => Promise<unknown>): void
  removeHandler(channel: string): void
}

/** A window's page, as far as events are concerned. */
export interface EventTarget {
  isDestroyed(): boolean
  getURL(): string
  send(channel: string, ...args: unknown[]): void
}

export interface GateProblem {
  /** Shown to the person, and found again in the log. */
  id: string
  kind: 'refused-sender' | 'unknown-call' | 'handler-failed' | 'wrong-output'
  call: string | undefined
  /** Class, code and stack lines of an error, or paths of a shape: never a message or a value, which may name people. */
  trace: string[]
}

export interface GateOptions {
  ipc: GateIpc
  origin: string
  handlers: AppHandlers
  /** Called for every event: the windows of that moment. */
  targets(): Iterable<EventTarget>
  log(problem: GateProblem): void
}

export interface Gate {
  emit<E extends EventName>(name: E, payload: EventPayload<E>): void
  close(): void
}

export function openGate({ ipc, origin, handlers, targets, log }: GateOptions): Gate {
  refuseIncomplete(handlers)

  const report = (kind: GateProblem['kind'], call: string | undefined, trace: string[]): string => {
    const id = randomUUID().slice(0, 8)
    log({ id, kind, call, trace })
    return id
  }

  ipc.handle(channels.call, async (event, ...args): Promise<CallResult<unknown>> => {
    if (!isOurTopFrame(event, origin)) {
      report('refused-sender', undefined, [])
      throw new Error('refused')
    }
    const [name, input] = args
    if (args.length !== 2 || !isCallName(name)) {
      report('unknown-call', typeof name === 'string' ? name.slice(0, 40) : typeof name, [])
      throw new Error('refused')
    }
    const parsed = calls[name].input.safeParse(input)
    if (!parsed.success) {
      const paths = parsed.error.issues.map((issue) => issue.path.join('.') || '(input)')
      return failure({ kind: 'invalid', message: `${name}: the input does not fit`, detail: paths.join(', ') })
    }
    let output: unknown
    try {
      output = await (handlers[name] as (input: unknown) => Promise<unknown>)(parsed.data)
    } catch (error) {
      if (error instanceof AppFault) return failure(error.error)
      return internal(report('handler-failed', name, traceOf(error)))
    }
    const checked = calls[name].output.safeParse(output)
    if (checked.success) return { ok: true, value: checked.data }
    return internal(
      report(
        'wrong-output',
        name,
        checked.error.issues.map((issue) => issue.path.join('.')),
      ),
    )
  })

  return {
    emit(name, payload) {
      const checked = events[name].parse(payload)
      for (const target of targets()) {
        if (!target.isDestroyed() && isOfOrigin(target.getURL(), origin)) target.send(channels.event, name, checked)
      }
    },
    close: () => ipc.removeHandler(channels.call),
  }
}

function isOurTopFrame({ senderFrame }: CallEvent, origin: string): boolean {
  // A frame that navigated away while its message travelled has become null.
  if (!senderFrame || senderFrame.parent !== null) return false
  // `origin` is opaque for a sandboxed document whose address still looks like ours.
  return senderFrame.origin === origin && isOfOrigin(senderFrame.url, origin)
}

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name)
}

function failure(error: AppFault['error']): CallResult<never> {
  return { ok: false, error }
}

function internal(id: string): CallResult<never> {
  return failure({ kind: 'internal', message: 'internal error', detail: id })
}

function traceOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [typeof error]
  const { code } = error as { code?: unknown }
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...(typeof code === 'string' ? [code] : []), ...frames.map((line) => line.trim())]
}

/** The compiler holds this too; a handler table put together at run time is held here, before a window opens. */
function refuseIncomplete(handlers: AppHandlers): void {
  const expected = Object.keys(calls)
  const missing = expected.filter((name) => typeof (handlers as Record<string, unknown>)[name] !== 'function')
  const unknown = Object.keys(handlers).filter((name) => !Object.hasOwn(calls, name))
  if (missing.length === 0 && unknown.length === 0) return
  throw new Error(
    `Handlers do not match the contract: missing [${missing.join(', ')}], unknown [${unknown.join(', ')}]`,
  )
}
