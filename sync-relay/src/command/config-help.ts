/** The options in words: for `--help` and for docs/relay.md, whose table a test compares. */
import { environmentName, kebab, OPTIONS, optionNames } from './config.ts'
import type { Option, OptionName } from './config.ts'
import { limitNames } from './config.ts'

export function optionsHelp(): string {
  const lines = optionNames.map((name) => {
    const { kind, about } = OPTIONS[name] as Option
    const flag = kind.placeholder === '' ? `--[no-]${kebab(name)}` : `--${kebab(name)} ${kind.placeholder}`
    return `  ${flag}\n      ${about}${inHelp(name)}`
  })
  return lines.join('\n')
}

export function settingsTable(): string {
  return table(optionNames.filter((name) => !isLimit(name)))
}

export function limitsTable(): string {
  return table(optionNames.filter(isLimit))
}

function table(names: readonly OptionName[]): string {
  const rows = names.map((name) => {
    const { about } = OPTIONS[name] as Option
    return `| \`${kebab(name)}\` | \`${environmentName(name)}\` | ${defaultOf(name)} | ${about} |`
  })
  return ['| Option | Environment | Default | |', '|---|---|---|---|', ...rows].join('\n')
}

function isLimit(name: OptionName): boolean {
  return (limitNames as readonly string[]).includes(name)
}

function inHelp(name: OptionName): string {
  const value = defaultOf(name).replaceAll('`', '')
  return value === '' ? '' : ` (${value})`
}

function defaultOf(name: OptionName): string {
  const value = (OPTIONS[name] as Option).default
  if (value === undefined) return 'must be given'
  if (value === null || (Array.isArray(value) && value.length === 0)) return ''
  return `\`${Array.isArray(value) ? value.join(',') : String(value as string | number | boolean)}\`${typeof value === 'number' ? spoken(name, value) : ''}`
}

/** 1073741824 → "1 GiB"; only where it is exact. */
function spoken(name: OptionName, value: number): string {
  const units = /Bytes/.test(name) || name === 'blobBytes' ? BYTES : name.endsWith('Ms') ? TIMES : []
  for (const [unit, size] of units) if (value >= size && value % size === 0) return `, ${value / size} ${unit}`
  return ''
}
const BYTES: [string, number][] = [
  ['GiB', 1 << 30],
  ['MiB', 1 << 20],
]
const TIMES: [string, number][] = [
  ['days', 24 * 3600 * 1000],
  ['min', 60_000],
  ['s', 1000],
]
