/**
 * `rpma-relay [serve|check-config|pull|migrate] …`; `npm run relay -- …` in the workspace.
 *
 * `serve` writes exactly one line of JSON to standard output, when it listens. Everything else goes to standard error.
 * SIGTERM and SIGINT commit what waits, say goodbye and exit 0; SIGHUP reads the certificate again.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT, HELP } from './cli-help.ts'
import { createLogger, describe, reportTo } from './cli-log.ts'
import type { Logger } from './cli-log.ts'
import type { RelayConfig } from './config.ts'
import { readConfig } from './config-sources.ts'
import { DataFolderProblem } from '../sqlite-open.ts'
import { openRelay } from '../server/start.ts'
import type { Relay } from '../server/start.ts'
import { readCertificate } from '../server/tls.ts'

// `npm run` changes the folder; RPMA_CALLED_FROM is where the person typed.
const folder = resolve(process.env['RPMA_CALLED_FROM'] ?? '.')
const [first = '', ...others] = process.argv.slice(2)
const command = first.startsWith('-') ? '' : first
const args = command === '' ? process.argv.slice(2) : others

process.exitCode = await run()

/** What the process ends with; of a relay that listens, should it end without being asked. */
async function run(): Promise<number> {
  if (args.includes('--help') || args.includes('-h') || command === 'help') return print(await help())
  if (args.includes('--version') || command === 'version') return print(version())
  try {
    switch (command) {
      case '':
      case 'serve':
        return await serve()
      case 'check-config':
        return await checkConfig()
      case 'pull':
        return await (await import('./pull-cli.ts')).pull(args, process.env, folder)
      case 'migrate':
        return await (await import('../log/migrate.ts')).migrate(args, process.env, folder)
      default:
        return complain(`${command}: no such command. Try rpma-relay --help`, EXIT.usage)
    }
  } catch (error) {
    return complain(sentence(error), EXIT.failed)
  }
}

async function help(): Promise<string> {
  if (command === 'pull') return (await import('./pull-cli.ts')).USAGE
  if (command === 'migrate') return (await import('../log/migrate.ts')).USAGE
  return HELP
}

async function serve(): Promise<number> {
  const config = configured()
  if (config === null) return EXIT.usage
  const log = createLogger(config)
  process.on('uncaughtException', (error) => {
    log.fatal({ error: error.stack }, 'uncaught; exiting so that a supervisor restarts from what is on disk')
    process.exit(EXIT.failed)
  })
  const relay = await openRelay(config, { report: reportTo(log) })
  const line = { event: 'listening', url: relay.url, http: relay.http, pid: process.pid }
  process.stdout.write(`${JSON.stringify(line)}\n`)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(relay, signal, log))
  // On Windows it says that the console closes.
  process.on(
    'SIGHUP',
    () => void (process.platform === 'win32' ? stop(relay, 'SIGHUP', log) : relay.renewCertificate()),
  )
  return EXIT.done
}

async function stop(running: Relay, signal: string, log: Logger): Promise<void> {
  log.info({ signal }, 'closing')
  await running.close()
  process.exit(EXIT.done)
}

async function checkConfig(): Promise<number> {
  const config = configured()
  if (config === null) return EXIT.usage
  await readCertificate(config)
  return print('The configuration is right.')
}

function configured(): RelayConfig | null {
  const reading = readConfig(args, process.env, folder)
  if (reading.ok) return reading.config
  complain(reading.problems.join('\n'), EXIT.usage)
  return null
}

function print(text: string): number {
  process.stdout.write(`${text}\n`)
  return EXIT.done
}

function complain(text: string, code: number): number {
  process.stderr.write(`${text}\n`)
  return code
}

function version(): string {
  const about = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return about.version
}

function sentence(error: unknown): string {
  if (error instanceof DataFolderProblem) return error.message
  const { code, port, address } = error as { code?: string; port?: number; address?: string }
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Choose another one, or 0 for any free one.`
  if (code === 'EACCES' && port !== undefined) return `Port ${port} needs more rights than this process has.`
  if (code === 'EADDRNOTAVAIL') return `${address} is no address of this machine.`
  return describe(error)
}
