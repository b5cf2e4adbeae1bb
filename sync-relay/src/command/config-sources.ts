/**
 * Gathers what a relay is told: a TOML file, the environment, flags, each above the one before. What is wrong is named
 * where it was said, all of it at once.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { parse as parseToml, TomlError } from 'smol-toml'
import type { z } from 'zod'
import { environmentName, kebab, nested, OPTIONS, optionNames, relaySchema } from './config.ts'
import type { Option, OptionName, RelayConfig, RelayConfigInput } from './config.ts'

export type Reading =
  | { readonly ok: true; readonly config: RelayConfig }
  /** One sentence each, with the name under which the value was given. */
  | { readonly ok: false; readonly problems: readonly string[] }

interface Given {
  readonly value: unknown
  /** As the person knows it: `--port`, `RPMA_RELAY_PORT`, `port in /etc/relay.toml`. */
  readonly as: string
}
type Gathered = Map<OptionName, Given>

/** In this process: names as in the table. */
export function configOf(input: RelayConfigInput): Reading {
  const known = Object.entries(input).filter(([, value]) => value !== undefined)
  return judge(new Map(known.map(([name, value]) => [name as OptionName, { value, as: name }])), [])
}

/** `folder`: relative paths of flags and environment start there. Never throws for what it reads. */
export function readConfig(args: readonly string[], environment: NodeJS.ProcessEnv, folder: string): Reading {
  const problems: string[] = []
  const flags = readFlags(args, folder, problems)
  if (flags === null) return { ok: false, problems } // what was meant is not known, so nothing more is complained about
  const fromEnvironment = readEnvironment(environment, folder, problems)
  const said = flags.file ?? environment['RPMA_RELAY_CONFIG'] ?? ''
  const file = said === '' ? [] : readFile(resolve(folder, said), problems)
  return judge(new Map([...file, ...fromEnvironment, ...flags.given]), problems)
}

function readFlags(args: readonly string[], folder: string, problems: string[]) {
  const given: Gathered = new Map()
  let values: Record<string, unknown>
  try {
    const known = optionNames.map((name) => {
      const { kind } = OPTIONS[name] as Option
      const type = kind.placeholder === '' ? ('boolean' as const) : ('string' as const)
      return [kebab(name), { type, multiple: kind.many === true }] as const
    })
    const options = { ...Object.fromEntries(known), config: { type: 'string' as const } }
    values = parseArgs({ args: [...args], options, allowNegative: true }).values
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error))
    return null
  }
  for (const name of optionNames) {
    const value = values[kebab(name)]
    if (value === undefined) continue
    const { kind } = OPTIONS[name] as Option
    const items =
      kind.many === true ? (value as string[]).flatMap((item) => item.split(',')).map((item) => item.trim()) : value
    if (name === 'databaseUrl' && typeof value === 'string' && hasPassword(value)) {
      problems.push(
        '--database-url: everyone on this machine can read the password there. Put the address into ' +
          `${environmentName(name)} or the configuration file`,
      )
    }
    given.set(name, { value: located(name, items, folder), as: `--${kebab(name)}` })
  }
  return { given, file: values['config'] as string | undefined }
}

function readEnvironment(environment: NodeJS.ProcessEnv, folder: string, problems: string[]): Gathered {
  const names = new Map(optionNames.map((name) => [environmentName(name), name]))
  const given: Gathered = new Map()
  for (const [as, value] of Object.entries(environment)) {
    // Empty counts as not said: compose files and service managers pass such ones along.
    if (!as.startsWith('RPMA_RELAY_') || as === 'RPMA_RELAY_CONFIG' || value === undefined || value === '') continue
    const name = names.get(as)
    if (name === undefined) problems.push(`${as}: no such option`)
    else given.set(name, { value: located(name, value, folder), as })
  }
  return given
}

function readFile(path: string, problems: string[]): Gathered {
  const names = new Map(optionNames.map((name) => [kebab(name), name]))
  const given: Gathered = new Map()
  for (const [key, value] of Object.entries(parseFile(path, problems))) {
    const name = names.get(key)
    if (name === undefined) problems.push(`${key} in ${path}: no such option`)
    else given.set(name, { value: located(name, value, dirname(path)), as: `${key} in ${path}` })
  }
  return given
}

function parseFile(path: string, problems: string[]): Record<string, unknown> {
  try {
    return parseToml(readFileSync(path, 'utf8'))
  } catch (error) {
    // The message of a TomlError quotes lines of the file, and with them secrets.
    if (error instanceof TomlError) problems.push(`${path}: not TOML, line ${error.line}, column ${error.column}`)
    else problems.push(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`)
    return {}
  }
}

function judge(given: Gathered, problems: readonly string[]): Reading {
  const parsed = relaySchema.safeParse(Object.fromEntries([...given].map(([name, { value }]) => [name, value])))
  const all = [...problems, ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => explain(issue, given)))]
  if (!parsed.success || all.length > 0) return { ok: false, problems: [...new Set(all)] }
  return { ok: true, config: nested(parsed.data) }
}

function explain(issue: z.core.$ZodIssue, given: Gathered): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key}: no such option`)
  const name = issue.path[0] as OptionName
  const said = given.get(name)
  if (issue.code === 'custom' && issue.path.length === 1) return [`${said?.as ?? kebab(name)}: ${issue.message}`]
  if (said === undefined) {
    return [`--${kebab(name)} is missing (or ${environmentName(name)}, or ${kebab(name)} in the configuration file)`]
  }
  const { kind, secret } = OPTIONS[name] as Option
  return [`${said.as}: expected ${kind.takes}${secret ? '' : `, saw ${JSON.stringify(said.value)}`}`]
}

function located(name: OptionName, value: unknown, folder: string): unknown {
  return (OPTIONS[name] as Option).kind.path === true && typeof value === 'string' && value !== ''
    ? resolve(folder, value)
    : value
}

function hasPassword(address: string): boolean {
  return !URL.canParse(address) || new URL(address).password !== '' || new URL(address).searchParams.has('password')
}
