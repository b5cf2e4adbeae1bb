/** Items and values of the documents beside a job in words: clients and vehicles, the shop's people, films and rolls. */
import type { Json } from '../../../crdt/ledger/index.ts'
import { BODY_TYPES, PAINTS, ROLES } from '../../../crdt/vocabulary/index.ts'
import type { Label } from '../../../crdt/vocabulary/index.ts'
import { formatCelsius, formatDay, formatEuros, formatMetres, formatNumber, formatPercent } from '../../i18n/format.ts'
import type { Key } from '../../i18n/index.ts'
import type { Describing } from './describe.ts'

const CONTACT = {
  name: 'client.name',
  email: 'client.email',
  phone: 'client.phone',
  address: 'record.address',
} as const
const FIELDS = {
  client: {
    ...CONTACT,
    kind: 'record.kind',
    company: 'client.company',
    taxId: 'record.taxId',
    contact: 'record.contact',
    notes: 'record.notes',
  },
  vehicle: {
    plate: 'vehicle.plate',
    vin: 'vehicle.vin',
    make: 'vehicle.make',
    model: 'vehicle.model',
    year: 'vehicle.year',
    colour: 'vehicle.colour',
    body: 'vehicle.body',
    paint: 'vehicle.paint',
    notes: 'record.notes',
  },
  organisation: {
    ...CONTACT,
    siret: 'record.siret',
    vatId: 'record.vatId',
    hours: 'record.hours',
    warrantyTerms: 'record.warrantyTerms',
    logo: 'record.logo',
  },
  person: { name: 'client.name', role: 'record.role', active: 'record.active' },
  film: {
    brand: 'vehicle.make',
    range: 'record.range',
    finish: 'record.finish',
    thicknessMicrons: 'record.thickness',
    widthMm: 'record.width',
    rollLengthMm: 'record.rollLength',
    warrantyYears: 'record.warrantyYears',
    centsPerM2: 'record.price',
    sku: 'record.sku',
    minAirDeci: 'record.minAir',
    maxAirDeci: 'record.maxAir',
    minHumidity: 'record.minHumidity',
    maxHumidity: 'record.maxHumidity',
  },
  roll: {
    film: 'record.film',
    lot: 'record.lot',
    serial: 'record.serial',
    receivedMm: 'record.received',
    receivedAt: 'record.receivedAt',
    expiresAt: 'record.expiresAt',
    location: 'record.location',
    parent: 'record.parent',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Key>>>>
const SUBJECTS = { client: 'item.client', vehicle: 'item.vehicle', film: 'record.film', roll: 'record.roll' } as const
export const FINISHES = ['gloss', 'satin', 'matte', 'colour'] as const
export const CLIENT_KINDS = ['individual', 'business'] as const

interface Parts {
  readonly head: string
  /** Of what has several: vehicles, people, films, rolls. */
  readonly id: string
  readonly field: string
  readonly key: Key | undefined
}

function partsOf(item: string): Parts | undefined {
  const [head = '', ...path] = item.split('/')
  if (!Object.hasOwn(FIELDS, head)) return undefined
  const one = head === 'client' || head === 'organisation'
  if (path.length !== (one ? 1 : 2)) return undefined
  const field = path.at(-1)!
  const keys: Readonly<Record<string, Key>> = FIELDS[head as keyof typeof FIELDS]
  return { head, id: one ? '' : path[0]!, field, key: Object.hasOwn(keys, field) ? keys[field] : undefined }
}

/** « Véhicule AB-123-CD – Couleur »; undefined: no item of such a document, or one of a newer version. */
export function recordItemText(item: string, about: Describing): string | undefined {
  const parts = partsOf(item)
  if (!parts?.key) return undefined
  const field = about.t(parts.key as 'client.name')
  const subject = subjectText(parts, about)
  return subject === '' ? field : `${subject} – ${field}`
}

function subjectText({ head, id }: Parts, about: Describing): string {
  const { t } = about
  if (head === 'organisation') return t('record.organisation')
  if (head === 'person') return about.personName(id)
  const kind = t(SUBJECTS[head as keyof typeof SUBJECTS])
  const name =
    head === 'vehicle' ? about.vehicleName(id) : head === 'film' ? about.filmName?.(id) : about.rollName?.(id)
  return head === 'client' || name === undefined ? kind : `${kind} ${name}`
}

export function recordValueText(item: string, value: Json, about: Describing): string | undefined {
  const parts = partsOf(item)
  if (!parts) return undefined
  const { t, word, language } = about
  const label = (words: Readonly<Record<string, Label>>) =>
    typeof value === 'string' && Object.hasOwn(words, value) ? word(words[value]!) : undefined
  const of = <T extends string>(known: readonly T[]): T | undefined => known.find((each) => each === value)
  if (value === '') return t('value.empty')
  switch (parts.field) {
    case 'kind': {
      const kind = of(CLIENT_KINDS)
      return kind && t(`record.kind.${kind}`)
    }
    case 'finish': {
      const finish = of(FINISHES)
      return finish && t(`record.finish.${finish}`)
    }
    case 'body':
      return label(BODY_TYPES)
    case 'paint':
      return label(PAINTS)
    case 'role':
      return label(ROLES)
    case 'active':
      return typeof value === 'boolean' ? t(value ? 'value.yes' : 'value.no') : undefined
    case 'film':
      return typeof value === 'string' ? about.filmName?.(value) : undefined
    case 'parent':
      return typeof value === 'string' ? about.rollName?.(value) : undefined
  }
  if (typeof value !== 'number') return undefined
  switch (parts.field) {
    case 'receivedAt':
    case 'expiresAt':
      return formatDay(value, language)
    case 'receivedMm':
    case 'rollLengthMm':
      return formatMetres(value, language)
    case 'widthMm':
      return `${formatNumber(value, language)}\u00A0mm`
    case 'thicknessMicrons':
      return `${formatNumber(value, language)}\u00A0µm`
    case 'minAirDeci':
    case 'maxAirDeci':
      return formatCelsius(value, language)
    case 'minHumidity':
    case 'maxHumidity':
      return formatPercent(value, language)
    case 'centsPerM2':
      return `${formatEuros(value, language)}/m²`
    default:
      return undefined
  }
}
