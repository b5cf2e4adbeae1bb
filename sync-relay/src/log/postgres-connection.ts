/** How connections to PostgreSQL are made, ended and given up, for the log and for the register. */
import pg from 'pg'
import type { ClientBase, ClientConfig, PoolConfig } from 'pg'
import { DatabaseProblem } from './postgres-schema.ts'

export interface PostgresOptions {
  /** Connections for reading and writing; one more listens. */
  readonly poolSize?: number
  readonly connectMs?: number
  /** A statement that takes longer is given up, by the server and, should it be silent, by us. */
  readonly statementMs?: number
}

export type ConnectionConfig = ClientConfig & PoolConfig

const GOODBYE_MS = 2000
const ATTEMPTS = 3

export function connectionConfig(url: string, options: PostgresOptions): ConnectionConfig {
  const { poolSize = 4, connectMs = 3000, statementMs = 10_000 } = options
  return {
    connectionString: url,
    application_name: 'rpma-relay',
    max: poolSize,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    lock_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
    // Ours fires when the server cannot even say that it gave up.
    query_timeout: statementMs + 1000,
    keepAlive: true,
  }
}

export function openPool(config: ConnectionConfig): pg.Pool {
  const pool = new pg.Pool(config)
  pool.on('error', () => {}) // an idle connection broke; the next call gets another
  return pool
}

/** `run` with one connection, which goes away with it when `run` fails: nobody knows what state it is in. */
export async function withClient<T>(pool: pg.Pool, run: (client: ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const value = await run(client)
    client.release()
    return value
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Again only after what the server says it rolled back; a connection that broke may have committed. */
export async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      const code = codeOf(error)
      const rolledBack = code === '40P01' || code === '40001' // deadlock, serialisation
      if (!rolledBack || attempt === ATTEMPTS) throw error
    }
  }
}

/** A server that answers nothing must not keep a relay from ending. */
export async function end(connection: { end(): Promise<void> }): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS)
  })
  await Promise.race([connection.end().catch(() => {}), patience])
  clearTimeout(timer)
}

/** The server's SQLSTATE or the system's error name; empty for neither. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** What the operator can do something about, in words. */
export function problemOf(error: unknown): unknown {
  if (error instanceof DatabaseProblem) return error
  const code = codeOf(error)
  const said = error instanceof Error ? error.message : String(error)
  if (['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOENT', '57P03'].includes(code)) {
    return new DatabaseProblem(`The database cannot be reached (${code}). Check its address and whether it runs.`)
  }
  if (/timeout/i.test(said)) return new DatabaseProblem(`The database does not answer (${said}).`)
  // 28: who we are is not accepted; 3D: no such database; 42501: rights; 53300: too many connections.
  if (code.startsWith('28') || code === '3D000' || code === '42501' || code === '53300') {
    return new DatabaseProblem(`The database refuses (${code}): ${said}.`)
  }
  return error
}
