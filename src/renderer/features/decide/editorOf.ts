/**
 * With what a third answer is given, for any item: one of few words, a number on the keypad, a moment, a text.
 * What an editor offers is what {@link decoderOf} reads; an item that no version of ours writes has no editor, and
 * one of the answers that stand is chosen.
 */
import { decoderOfClientItem, normaliseVin } from '../../../crdt/client/index.ts'
import { decoderOf, ITEM } from '../../../crdt/job/index.ts'
import type { Decode, Json } from '../../../crdt/ledger/index.ts'
import { decoderOfShopItem } from '../../../crdt/shop/index.ts'
import {
  EXTENTS,
  OUTCOMES,
  PACKAGES,
  PHOTO_PHASES,
  PHOTO_VIEWS,
  PRIORITIES,
  SEVERITIES,
  ZONE_IDS,
  zoneLabel,
} from '../../../crdt/vocabulary/index.ts'
import { BODY_TYPES, PAINTS, ROLES } from '../../../crdt/vocabulary/index.ts'
import type { Label } from '../../../crdt/vocabulary/index.ts'
import type { Describing } from '../job/describe.ts'
import { CLIENT_KINDS, FINISHES } from '../job/describeRecords.ts'

export interface Choosable {
  readonly value: Json
  readonly label: string
}
export type Editor =
  /** `few`: all in sight. */
  | { readonly kind: 'choice'; readonly options: readonly Choosable[]; readonly few: boolean }
  | { readonly kind: 'number'; readonly unit: string; readonly scale: number; readonly decimal: boolean }
  | { readonly kind: 'text'; readonly lines: number; readonly read: (typed: string) => Json }
  | { readonly kind: 'time' }
  /** A reason, or nothing: not suspended, no override. */
  | { readonly kind: 'reason'; readonly none: string }
  | { readonly kind: 'client' | 'vehicle' }

/** How this version reads an item, of whichever document. */
export function decoderIn(document: string, item: string): Decode<Json> | undefined {
  if (document === 'shop') return decoderOfShopItem(item)
  return document.startsWith('client/') ? decoderOfClientItem(item) : decoderOf(item)
}

/** Whether there can be a third answer at all. A logo is the name of a picture's bytes: nobody types one. */
export function mayBeWritten(document: string, item: string): boolean {
  return decoderIn(document, item) !== undefined && item !== 'organisation/logo'
}

export interface Known {
  readonly films: readonly Choosable[]
  readonly rolls: readonly Choosable[]
}

/** Null: there is no third answer that this version could write. */
export function editorOf(document: string, item: string, about: Describing, known: Known): Editor | null {
  const decode = decoderIn(document, item)
  if (!decode || !mayBeWritten(document, item)) return null
  const editor = document.startsWith('job/') ? ofJob(item, about, known) : ofRecord(item, about, known)
  return editor ?? guessed(decode, about)
}

function ofJob(item: string, about: Describing, known: Known): Editor | null {
  const { t, word } = about
  const [head, , property] = item.split('/')
  switch (item) {
    case ITEM.client:
      return { kind: 'client' }
    case ITEM.vehicle:
      return { kind: 'vehicle' }
    case ITEM.package:
      return labels(Object.fromEntries(Object.entries(PACKAGES).map(([id, each]) => [id, each.label])), about)
    case ITEM.priority:
      return labels(PRIORITIES, about)
    case ITEM.odometer:
      return { kind: 'number', unit: 'km', scale: 1, decimal: false }
    case ITEM.scheduleStart:
    case ITEM.scheduleEnd:
      return { kind: 'time' }
    case ITEM.tags:
      return {
        kind: 'text',
        lines: 1,
        read: (typed) =>
          typed
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean),
      }
    case ITEM.coatings:
      return text(3)
    case ITEM.suspended:
    case ITEM.cancelled:
      return { kind: 'reason', none: t(item === ITEM.suspended ? 'decide.notSuspended' : 'decide.notCancelled') }
  }
  if (head === 'override') return { kind: 'reason', none: t('decide.noOverride') }
  if (head === 'zone' && property === 'extent')
    return few([...choosable(EXTENTS, about), { value: null, label: t('value.outOfJob') }])
  if (head === 'zone' && property === 'film') return many(known.films)
  if (head === 'zone' && property === 'score')
    return few(Array.from({ length: 11 }, (_, score) => ({ value: score, label: String(score) })))
  if (head === 'defect' && property === 'outcome') return labels(OUTCOMES, about)
  if (head === 'defect' && property === 'severity')
    return few(Object.entries(SEVERITIES).map(([id, label]) => ({ value: Number(id), label: word(label) })))
  if (head === 'session' && property === 'end') return { kind: 'time' }
  if (head === 'photo' && property === 'zone') {
    const zones = ZONE_IDS.map((zone) => ({ value: zone, label: word(zoneLabel(zone)) }))
    return many([{ value: null, label: t('value.wholeVehicle') }, ...zones])
  }
  if (head === 'photo' && property === 'phase') return labels(PHOTO_PHASES, about)
  if (head === 'photo' && property === 'view') {
    return many([{ value: null, label: t('photo.noView') }, ...choosable(PHOTO_VIEWS, about)])
  }
  return null
}

