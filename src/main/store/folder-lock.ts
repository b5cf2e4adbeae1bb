/**
 * One RPMA for one data folder. The lock is a file of its own that nobody ever reads: POSIX drops a process's
 * locks on a file as soon as that process closes any descriptor of it, so a backup that copies the database would
 * quietly unlock it. SQLite takes the lock for us, on every system, and the kernel lets go of it with the process.
 */
import BetterSqlite3, { type Options } from 'better-sqlite3'
import { join } from 'node:path'
import { problemFrom, StoreFault } from './problems.ts'

export const LOCK_FILE = 'rpma.lock'

/** Throws `locked`. Returns what lets go. */
export function lockFolder(dir: string, binding: Options): () => void {
  const file = join(dir, LOCK_FILE)
  let lock: BetterSqlite3.Database | undefined
  try {
    // One second covers a predecessor that is just dying; who holds it longer is another RPMA.
    lock = new BetterSqlite3(file, { timeout: 1000, ...binding })
    // Never committed, never written: the open transaction is the lock.
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    throw new StoreFault(problemFrom(error, `locking ${file}`))
  }
  const held = lock
  return () => void held.close()
}
