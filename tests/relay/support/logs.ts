/** Logs that misbehave on command, around a real one. */
import type { Append, Committed, Done, Log, LogFailure } from '../../../sync-relay/src/index.ts'

export interface HeldLog extends Log {
  /** Commits that wait for {@link release}. */
  held(): number
  release(): void
}

/** Commits wait until released, as on a slow disk or another machine. */
export function holdCommits(log: Log): HeldLog {
  const held: (() => void)[] = []
  return Object.assign(Object.create(log) as Log, {
    commit: (batch: readonly Append[], done: Done<readonly Committed[]>) =>
      void held.push(() => log.commit(batch, done)),
    held: () => held.length,
    release: () => held.shift()?.(),
  })
}

export interface FailingLog extends Log {
  failure: LogFailure | null
}

/** Fails every commit and recovery while `failure` is set. */
export function failCommits(log: Log): FailingLog {
  const failing: FailingLog = Object.assign(Object.create(log) as Log, {
    failure: null as LogFailure | null,
    commit(batch: readonly Append[], done: Done<readonly Committed[]>) {
      if (failing.failure === null) log.commit(batch, done)
      else done({ ok: false, failure: failing.failure })
    },
    recover(done: Done<null>) {
      if (failing.failure === null) log.recover(done)
      else done({ ok: false, failure: failing.failure })
    },
  })
  return failing
}
