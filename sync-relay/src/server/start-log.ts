/** The log by kind. SQLite has a thread of its own, so that the disk's time is not taken from the sockets. */
import { join } from 'node:path'
import type { RelayConfig } from '../command/config.ts'
import type { Log } from '../log/log.ts'
import { openSqliteLogInWorker } from '../log/sqlite-worker-log.ts'
import type { SqliteWorkerOptions } from '../log/sqlite-worker-log.ts'

/** Rejects with `DataFolderProblem` for a folder that cannot be used, `DatabaseProblem` for a database. */
export async function openLog(
  config: Pick<RelayConfig, 'log' | 'data' | 'databaseUrl'>,
  bundle: SqliteWorkerOptions = {},
): Promise<Log> {
  if (config.log === 'sqlite') return openSqliteLogInWorker(config.data, bundle)
  if (config.databaseUrl === null) throw new Error('expected a database-url with log postgres, saw none')
  const { openPostgresLog } = await import('../log/postgres-log.ts') // most relays never need it
  return openPostgresLog(config.databaseUrl)
}

export function blobFolder(config: Pick<RelayConfig, 'data'>): string {
  return join(config.data, 'blobs')
}
