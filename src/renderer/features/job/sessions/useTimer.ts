import { useEffect, useState } from 'react'
import { endSession, runningSessions, startSession } from '../../../../crdt/job/index.ts'
import type { SessionView } from '../../../../crdt/job/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useMe } from '../../../api/desk.ts'
import { useJobPart, useJobTools } from '../context.tsx'

export interface Timer {
  /** Mine, newest first; usually none or one. */
  readonly running: readonly SessionView[]
  /** Begins mine there; what I worked on before ends in the same moment. */
  readonly start: (zone: ZoneId | null) => void
  readonly stop: (session: SessionView, atMs?: number) => void
}

export function useTimer(): Timer {
  const { edit } = useJobTools()
  const sessions = useJobPart((view) => view.sessions)
  const me = useMe()
  const running = runningSessions(sessions, me.id)
  return {
    running,
    start: (zone) =>
      edit((ledger, pen) => {
        const now = pen.now()
        for (const session of running) endSession(ledger, session.id, Math.max(session.start, now), pen)
        startSession(ledger, { person: me.id, zone, start: now }, pen)
      }),
    stop: (session, atMs) =>
      edit((ledger, pen) => endSession(ledger, session.id, Math.max(session.start, atMs ?? pen.now()), pen)),
  }
}

const STEP_MS = 20_000

/** The time of now, looked at often enough for minutes; stands still while nothing runs. */
export function useNow(isRunning: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isRunning) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), STEP_MS)
    return () => clearInterval(timer)
  }, [isRunning])
  return now
}
