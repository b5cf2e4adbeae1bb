/**
 * A log as a disk or a database server gives it: answers late, in order, and sometimes with a failure, of which nobody
 * knows whether the bytes are down after all. What had not reached `inner` when the machine died is gone; what had is
 * there, answered or not.
 */
import type { ChangesReply } from '../../src/crdt/protocol/index.ts'
import type { AllocatedNumber, Allocation } from '../../sync-relay/src/log/log.ts'
import type { Committed, Done, Log, LogFailure, Result, StoredDocument } from '../../sync-relay/src/index.ts'
import type { Clock } from './clock.ts'
import type { Random } from './random.ts'

export interface LogWeather {
  /** Most that an operation takes; 0: everything is answered inside the call, as SQLite does. */
  readonly slowMs: number
  /** Probability that a commit fails, and with it that the log fails for a while. */
  readonly fail: number
}
export const STEADY_LOG: LogWeather = { slowMs: 0, fail: 0 }

const ILL_MS = 400
const FULL: LogFailure = { kind: 'full', message: 'simulated: the disk is full' }
const UNKNOWN: LogFailure = { kind: 'io', message: 'simulated: the disk does not say whether it wrote' }

export interface UnsteadyLog extends Log {
  /** The machine stops: nothing that waits is carried out, nothing is answered any more. */
  die(): void
}

export function createUnsteadyLog(
  inner: Log,
  world: { readonly clock: Clock; readonly random: Random; readonly weather: () => LogWeather },
): UnsteadyLog {
  const { clock, random } = world
  const waiting: (() => void)[] = []
  let busy = false
  let dead = false
  let illUntil = 0

  /** One at a time, in order. `carry` does the work when it reaches the disk; its answer comes later still. */
  function inTurn<T>(carry: () => Result<T>, done: (result: Result<T>) => void): void {
    if (dead) return
    const { slowMs } = world.weather()
    if (slowMs === 0 && !busy && waiting.length === 0) return done(carry())
    waiting.push(() => {
      clock.after(random.next() * slowMs, () => {
        if (dead) return
        const result = carry()
        clock.after(random.next() * slowMs, () => {
          if (dead) return
          busy = false
          done(result)
          pump()
        })
      })
    })
    pump()
  }

  function pump(): void {
    if (busy) return
    const run = waiting.shift()
    busy = run !== undefined
    run?.()
  }

  function now<T>(ask: (done: Done<T>) => void): Result<T> {
    let answer: Result<T> | undefined
    ask((result) => (answer = result))
    if (answer === undefined) throw new Error('unsteady log: expected the log underneath to answer at once')
    return answer
  }

  return {
    commit: (batch, done) =>
      inTurn<readonly Committed[]>(() => {
        if (clock.now < illUntil) return { ok: false, failure: FULL }
        if (!random.chance(world.weather().fail))
          return now<readonly Committed[]>((answer) => inner.commit(batch, answer))
        illUntil = clock.now + random.below(ILL_MS)
        if (random.chance(0.5)) return { ok: false, failure: FULL }
        now<readonly Committed[]>((answer) => inner.commit(batch, answer))
        return { ok: false, failure: UNKNOWN }
      }, done),
    load: (document, done) => inTurn(() => now<StoredDocument>((answer) => inner.load(document, answer)), done),
    loadAfter: (document, cursor, done) =>
      inTurn(() => now<StoredDocument>((answer) => inner.loadAfter(document, cursor, answer)), done),
    ...(inner.isShared === true ? { isShared: true } : {}),
    onForeignCommit: (listener) => inner.onForeignCommit(listener),
    compact: (document, state, through, done) =>
      inTurn(() => now<null>((answer) => inner.compact(document, state, through, answer)), done),
    changes: (since, limit, done) =>
      inTurn(() => now<ChangesReply>((answer) => inner.changes(since, limit, answer)), done),
    allocate: (series, request, atLeast, done) =>
      inTurn(() => now<Allocation>((answer) => inner.allocate(series, request, atLeast, answer)), done),
    recover: (done) =>
      inTurn(
        () => (clock.now < illUntil ? { ok: false, failure: FULL } : now<null>((answer) => inner.recover(answer))),
        done,
      ),
    numbers: (done) => inTurn(() => now<readonly AllocatedNumber[]>((answer) => inner.numbers(answer)), done),
    relayId: () => inner.relayId(),
    close: () => {},
    die() {
      dead = true
    },
  }
}
