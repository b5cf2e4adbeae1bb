/** The `shop` document: who works here, with which films and rolls, under which name. Bounded in size. */
import type * as Y from 'yjs'
import {
  addRow,
  claimFields,
  type Decode,
  decodeFlag,
  decodeInteger,
  decodeOneOf,
  decodeText,
  openView,
  readEntities,
  readField,
  type Entity,
  type EntityValues,
  type FactId,
  type Field,
  type Fields,
  type Json,
  Ledger,
  type OpenView,
  type Pen,
  type PersonId,
} from '../ledger/index.ts'
import { ROLES } from '../vocabulary/index.ts'

const MAX_ROLL_MM = 1_000_000
const decodeDelta = decodeInteger(-MAX_ROLL_MM, MAX_ROLL_MM)
const decodeTime = decodeInteger(0, Number.MAX_SAFE_INTEGER)
const decodeAirDeci = decodeInteger(-500, 800)
const decodeHumidity = decodeInteger(0, 100)
const FINISHES = { gloss: true, satin: true, matte: true, colour: true } as const
export type Finish = keyof typeof FINISHES

const ORGANISATION_FIELDS = {
  name: decodeText,
  siret: decodeText,
  vatId: decodeText,
  address: decodeText,
  phone: decodeText,
  email: decodeText,
  hours: decodeText,
  warrantyTerms: decodeText,
  /** sha256 of the logo's blob. */
  logo: decodeText,
}
const PERSON_FIELDS = { name: decodeText, role: decodeOneOf(ROLES), active: decodeFlag }
const FILM_FIELDS = {
  brand: decodeText,
  range: decodeText,
  finish: decodeOneOf(FINISHES),
  thicknessMicrons: decodeInteger(1, 2000),
  widthMm: decodeInteger(1, 10_000),
  rollLengthMm: decodeInteger(1, MAX_ROLL_MM),
  warrantyYears: decodeInteger(0, 100),
  centsPerM2: decodeInteger(0, 10_000_000),
  sku: decodeText,
  /** What the film's sheet asks of the air while it is installed: tenths of a degree, and per cent. */
  minAirDeci: decodeAirDeci,
  maxAirDeci: decodeAirDeci,
  minHumidity: decodeHumidity,
  maxHumidity: decodeHumidity,
}
const ROLL_FIELDS = {
  film: decodeText,
  lot: decodeText,
  serial: decodeText,
  receivedMm: decodeInteger(0, MAX_ROLL_MM),
  receivedAt: decodeTime,
  expiresAt: decodeTime,
  location: decodeText,
  /** The roll that an offcut comes from. */
  parent: decodeText,
}
export type PersonEntry = Entity<typeof PERSON_FIELDS>
export type FilmEntry = Entity<typeof FILM_FIELDS>
export type RollEntry = Entity<typeof ROLL_FIELDS>
/** A recount or a loss: millimetres added to a roll (negative: taken away). */
export interface RollAdjustment {
  readonly id: FactId
  readonly roll: FactId
  readonly deltaMm: number
  readonly reason: string
  readonly by: PersonId
  readonly at: number
}
export type Organisation = { readonly [K in keyof typeof ORGANISATION_FIELDS]: Field<string> }

export interface ShopView {
  readonly organisation: Organisation
  readonly people: readonly PersonEntry[]
  readonly films: readonly FilmEntry[]
  readonly rolls: readonly RollEntry[]
  readonly adjustments: readonly RollAdjustment[]
}

const KINDS: Readonly<Record<string, Fields>> = { person: PERSON_FIELDS, film: FILM_FIELDS, roll: ROLL_FIELDS }

/** How this version reads an item of the shop's document; undefined: it does not know it. */
export function decoderOfShopItem(item: string): Decode<Json> | undefined {
  const [head = '', ...path] = item.split('/', 4)
  const of = (fields: Fields, name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined)
  if (head === 'organisation' && path.length === 1) return of(ORGANISATION_FIELDS, path[0]!)
  return path.length === 2 && Object.hasOwn(KINDS, head) ? of(KINDS[head]!, path[1]!) : undefined
}

export function readShop(ledger: Ledger): ShopView {
  const organisation = Object.fromEntries(
    Object.entries(ORGANISATION_FIELDS).map(([name, decode]) => [
      name,
      readField(ledger, `organisation/${name}`, decode),
    ]),
  ) as Organisation
  return {
    organisation,
    people: readEntities(ledger, 'person', PERSON_FIELDS),
    films: readEntities(ledger, 'film', FILM_FIELDS),
    rolls: readEntities(ledger, 'roll', ROLL_FIELDS),
    adjustments: ledger.rows('adjustment').flatMap((row) => {
      const { roll, reason } = row.data
      const deltaMm = decodeDelta(row.data['deltaMm'] ?? null)
      if (typeof roll !== 'string' || typeof reason !== 'string' || deltaMm === undefined) return []
      return [{ id: row.id, roll, deltaMm, reason, by: row.by, at: row.at }]
    }),
  }
}

export function openShop(doc: Y.Doc): OpenView<ShopView> {
  const ledger = new Ledger(doc)
  return openView(ledger, () => readShop(ledger))
}

export function setOrganisation(ledger: Ledger, values: EntityValues<typeof ORGANISATION_FIELDS>, pen: Pen): void {
  claimFields(ledger, 'organisation', ORGANISATION_FIELDS, values, pen)
}
/** The id is given, because the first person of a shop is also the author of their own entry. */
export function setPerson(ledger: Ledger, id: PersonId, values: EntityValues<typeof PERSON_FIELDS>, pen: Pen): void {
  claimFields(ledger, `person/${id}`, PERSON_FIELDS, values, pen)
}
export function setFilm(
  ledger: Ledger,
  id: FactId | undefined,
  values: EntityValues<typeof FILM_FIELDS>,
  pen: Pen,
): FactId {
  const film = id ?? pen.newId()
  claimFields(ledger, `film/${film}`, FILM_FIELDS, values, pen)
  return film
}
export function setRoll(
  ledger: Ledger,
  id: FactId | undefined,
  values: EntityValues<typeof ROLL_FIELDS>,
  pen: Pen,
): FactId {
  const roll = id ?? pen.newId()
  claimFields(ledger, `roll/${roll}`, ROLL_FIELDS, values, pen)
  return roll
}
export function adjustRoll(ledger: Ledger, roll: FactId, deltaMm: number, reason: string, pen: Pen): FactId {
  if (decodeDelta(deltaMm) === undefined) throw new Error(`shop: ${deltaMm} mm is no length of film`)
  return addRow(ledger, 'adjustment', { roll, deltaMm, reason }, pen)
}
/** `remaining = received + adjustments − cuts`, in millimetres; negative means: recount the roll. */
export function remainingMm(shop: ShopView, roll: FactId, cutMm: number): number {
  const received = shop.rolls.find((each) => each.id === roll)?.receivedMm.value ?? 0
  const adjusted = shop.adjustments.reduce((sum, each) => sum + (each.roll === roll ? each.deltaMm : 0), 0)
  return received + adjusted - cutMm
}
