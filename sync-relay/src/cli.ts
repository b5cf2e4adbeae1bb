/**
 * `npm run relay -- --port P --data DIR --auth none [--host 127.0.0.1]`
 *
 * Standard output: exactly one line of JSON, when it listens. Everything else goes to standard error.
 * SIGTERM and SIGINT commit what waits, say goodbye and exit 0.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { z } from 'zod'
import { DataFolderProblem } from './sqlite-schema.ts'
import { startRelay } from './start.ts'
import type { Relay, RelayOptions } from './start.ts'

const USAGE = 'usage: relay --port <port> --data <folder> --auth none [--host 127.0.0.1] [--allow-origin <origin>]…'

// Synchronous: the last words of a dying process must not stay in a buffer.
const log = pino({ name: 'relay', base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }))

process.on('uncaughtException', (error) => {
  log.fatal({ error: error.stack }, 'uncaught; exiting so that a supervisor restarts from what is on disk')
  process.exit(1)
})

const relay = await start()
if (relay !== null) {
  const line = { event: 'listening', url: relay.url, http: relay.http, pid: process.pid }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(relay, signal))
}

async function stop(running: Relay, signal: string): Promise<void> {
  log.info({ signal }, 'closing')
  await running.close()
  process.exit(0)
}

async function start(): Promise<Relay | null> {
  try {
    return await startRelay(readArguments())
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`)
    process.exitCode = 1
    return null
  }
}

function readArguments(): RelayOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      data: { type: 'string' },
      auth: { type: 'string' },
      host: { type: 'string', default: '127.0.0.1' },
      'allow-origin': { type: 'string', multiple: true, default: [] },
    },
  })
  if (values.data === undefined) throw new Error(`--data is missing.\n${USAGE}`)
  if (values.auth === undefined) throw new Error(`--auth is missing; "none" is the only kind now.\n${USAGE}`)
  return {
    // `npm run` changes the folder; RPMA_CALLED_FROM is where the person typed.
    data: resolve(process.env['RPMA_CALLED_FROM'] ?? '.', values.data),
    auth: values.auth as RelayOptions['auth'], // checked, like the rest, by startRelay
    port: Number(values.port),
    host: values.host,
    allowOrigins: values['allow-origin'],
    report(what, detail) {
      log.warn(detail instanceof Error ? { error: detail.message } : { detail }, what)
    },
  }
}

function sentence(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n')
  if (error instanceof DataFolderProblem) return error.message
  const { code, message, port } = error as { code?: string; message?: string; port?: number }
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another one, or 0 for any free one.`
  return message ?? String(error)
}
