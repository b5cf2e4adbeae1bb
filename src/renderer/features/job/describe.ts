/** Items, values and rows of a job in words: for conflicts, histories and late changes. */
import type { JobView } from '../../../crdt/job/index.ts'
import { ITEM, TAKEN_BACK } from '../../../crdt/job/index.ts'
import type { Fact, Json, JsonObject } from '../../../crdt/ledger/index.ts'
import {
  CHECKLISTS,
  DEFECT_TYPES,
  EXTENTS,
  OUTCOMES,
  PACKAGES,
  PHOTO_PHASES,
  PHOTO_VIEWS,
  PRIORITIES,
  SEVERITIES,
  ZONE_CHECKS,
} from '../../../crdt/vocabulary/index.ts'
import type { Label } from '../../../crdt/vocabulary/index.ts'
import { formatCelsius, formatDateTime, formatKilometres, formatMetres } from '../../i18n/format.ts'
import type { Key, Words } from '../../i18n/index.ts'
import { recordItemText, recordValueText } from './describeRecords.ts'
import { zoneNameIn } from './zoneName.ts'

export interface Describing extends Words {
  readonly personName: (id: string) => string
  /** Where defects, photos and the client's words are found; null: ids only. */
  readonly view: Pick<JobView, 'defects' | 'photos' | 'zones'> | null
  readonly clientName: (id: string) => string | undefined
  readonly vehicleName: (id: string) => string | undefined
  readonly filmName?: (id: string) => string | undefined
  readonly rollName?: (id: string) => string | undefined
}

const PLAIN: Readonly<Record<string, Key>> = {
  [ITEM.number]: 'item.number',
  [ITEM.title]: 'item.title',
  [ITEM.client]: 'item.client',
  [ITEM.vehicle]: 'item.vehicle',
  [ITEM.package]: 'item.package',
  [ITEM.priority]: 'item.priority',
  [ITEM.scheduleStart]: 'item.scheduleStart',
  [ITEM.scheduleEnd]: 'item.scheduleEnd',
  [ITEM.odometer]: 'item.odometer',
  [ITEM.tags]: 'item.tags',
  [ITEM.damageReviewed]: 'item.damageReviewed',
  [ITEM.coatings]: 'item.coatings',
  [ITEM.suspended]: 'item.suspended',
  [ITEM.cancelled]: 'item.cancelled',
}
const GATES = { installation: 'gate.installation', ready: 'gate.ready', delivery: 'gate.delivery' } as const

const lookUp = (words: Readonly<Record<string, Label>>, id: unknown): Label | undefined =>
  (typeof id === 'string' || typeof id === 'number') && Object.hasOwn(words, id) ? words[id] : undefined

export function itemText(item: string, about: Describing): string {
  const { t, word } = about
  const plain = PLAIN[item]
  if (plain) return t(plain as 'item.number')
  const [head, id = '', property = '', check = ''] = item.split('/')
  const join = (...parts: string[]) => parts.join(' – ')
  switch (head) {
    case 'check': {
      const list = CHECKLISTS[id as keyof typeof CHECKLISTS]
      const label = list && lookUp(list.checks, property)
      return list && label ? join(word(list.label), word(label)) : item
    }
    case 'zone': {
      const zone = zoneWord(id, about)
      if (property === 'check') return join(zone, word(lookUp(ZONE_CHECKS, check) ?? { fr: check, en: check }))
      if (property === 'extent') return join(zone, t('item.extent'))
      if (property === 'film') return join(zone, t('item.film'))
      if (property === 'score') return join(zone, t('item.score'))
      if (property === 'name') return t('item.zoneName')
      return item
    }
    case 'override':
      return join(t('item.override'), t(GATES[id as keyof typeof GATES] ?? 'gate.installation'))
    case 'defect': {
      const defect = about.view?.defects.find((each) => each.id === id)
      const name = defect ? join(word(DEFECT_TYPES[defect.type]), zoneWord(defect.zone, about)) : t('row.defect')
      if (property === 'acceptedBy') return join(name, t('item.acceptedBy'))
      return join(name, property === 'outcome' ? t('item.outcome') : t('item.severity'))
    }
    case 'reading':
      return t('item.lifted')
    case 'film_use':
      return t('item.spoilt')
    case 'session':
      return t('item.sessionEnd')
    case 'photo':
      return t(property === 'phase' ? 'item.photoPhase' : property === 'view' ? 'item.photoView' : 'item.photoZone')
    default:
      return recordItemText(item, about) ?? item
  }
}

