/** Work sessions as people think of them: whose runs, which was forgotten, how long it all was. */
import type { PersonId } from '../ledger/index.ts'
import type { ZoneId } from '../vocabulary/index.ts'
import type { SessionView } from './view.ts'

/** Nobody works longer without a break: what runs longer was forgotten. */
export const FORGOTTEN_MS = 12 * 3_600_000

/** What this person works on now, newest first. Two devices may each have begun one. */
export function runningSessions(sessions: readonly SessionView[], person: PersonId): readonly SessionView[] {
  return sessions
    .filter((session) => session.person === person && session.end === undefined)
    .toSorted((a, b) => b.start - a.start)
}

export function isForgotten(session: SessionView, nowMs: number): boolean {
  return session.end === undefined && nowMs - session.start > FORGOTTEN_MS
}

export interface WorkTime {
  readonly person: PersonId
  /** Of what has ended. */
  readonly ms: number
  readonly isRunning: boolean
}

/** By person, the longest first. `zone` undefined: the whole job. An end before its start counts nothing. */
export function workTimes(sessions: readonly SessionView[], zone?: ZoneId | null): readonly WorkTime[] {
  const times = new Map<PersonId, { ms: number; isRunning: boolean }>()
  for (const session of sessions) {
    if (zone !== undefined && session.zone !== zone) continue
    const time = times.get(session.person) ?? { ms: 0, isRunning: false }
    if (session.end === undefined) time.isRunning = true
    else time.ms += Math.max(0, session.end - session.start)
    times.set(session.person, time)
  }
  return [...times]
    .map(([person, time]) => ({ person, ...time }))
    .toSorted((a, b) => b.ms - a.ms || (a.person < b.person ? -1 : 1))
}
