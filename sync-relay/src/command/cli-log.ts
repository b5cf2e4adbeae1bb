/** The operator's log on standard error: JSON lines, or lines for people. Never content, names or tokens [F58]. */
import { pino } from 'pino'
import type { Logger } from 'pino'
import type { RelayConfig } from './config.ts'

export type { Logger } from 'pino'

export function createLogger({ logLevel, logFormat }: Pick<RelayConfig, 'logLevel' | 'logFormat'>): Logger {
  // Synchronous: the last words of a dying process must not stay in a buffer.
  const stderr = pino.destination({ dest: 2, sync: true })
  const options = { name: 'relay', level: logLevel, base: { pid: process.pid } }
  return logFormat === 'json'
    ? pino(options, stderr)
    : pino(options, { write: (line) => void stderr.write(forPeople(line)) })
}

export function reportTo(log: Logger): (what: string, detail: unknown) => void {
  return (what, detail) => {
    if (detail instanceof Error) log.warn({ error: describe(detail) }, what)
    else if (detail === null) log.info(what)
    else log.warn({ detail }, what)
  }
}

/** What an error says, without its stack. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function forPeople(line: string): string {
  const { level, time, msg, name: _name, pid: _pid, ...rest } = JSON.parse(line) as Record<string, unknown>
  const detail = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`
  return `${new Date(time as number).toISOString()} ${pino.levels.labels[level as number] ?? '?'}: ${String(msg as string)}${detail}\n`
}
