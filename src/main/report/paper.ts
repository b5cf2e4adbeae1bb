/** What every section needs: the content, the language, and the names of people, films and defects. */
import {
  CHECKLISTS,
  DEFECT_TYPES,
  EXTENTS,
  OUTCOMES,
  PACKAGES,
  PRIORITIES,
  SEVERITIES,
  zoneLabel,
  type Label,
  type Language,
} from '../../crdt/vocabulary/index.ts'
import { ZONE_CHECKS } from '../../crdt/vocabulary/index.ts'
import type { Answered, ReportContent, Spoken } from './content-schema.ts'
import { createFormat, type Format } from './format.ts'
import type { TextNode } from './pdf-node.ts'
import type { Pictures } from './pictures.ts'
import { oneLine, typographic } from './text.ts'
import { SUBJECTS, WORDS, type Words } from './words.ts'

export interface PaperInput {
  readonly content: ReportContent
  readonly language: Language
  readonly timeZone: string
  readonly pictures: Pictures
}

/** Longest that a name, a place or a lot is printed. */
const NAME_LENGTH = 60
/** Contested answers shown beside each other; more are counted by the dots that follow. */
const MAX_CHOICES = 4

export class Paper {
  readonly content: ReportContent
  readonly language: Language
  readonly words: Words
  readonly format: Format
  readonly pictures: Pictures
  readonly #people: ReadonlyMap<string, string>
  readonly #films: ReadonlyMap<string, string>
  readonly #defects: ReadonlyMap<string, number>
  /** Of free zones: what people call them. */
  readonly #zones: ReadonlyMap<string, string>
  readonly #footnotes: ReadonlyMap<string, number>

  constructor({ content, language, timeZone, pictures }: PaperInput) {
    this.content = content
    this.language = language
    this.words = WORDS[language]
    this.format = createFormat(language, timeZone)
    this.pictures = pictures
    this.#people = new Map(content.people.flatMap(({ id, name }) => (name ? [[id, this.name(name)]] : [])))
    this.#films = new Map(
      content.films.map((film) => [film.id, this.name([film.brand, film.range].filter(Boolean).join(' '))]),
    )
    this.#defects = new Map(content.defects.map((defect, index) => [defect.id, index + 1]))
    this.#zones = new Map(
      content.zones.flatMap(({ zone, name }) => (name && 'value' in name ? [[zone, this.name(name.value)]] : [])),
    )
    this.#footnotes = new Map(content.decisions.map((decision, index) => [decision.item, index + 1]))
  }

  label(label: Label): string {
    return typographic(label[this.language])
  }
  /** A word of a newer version is printed as it is. */
  word(words: Readonly<Record<string, Label>>, key: string): string {
    return Object.hasOwn(words, key) ? this.label(words[key]!) : oneLine(key, NAME_LENGTH)
  }
  name(text: string): string {
    return oneLine(text, NAME_LENGTH)
  }
  zone(zone: string): string {
    return this.#zones.get(zone) ?? this.label(zoneLabel(zone))
  }
  /** Neither a name nor an id is ever left out: somebody did it. */
  person(id: string): string {
    return this.#people.get(id) || this.words.unknownPerson(oneLine(id, 26))
  }
  people(ids: readonly string[]): string {
    return this.format.list(ids.map((id) => this.person(id)))
  }
  film(id: string): string {
    return this.#films.get(id) || oneLine(id, 26)
  }
  /** D1, D2… in the order in which they were recorded. */
  defect(id: string): string | undefined {
    const number = this.#defects.get(id)
    return number === undefined ? undefined : `D${number}`
  }
  defectNumber(id: string): number {
    return this.#defects.get(id) ?? 0
  }
  /** The number of the note that tells how a contested item was decided. */
  footnote(item: string): TextNode[] {
    const number = this.#footnotes.get(item)
    return number === undefined ? [] : [{ text: ` ${number}`, sup: true, bold: true, fontSize: 6.5 }]
  }

  /** The value in words, or everything that stands while it is contested. Undefined: nobody spoke. */
  said<T>(answer: Answered<T> | undefined, inWords: (value: T) => string, item: string): TextNode['text'] | undefined {
    if (!answer) return undefined
    if ('contested' in answer) return `${this.words.toVerify}\u00A0: ${this.choices(answer.contested, item)}`
    const words = inWords(answer.value)
    const note = this.footnote(item)
    return note.length === 0 ? words : [words, ...note]
  }
  choices(contested: readonly Spoken[], item: string): string {
    const shown = contested
      .slice(0, MAX_CHOICES)
      .map((each) => this.words.says(this.value(item, each.value), this.person(each.by)))
    return [...shown, ...(contested.length > MAX_CHOICES ? ['…'] : [])].join(' · ')
  }

  /** What an item of the ledger is about, as people call it. */
  subject(item: string): string {
    const [first = '', second = '', third = '', fourth = ''] = item.split('/')
    if (first === 'zone' && third === 'check') return `${this.zone(second)} · ${this.word(ZONE_CHECKS, fourth)}`
    if (first === 'zone') return `${this.zone(second)} · ${this.word(SUBJECTS, third)}`
    if (first === 'check' && Object.hasOwn(CHECKLISTS, second)) {
      const { label, checks } = CHECKLISTS[second as keyof typeof CHECKLISTS]
      return `${this.label(label)} · ${this.word(checks, third)}`
    }
    if (first === 'defect') return `${this.defect(second) ?? this.words.defect} · ${this.word(SUBJECTS, third)}`
    return this.word(SUBJECTS, Object.hasOwn(SUBJECTS, item) ? item : first)
  }

  /** A value that somebody gave to an item; whatever it is, it prints. */
  value(item: string, value: unknown): string {
    if (value === null || value === undefined) return this.words.nothing
    if (typeof value === 'boolean') return value ? this.words.yes : this.words.no
    const last = item.slice(item.lastIndexOf('/') + 1)
    if (typeof value === 'number') {
      if (item === 'odometer') return this.format.kilometres(value)
      if (item.startsWith('schedule/') || item.startsWith('session/')) return this.format.dateTime(value)
      if (last === 'severity') return this.word(SEVERITIES, String(value))
      return Number.isInteger(value) ? this.format.number(value) : String(value)
    }
    if (typeof value === 'string') {
      if (last === 'film') return this.film(value)
      if (last === 'extent') return this.word(EXTENTS, value)
      if (last === 'outcome') return this.word(OUTCOMES, value)
      if (item === 'package') return packageName(this, value)
      if (item === 'priority') return this.word(PRIORITIES, value)
      if (item.startsWith('photo/')) return this.zone(value)
      return `«\u00A0${oneLine(value, 120)}\u00A0»`
    }
    const reason = (value as { reason?: unknown }).reason
    return oneLine(typeof reason === 'string' ? reason : JSON.stringify(value), 120)
  }
}

export function packageName(paper: Paper, id: string): string {
  return Object.hasOwn(PACKAGES, id) ? paper.label(PACKAGES[id as keyof typeof PACKAGES].label) : paper.name(id)
}

/** « Éclat, capot »: for captions and lists. */
export function defectName(paper: Paper, defect: { readonly type: string; readonly zone: string }): string {
  return `${paper.word(DEFECT_TYPES, defect.type)}, ${paper.zone(defect.zone)}`
}

/** The value, unless nobody spoke or it is contested. */
export function settled<T>(answer: Answered<T> | undefined): T | undefined {
  return answer && 'value' in answer ? answer.value : undefined
}