export function valueText(item: string, value: Json, about: Describing): string {
  const { t, word, language } = about
  const [head, , property] = item.split('/')
  const ofRecord = recordValueText(item, value, about)
  if (ofRecord !== undefined) return ofRecord
  if (typeof value === 'boolean') return value ? t('value.done') : t('value.notDone')
  if (value === null) return property === 'extent' ? t('value.outOfJob') : t('value.none')
  const isReason =
    typeof value === 'object' && !Array.isArray(value) && typeof (value as JsonObject)['reason'] === 'string'
  if (isReason) return plain((value as JsonObject)['reason'])
  if (head === 'zone' && property === 'extent') return word(lookUp(EXTENTS, value) ?? asLabel(value))
  if (head === 'zone' && property === 'film') return about.filmName?.(plain(value)) ?? plain(value)
  if (head === 'defect' && property !== 'acceptedBy') {
    return word((property === 'outcome' ? lookUp(OUTCOMES, value) : lookUp(SEVERITIES, value)) ?? asLabel(value))
  }
  if (head === 'photo' && property === 'phase') return word(lookUp(PHOTO_PHASES, value) ?? asLabel(value))
  if (head === 'photo' && property === 'view') return word(lookUp(PHOTO_VIEWS, value) ?? asLabel(value))
  if (head === 'photo') return zoneWord(plain(value), about)
  switch (item) {
    case ITEM.client:
      return about.clientName(plain(value)) ?? t('value.otherClient')
    case ITEM.vehicle:
      return about.vehicleName(plain(value)) ?? t('value.otherVehicle')
    case ITEM.package:
      return typeof value === 'string' && Object.hasOwn(PACKAGES, value)
        ? word(PACKAGES[value as keyof typeof PACKAGES].label)
        : plain(value)
    case ITEM.priority:
      return word(lookUp(PRIORITIES, value) ?? asLabel(value))
    case ITEM.odometer:
      return typeof value === 'number' ? formatKilometres(value, language) : plain(value)
  }
  if (typeof value === 'number' && (head === 'schedule' || head === 'session')) return formatDateTime(value, language)
  return Array.isArray(value) ? value.map(plain).join(', ') : plain(value)
}

/** Of a free zone, the name that people gave it. */
function zoneWord(id: string, { view, word }: Describing): string {
  return zoneNameIn(view?.zones ?? [], word)(id)
}

/** A stranger's value as it is. */
const plain = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))
const asLabel = (value: Json): Label => ({ fr: plain(value), en: plain(value) })

/** A reason as it was given; taking back gives none. */
export function whyText(why: string, { t }: Pick<Describing, 't'>): string {
  return why === TAKEN_BACK ? t('undo.reason') : why
}

/** One fact as a line: « Capot – Chauffe finale : fait ». */
export function factText(fact: Fact, about: Describing, factById: (id: string) => Fact | undefined): string {
  const { t } = about
  switch (fact.kind) {
    case 'claim':
      return t('fact.claim', { item: itemText(fact.item, about), value: valueText(fact.item, fact.value, about) })
    case 'row':
      return rowText(fact.type, fact.data, about)
    case 'void': {
      const target = factById(fact.of)
      return t('fact.void', {
        what: target ? factText(target, about, factById) : t('fact.unknown'),
        why: whyText(fact.why, about),
      })
    }
    case 'seal':
      return t('fact.seal')
  }
}

function rowText(type: string, data: JsonObject, about: Describing): string {
  const { t, word, language } = about
  const zone = (id: Json | undefined) => (typeof id === 'string' ? zoneWord(id, about) : t('value.wholeVehicle'))
  switch (type) {
    case 'defect':
      return t('fact.defect', {
        type: word(lookUp(DEFECT_TYPES, data['type']) ?? asLabel('?')),
        zone: zone(data['zone']),
      })
    case 'photo':
      return t('fact.photo', {
        phase: word(lookUp(PHOTO_PHASES, data['phase']) ?? asLabel('?')),
        zone: zone(data['zone']),
      })
    case 'film_use':
      return t('fact.film', {
        length: formatMetres(Number(data['lengthMm']), language),
        zones: Array.isArray(data['zones']) ? data['zones'].map((each) => zone(each)).join(', ') : '',
      })
    case 'reading':
      return t('fact.reading', {
        air: formatCelsius(Number(data['airDeci']), language),
        humidity: Number(data['humidity']),
      })
    case 'thickness':
      return t('fact.thickness', { zone: zone(data['zone']) })
    case 'mark':
      return t('fact.mark')
    case 'comment':
      return t('fact.comment', { text: plain(data['text']) })
    case 'assignment':
      return t('fact.assignment', { person: about.personName(plain(data['person'])) })
    case 'session':
      return t('fact.session', { person: about.personName(plain(data['person'])) })
    case 'signature':
      return t('fact.signature', { signer: plain(data['signer']) })
    case 'satisfaction':
      return t('fact.satisfaction', { score: Number(data['score']) })
    case 'refusal':
      return t('fact.refusal', { reason: plain(data['reason']) })
    default:
      return type
  }
}
