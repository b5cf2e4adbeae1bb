/**
 * What a relay may be told: one table, from which the schema, `--help`, the environment's names and the table in
 * docs/relay.md derive.
 */
import { z } from 'zod'
import { isLoopback } from '../authorize.ts'
import {
  choice,
  folder,
  isNetwork,
  isRelayUrl,
  isWebOrigin,
  list,
  path,
  someText,
  text,
  whole,
  yesOrNo,
} from './config-kinds.ts'
import type { Kind } from './config-kinds.ts'
import { LIMIT_TABLE } from '../limits.ts'
import type { Limits } from '../limits.ts'

export interface Option<T = unknown> {
  readonly kind: Kind<T>
  /** Undefined: it must be given. */
  readonly default: T | undefined
  readonly about: string
  /** Never printed, logged or shown in a complaint. */
  readonly secret?: true
}

const SETTINGS = {
  port: option(whole(0, 65_535), 4455, 'TCP port; 0 picks a free one'),
  host: option(someText, '127.0.0.1', 'Address to listen on: 127.0.0.1 is this machine only, :: every network'),
  data: option(folder, undefined, 'Folder of the log and the blobs, created when missing. One relay per folder'),
  auth: option(
    choice(['grants', 'none']),
    'grants',
    'grants: devices of the shop prove who they are. none: everyone may do everything, on loopback only',
  ),
  shop: option(
    text('<hex>', '64 hex digits', /^[0-9a-f]{64}$/),
    null,
    'Id of the only shop to serve. Without it, the first one that is founded here',
  ),
  publicUrl: option(
    list('<url>', 'addresses such as wss://relay.example', isRelayUrl),
    [],
    'Addresses at which devices reach the relay, when they are not its own (a proxy, a name)',
  ),
  log: option(
    choice(['sqlite', 'postgres']),
    'sqlite',
    'Where edits are kept: a file in the data folder, or PostgreSQL',
  ),
  databaseUrl: {
    ...option(
      text('<url>', 'an address such as postgres://user:password@host/database', /^postgres(ql)?:\/\/\S+$/),
      null,
      'Address of the PostgreSQL database; with a password only from the file or the environment',
    ),
    secret: true,
  },
  allowOrigin: option(
    list('<origin>', 'web origins such as https://app.example', isWebOrigin),
    [],
    'Web origins that may connect. Pages in a browser are turned away otherwise [F42]',
  ),
  tlsCert: option(path, null, 'Certificate chain (PEM). With tls-key: the relay speaks https and wss only'),
  tlsKey: option(path, null, 'Private key of the certificate (PEM). Both are read again when they change'),
  trustProxy: option(
    list('<network>', 'addresses such as 127.0.0.1 or 10.0.0.0/8', isNetwork),
    [],
    'Proxies whose X-Forwarded-For and X-Forwarded-Proto are believed',
  ),
  announce: option(yesOrNo, true, 'Tell the local network that the relay is there (mDNS); never on loopback'),
  name: option(text('<name>'), null, "What it calls itself there; the machine's name by default"),
  metrics: option(
    choice(['loopback', 'anyone', 'token']),
    'loopback',
    'Who may read /metrics: this machine, everyone, or who has the token',
  ),
  metricsToken: {
    ...option(text('<token>', 'at least 16 characters', /^\S{16,}$/), null, 'With metrics = token: the bearer token'),
    secret: true,
  },
  logLevel: option(
    choice(['fatal', 'error', 'warn', 'info', 'debug', 'silent']),
    'info',
    'How much goes to standard error',
  ),
  logFormat: option(choice(['json', 'text']), 'json', 'One JSON object a line, or lines for people'),
} as const satisfies Record<string, Option>

type LimitOptions = { readonly [Name in keyof Limits]: Option<number> }

export const OPTIONS = {
  ...SETTINGS,
  ...(Object.fromEntries(
    Object.entries(LIMIT_TABLE).map(([name, limit]) => [name, option(whole(limit.min), limit.default, limit.about)]),
  ) as LimitOptions),
}
export type OptionName = keyof typeof OPTIONS
export const optionNames = Object.keys(OPTIONS) as OptionName[]
export const limitNames = Object.keys(LIMIT_TABLE) as (keyof Limits)[]

type Settings = {
  readonly [Name in keyof typeof SETTINGS]: (typeof SETTINGS)[Name] extends { kind: Kind<infer T> } ? T : never
}
export type RelayConfig = Settings & { readonly limits: Limits }
/** Before defaults, limits beside the rest. */
export type RelayConfigInput = Partial<Flat>

/** Flat, as it is said; {@link nested} gives it the shape that the relay uses. */
export const relaySchema = z
  .strictObject(
    Object.fromEntries(
      Object.entries(OPTIONS as Record<string, Option>).map(([name, { kind, default: value }]) => [
        name,
        value === undefined ? kind.schema : kind.schema.default(() => value),
      ]),
    ) as { [Name in OptionName]: z.ZodType<Flat[Name]> },
  )
  .superRefine((config, context) => {
    const complain = (name: OptionName, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message })
    if (config.auth === 'none' && !isLoopback(config.host)) {
      complain(
        'host',
        'auth none lets everyone who reaches the port read and write everything, so it is refused on anything but ' +
          'loopback. Use 127.0.0.1, or auth grants.',
      )
    }
    if (config.log === 'postgres' && config.databaseUrl === null) complain('databaseUrl', 'log postgres needs it')
    if (config.tlsCert === null && config.tlsKey !== null) complain('tlsCert', 'tls-key needs it')
    if (config.tlsKey === null && config.tlsCert !== null) complain('tlsKey', 'tls-cert needs it')
    if (config.metrics === 'token' && config.metricsToken === null) complain('metricsToken', 'metrics token needs it')
  })
type Flat = Settings & Limits

export function nested(flat: Flat): RelayConfig {
  const limits = Object.fromEntries(limitNames.map((name) => [name, flat[name]])) as unknown as Limits
  const settings = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, flat[name as OptionName]]))
  return { ...(settings as unknown as Settings), limits }
}

/** `databaseUrl` → `database-url`: the flag and the key in the file. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** `databaseUrl` → `RPMA_RELAY_DATABASE_URL`. */
export function environmentName(name: string): string {
  return `RPMA_RELAY_${kebab(name).replaceAll('-', '_').toUpperCase()}`
}

function option<T>(kind: Kind<T>, value: T | undefined, about: string): Option<T> {
  return { kind, default: value, about }
}
