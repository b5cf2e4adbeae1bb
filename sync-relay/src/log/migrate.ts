/** `rpma-relay migrate`: moves the log between SQLite and PostgreSQL, with the members of the shop. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { EXIT } from '../command/cli-help.ts'
import type { Log } from './log.ts'
import { migrateLog } from './migrate-log.ts'
import { migrateRegister } from './migrate-register.ts'
import { openPostgresLog } from './postgres-log.ts'
import { openPostgresRegister } from './postgres-register.ts'
import { DatabaseProblem } from './postgres-schema.ts'
import { openSqliteLog } from './sqlite-log.ts'
import { DataFolderProblem } from '../sqlite-open.ts'
import type { Register } from '../trust/register.ts'
import { openSqliteRegister } from '../trust/sqlite-register.ts'

export const USAGE = `usage: rpma-relay migrate --from PLACE --to PLACE [--document NAME]
PLACE is the data folder of a relay, "postgres" for the address in RPMA_RELAY_DATABASE_URL, or an address without a
password, postgres://user@host/database (PGPASSWORD may hold it).
Copies every document, the numbers and the members; with --document only that document. The source stays as it is;
what the target has already is compared, so that it may be run again. Stop the relays of both places before.
Photos lie in the folder "blobs" of the data folder: copy that folder, or leave it where it is.`

/** Answers the exit code. Rejects with something unexpected only. */
export async function migrate(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Promise<number> {
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  const asked = readArgs(args)
  if (typeof asked === 'string') {
    say(`${asked}\n${USAGE}`)
    return EXIT.usage
  }
  const [from, to] = [placeOf(asked.from, environment, folder), placeOf(asked.to, environment, folder)]
  if (typeof from === 'string' || typeof to === 'string') {
    say([from, to].filter((one) => typeof one === 'string').join('\n'))
    return EXIT.usage
  }
  if (from.address === to.address) {
    say('The source is the target.')
    return EXIT.usage
  }
  if (from.kind === 'folder' && !existsSync(join(from.address, 'relay.sqlite'))) {
    say(`${from.address} is no data folder of a relay: it has no relay.sqlite.`)
    return EXIT.failed
  }
  try {
    return (await move(from, to, asked.document, say)) ? EXIT.done : EXIT.failed
  } catch (error) {
    if (!(error instanceof DataFolderProblem) && !(error instanceof DatabaseProblem)) throw error
    say(error.message)
    return EXIT.failed
  }
}

interface Place {
  readonly kind: 'folder' | 'postgres'
  readonly address: string
}

async function move(
  from: Place,
  to: Place,
  document: string | undefined,
  say: (text: string) => void,
): Promise<boolean> {
  const problems: string[] = []
  await using(openLog, from, to, async (source, target) => {
    const only = document === undefined ? {} : { document }
    const result = await migrateLog({ from: source, to: target, ...only })
    const { copied, same, numbers } = result
    say(`${copied} documents copied, ${same} were there already, ${numbers} numbers`)
    problems.push(...result.problems)
  })
  const hasMembers = from.kind === 'postgres' || existsSync(join(from.address, 'register.sqlite'))
  if (document === undefined && hasMembers) {
    await using(openRegister, from, to, async (source, target) => {
      problems.push(...(await migrateRegister(source, target)))
    })
  }
  for (const problem of problems) say(problem)
  if (problems.length > 0) say('Not everything could be copied; what was is kept.')
  return problems.length === 0
}

async function using<T extends { close(): void | Promise<void> }>(
  open: (place: Place) => Promise<T>,
  from: Place,
  to: Place,
  run: (source: T, target: T) => Promise<void>,
): Promise<void> {
  const source = await open(from)
  try {
    const target = await open(to)
    try {
      await run(source, target)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

async function openLog({ kind, address }: Place): Promise<Log> {
  return kind === 'folder' ? openSqliteLog(address) : openPostgresLog(address)
}

async function openRegister({ kind, address }: Place): Promise<Register> {
  return kind === 'folder' ? openSqliteRegister(address) : openPostgresRegister(address)
}

/** A sentence when it cannot be one. */
function placeOf(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
  folder: string,
): Place | string {
  if (text === 'postgres') {
    const address = environment['RPMA_RELAY_DATABASE_URL'] ?? ''
    return address === '' ? 'RPMA_RELAY_DATABASE_URL is not set.' : { kind: 'postgres', address }
  }
  if (!/^postgres(ql)?:\/\//.test(text)) return { kind: 'folder', address: resolve(folder, text) }
  if (/^[^/]+\/\/[^/@]*:[^/@]*@/.test(text)) {
    return 'Everyone on this machine can read a password there. Put the address into RPMA_RELAY_DATABASE_URL.'
  }
  return { kind: 'postgres', address: text }
}

function readArgs(args: readonly string[]): { from: string; to: string; document: string | undefined } | string {
  try {
    const option = { type: 'string' } as const
    const options = { from: option, to: option, document: option }
    const { from, to, document } = parseArgs({ args: [...args], options, strict: true }).values
    return from === undefined || to === undefined ? 'migrate needs --from and --to' : { from, to, document }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
