/** Numbers, dates and units as the paper's language writes them. Two papers of one seal must not depend on the
 * machine: the time zone is the workshop's, given or France's, never the computer's. */
import type { Language } from '../../crdt/vocabulary/index.ts'

export const DEFAULT_TIME_ZONE = 'Europe/Paris'
const LOCALE: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' }
/** Before units; narrow, as SI and the Imprimerie nationale write it. */
const NARROW = '\u202F'

export interface Format {
  date(timeMs: number): string
  dateTime(timeMs: number): string
  /** Day and month with the time: where the year is known from around it. */
  shortDateTime(timeMs: number): string
  time(timeMs: number): string
  number(value: number, digits?: number): string
  metres(mm: number): string
  squareMetres(mm2: number): string
  celsius(deci: number): string
  percent(value: number): string
  permille(value: number): string
  microns(value: number): string
  millimetres(value: number): string
  kilometres(km: number): string
  /** Hours and minutes. */
  duration(ms: number): string
  list(words: readonly string[]): string
}

export function createFormat(language: Language, timeZone: string): Format {
  const locale = LOCALE[language]
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone, hourCycle: 'h23' })
    return (timeMs: number) => format.format(timeMs)
  }
  const numbers = new Map<number, Intl.NumberFormat>()
  const number = (value: number, digits = 0) => {
    let format = numbers.get(digits)
    if (!format) {
      format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
      numbers.set(digits, format)
    }
    return format.format(value)
  }
  const list = new Intl.ListFormat(locale, { type: 'conjunction' })
  return {
    date: dates({ day: 'numeric', month: 'long', year: 'numeric' }),
    dateTime: dates({ day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' }),
    shortDateTime: dates({ day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' }),
    time: dates({ hour: '2-digit', minute: '2-digit' }),
    number,
    metres: (mm) => `${number(mm / 1000, 2)}${NARROW}m`,
    squareMetres: (mm2) => `${number(mm2 / 1_000_000, 2)}${NARROW}m²`,
    celsius: (deci) => `${number(deci / 10, 1)}${NARROW}°C`,
    percent: (value) => (language === 'fr' ? `${number(value)}${NARROW}%` : `${number(value)}%`),
    permille: (value) => (language === 'fr' ? `${number(value / 10, 1)}${NARROW}%` : `${number(value / 10, 1)}%`),
    microns: (value) => `${number(value)}${NARROW}µm`,
    millimetres: (value) => `${number(value)}${NARROW}mm`,
    kilometres: (km) => `${number(km)}${NARROW}km`,
    duration: (ms) => {
      const minutes = Math.round(ms / 60_000)
      return `${Math.floor(minutes / 60)}${NARROW}h${NARROW}${String(minutes % 60).padStart(2, '0')}`
    },
    list: (words) => list.format(words),
  }
}
