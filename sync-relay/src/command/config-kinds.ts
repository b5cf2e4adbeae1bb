/** The kinds of values that an option takes, from text (flags, environment) or typed (TOML, a caller in this process). */
import { isIP } from 'node:net'
import { z } from 'zod'

export interface Kind<T> {
  /** Completes "expected …". */
  readonly takes: string
  /** What stands behind the flag in `--help`; empty for a switch. */
  readonly placeholder: string
  readonly schema: z.ZodType<T>
  /** May be given several times, or with commas. */
  readonly many?: true
  /** Resolved against where it was said: the folder of the caller, or of the configuration file. */
  readonly path?: true
}

export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  return {
    takes: `a whole number ${range}`,
    placeholder: '<number>',
    schema: z.preprocess(
      (value) => (typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value),
      z.number().int().min(min).max(max),
    ),
  }
}

export function choice<const T extends readonly [string, ...string[]]>(values: T): Kind<T[number]> {
  return {
    takes: values.map((value) => `"${value}"`).join(' or '),
    placeholder: `<${values.join('|')}>`,
    schema: z.enum(values),
  }
}

export function text(placeholder: string, takes = 'some text', pattern = /^[^\p{Cc}]+$/u): Kind<string | null> {
  return { takes, placeholder, schema: z.string().max(1000).regex(pattern).nullable() }
}

export const someText: Kind<string> = {
  takes: 'some text',
  placeholder: '<name>',
  schema: z.string().min(1).max(1000),
}

export const path: Kind<string | null> = {
  takes: 'a path',
  placeholder: '<path>',
  schema: z.string().min(1).nullable(),
  path: true,
}

export const folder: Kind<string> = {
  takes: 'a folder',
  placeholder: '<folder>',
  schema: z.string().min(1),
  path: true,
}

export const yesOrNo: Kind<boolean> = {
  takes: '"true" or "false"',
  placeholder: '',
  schema: z.preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean()),
}

export function list(placeholder: string, takes: string, isItem: (item: string) => boolean): Kind<readonly string[]> {
  return {
    takes,
    placeholder,
    many: true,
    schema: z.preprocess(
      (value) => (typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value),
      z.array(z.string().refine(isItem)).readonly(),
    ),
  }
}

export function isWebOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}

export function isRelayUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, pathname, search, hash, username } = new URL(value)
  return (protocol === 'ws:' || protocol === 'wss:') && pathname === '/' && search + hash + username === ''
}

/** `10.0.0.7` or `10.0.0.0/8`. */
export function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
