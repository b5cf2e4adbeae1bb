/**
 * The `client/<ulid>` document: a person or a business, and their vehicles. It is a document of its own so that
 * a client can be erased: job documents only hold its id.
 */
import type * as Y from 'yjs'
import {
  claimFields,
  type Decode,
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
} from '../ledger/index.ts'
import { BODY_TYPES, PAINTS } from '../vocabulary/index.ts'
import { decodeVin } from './vin.ts'

const CLIENT_KINDS = { individual: true, business: true } as const
export type ClientKind = keyof typeof CLIENT_KINDS

export const CLIENT_FIELDS = {
  kind: decodeOneOf(CLIENT_KINDS),
  name: decodeText,
  company: decodeText,
  email: decodeText,
  phone: decodeText,
  address: decodeText,
  taxId: decodeText,
  contact: decodeText,
  notes: decodeText,
}
export const VEHICLE_FIELDS = {
  plate: decodeText,
  /** Empty, or 17 characters; the check digit is judged by {@link checkVin}, since European makers ignore it. */
  vin: decodeVin,
  make: decodeText,
  model: decodeText,
  year: decodeInteger(1886, 2200),
  colour: decodeText,
  body: decodeOneOf(BODY_TYPES),
  paint: decodeOneOf(PAINTS),
  notes: decodeText,
}
export type VehicleView = Entity<typeof VEHICLE_FIELDS>
export type ClientView = {
  readonly [K in keyof typeof CLIENT_FIELDS]: Field<ReturnType<(typeof CLIENT_FIELDS)[K]> & {}>
} & {
  readonly vehicles: readonly VehicleView[]
}

const PREFIX = 'client'

/** How this version reads an item of a client's document; undefined: it does not know it. */
export function decoderOfClientItem(item: string): Decode<Json> | undefined {
  const [head, ...path] = item.split('/', 4)
  const of = (fields: Fields, name: string) => (Object.hasOwn(fields, name) ? fields[name] : undefined)
  if (head === PREFIX && path.length === 1) return of(CLIENT_FIELDS, path[0]!)
  return head === 'vehicle' && path.length === 2 ? of(VEHICLE_FIELDS, path[1]!) : undefined
}

export function readClient(ledger: Ledger): ClientView {
  const field = <K extends keyof typeof CLIENT_FIELDS>(name: K) =>
    readField(ledger, `${PREFIX}/${name}`, CLIENT_FIELDS[name])
  return {
    kind: field('kind') as ClientView['kind'],
    name: field('name') as Field<string>,
    company: field('company') as Field<string>,
    email: field('email') as Field<string>,
    phone: field('phone') as Field<string>,
    address: field('address') as Field<string>,
    taxId: field('taxId') as Field<string>,
    contact: field('contact') as Field<string>,
    notes: field('notes') as Field<string>,
    vehicles: readEntities(ledger, 'vehicle', VEHICLE_FIELDS),
  }
}

export function openClient(doc: Y.Doc): OpenView<ClientView> {
  const ledger = new Ledger(doc)
  return openView(ledger, () => readClient(ledger))
}

export function setClientFields(ledger: Ledger, values: EntityValues<typeof CLIENT_FIELDS>, pen: Pen): void {
  claimFields(ledger, PREFIX, CLIENT_FIELDS, values, pen)
}
/** Adds or corrects a vehicle. Returns its id. */
export function setVehicleFields(
  ledger: Ledger,
  id: FactId | undefined,
  values: EntityValues<typeof VEHICLE_FIELDS>,
  pen: Pen,
): FactId {
  const vehicle = id ?? pen.newId()
  claimFields(ledger, `vehicle/${vehicle}`, VEHICLE_FIELDS, values, pen)
  return vehicle
}