function ofRecord(item: string, about: Describing, known: Known): Editor | null {
  const { t } = about
  const field = item.split('/').at(-1)
  switch (field) {
    case 'kind':
      return few(CLIENT_KINDS.map((kind) => ({ value: kind, label: t(`record.kind.${kind}`) })))
    case 'body':
      return labels(BODY_TYPES, about)
    case 'paint':
      return labels(PAINTS, about)
    case 'role':
      return labels(ROLES, about)
    case 'active':
      return few([
        { value: true, label: t('value.yes') },
        { value: false, label: t('value.no') },
      ])
    case 'finish':
      return few(FINISHES.map((finish) => ({ value: finish, label: t(`record.finish.${finish}`) })))
    case 'film':
      return many(known.films)
    case 'parent':
      return many(known.rolls)
    case 'vin':
      return { kind: 'text', lines: 1, read: normaliseVin }
    case 'plate':
      return { kind: 'text', lines: 1, read: (typed) => typed.trim().toUpperCase() }
    case 'notes':
    case 'warrantyTerms':
    case 'address':
      return text(3)
    case 'receivedMm':
    case 'rollLengthMm':
      return { kind: 'number', unit: 'm', scale: 1000, decimal: true }
    case 'centsPerM2':
      return { kind: 'number', unit: '€/m²', scale: 100, decimal: true }
    case 'widthMm':
      return { kind: 'number', unit: 'mm', scale: 1, decimal: false }
    case 'thicknessMicrons':
      return { kind: 'number', unit: 'µm', scale: 1, decimal: false }
    case 'minAirDeci':
    case 'maxAirDeci':
      return { kind: 'number', unit: '°C', scale: 10, decimal: true }
    case 'minHumidity':
    case 'maxHumidity':
      return { kind: 'number', unit: '%', scale: 1, decimal: false }
    case 'receivedAt':
    case 'expiresAt':
      return { kind: 'time' }
    default:
      return null
  }
}

/** What has no editor of its own is tried: the decoder tells what it reads. */
function guessed(decode: Decode<Json>, { t }: Describing): Editor | null {
  if (decode(true) !== undefined) {
    return few([
      { value: true, label: t('value.done') },
      { value: false, label: t('value.notDone') },
    ])
  }
  if (decode('une phrase, sans plus') !== undefined) return text(1)
  return decode(1) !== undefined || decode(2000) !== undefined
    ? { kind: 'number', unit: '', scale: 1, decimal: false }
    : null
}

const text = (lines: number): Editor => ({ kind: 'text', lines, read: (typed) => typed.trim() })
const few = (options: readonly Choosable[]): Editor => ({ kind: 'choice', options, few: true })
const many = (options: readonly Choosable[]): Editor => ({ kind: 'choice', options, few: false })
const labels = (words: Readonly<Record<string, Label>>, about: Describing): Editor => few(choosable(words, about))
const choosable = (words: Readonly<Record<string, Label>>, { word }: Describing): Choosable[] =>
  Object.entries(words).map(([value, label]) => ({ value, label: word(label) }))
