/**
 * The log on SQLite, one file per relay, answering inside each call: a commit holds up its thread until the disk has
 * it. See `log.ts` for what it promises, `sqlite-schema.ts` for the file and `sqlite-worker-log.ts` for the same in a
 * thread of its own.
 */
import type { Done, Log, Result } from './log.ts'
import { failureOf, openSqliteFile } from './sqlite-file.ts'
import type { OpenDatabaseOptions } from '../sqlite-open.ts'

/** Throws `DataFolderProblem` when the folder cannot be used. */
export function openSqliteLog(folder: string, options?: OpenDatabaseOptions): Log {
  let file = openSqliteFile(folder, options)
  return {
    commit: (batch, done) => answer(done, () => file.commit(batch)),
    load: (document, done) => answer(done, () => file.read(document, 0)),
    loadAfter: (document, cursor, done) => answer(done, () => file.read(document, cursor)),
    onForeignCommit: () => () => {},
    compact: (document, state, through, done) => answer(done, () => file.compact(document, state, through)),
    changes: (since, limit, done) => answer(done, () => file.changes(since, limit)),
    allocate: (series, request, atLeast, done) => answer(done, () => file.allocate(series, request, atLeast)),
    numbers: (done) => answer(done, () => file.numbers()),
    relayId: () => file.relayId(),
    recover: (done) =>
      answer(done, () => {
        file.close()
        file = openSqliteFile(folder, options) // its opening record is the write that proves the disk takes one
        return null
      }),
    close: () => file.close(),
  }
}

function answer<T>(done: Done<T>, run: () => T): void {
  let result: Result<T>
  try {
    result = { ok: true, value: run() }
  } catch (error) {
    result = { ok: false, failure: failureOf(error) }
  }
  done(result)
}
