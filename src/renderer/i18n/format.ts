/** Numbers, dates and units as the person's language writes them. */
import type { Language } from '../../crdt/vocabulary/index.ts'

const LOCALE: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' }
const cache = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>()

function kept<T extends Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>(
  key: string,
  make: () => T,
): T {
  const known = cache.get(key) as T | undefined
  if (known) return known
  const made = make()
  cache.set(key, made)
  return made
}

export function formatNumber(value: number, language: Language, options: Intl.NumberFormatOptions = {}): string {
  const format = kept(`n${language}${JSON.stringify(options)}`, () => new Intl.NumberFormat(LOCALE[language], options))
  return format.format(value)
}

export function formatDateTime(timeMs: number, language: Language): string {
  const options = { dateStyle: 'short', timeStyle: 'short' } as const
  return kept(`dt${language}`, () => new Intl.DateTimeFormat(LOCALE[language], options)).format(timeMs)
}
export function formatDate(timeMs: number, language: Language): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short' } as const
  return kept(`d${language}`, () => new Intl.DateTimeFormat(LOCALE[language], options)).format(timeMs)
}
/** With its year, for what may be long ago. */
export function formatDay(timeMs: number, language: Language): string {
  return kept(`y${language}`, () => new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'medium' })).format(timeMs)
}
export function formatTime(timeMs: number, language: Language): string {
  return kept(`t${language}`, () => new Intl.DateTimeFormat(LOCALE[language], { timeStyle: 'short' })).format(timeMs)
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]
/** « il y a 3 min ». Below a minute: the caller's own word for « now ». */
export function formatAge(ageMs: number, language: Language, now: string): string {
  const step = STEPS.find(([, size]) => ageMs >= size)
  if (!step) return now
  const format = kept(`r${language}`, () => new Intl.RelativeTimeFormat(LOCALE[language], { style: 'short' }))
  return format.format(-Math.floor(ageMs / step[1]), step[0])
}

/** Decimal units, as file managers of our users write them. */
export function formatBytes(bytes: number, language: Language): string {
  // French has a short word for it, set apart by a space; ICU glues it on.
  if (bytes < 1000) return `${formatNumber(bytes, language)}\u00A0${language === 'fr' ? 'o' : 'B'}`
  if (bytes < 1_000_000) return unit(bytes / 1000, 'kilobyte', language, 0)
  return unit(bytes / 1_000_000, 'megabyte', language, 1)
}
export function formatMetres(mm: number, language: Language): string {
  return unit(mm / 1000, 'meter', language, 2)
}
export function formatSquareMetres(mm2: number, language: Language): string {
  return `${formatNumber(mm2 / 1_000_000, language, { maximumFractionDigits: 2 })}\u00A0m²`
}
export function formatCelsius(deci: number, language: Language): string {
  return unit(deci / 10, 'celsius', language, 1)
}
export function formatPercent(value: number, language: Language): string {
  return formatNumber(value / 100, language, { style: 'percent' })
}
export function formatEuros(cents: number, language: Language): string {
  return formatNumber(cents / 100, language, { style: 'currency', currency: 'EUR' })
}
export function formatKilometres(km: number, language: Language): string {
  return unit(km, 'kilometer', language, 0)
}
/** Hours and minutes. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  return `${Math.floor(minutes / 60)}\u00A0h\u00A0${String(minutes % 60).padStart(2, '0')}`
}

function unit(value: number, name: string, language: Language, digits: number): string {
  return formatNumber(value, language, { style: 'unit', unit: name, maximumFractionDigits: digits })
}
