/** What each item of a job may say. One table for those who read and those who write. */
import {
  decodeFlag,
  decodeInteger,
  decodeOneOf,
  decodeText,
  type Decode,
  type Json,
  type Ledger,
} from '../ledger/index.ts'
import {
  CHECKLISTS,
  EXTENTS,
  isZoneId,
  OUTCOMES,
  PACKAGES,
  PHOTO_PHASES,
  PHOTO_VIEWS,
  PRIORITIES,
  ZONE_CHECKS,
  type ChecklistId,
  type Severity,
  type ZoneId,
} from '../vocabulary/index.ts'
import { ITEM } from './items.ts'
import { BOUNDS } from './rows.ts'

const decodeTime = decodeInteger(0, Number.MAX_SAFE_INTEGER)
const decodeReason: Decode<{ readonly reason: string } | null> = (value) => {
  if (value === null) return null
  if (typeof value !== 'object' || Array.isArray(value)) return undefined
  const reason = (value as { readonly reason?: unknown }).reason
  return typeof reason === 'string' ? { reason } : undefined
}
const decodeTags: Decode<readonly string[]> = (value) =>
  Array.isArray(value) && value.every((tag) => typeof tag === 'string') ? value : undefined
const decodeSeverity: Decode<Severity> = (value) => (value === 1 || value === 2 || value === 3 ? value : undefined)
const orNull =
  <T>(decode: Decode<T>): Decode<T | null> =>
  (value) =>
    value === null ? null : decode(value)

export const FIELDS = {
  number: decodeText,
  title: decodeText,
  client: decodeText,
  vehicle: decodeText,
  package: decodeOneOf(PACKAGES),
  priority: decodeOneOf(PRIORITIES),
  scheduleStart: decodeTime,
  scheduleEnd: decodeTime,
  odometer: decodeInteger(0, BOUNDS.odometerKm),
  tags: decodeTags,
  coatings: decodeText,
  damageReviewed: decodeFlag,
  suspended: decodeReason,
  cancelled: decodeReason,
} satisfies { readonly [F in keyof typeof ITEM]: Decode<Json> }

export const ZONE_FIELDS = {
  extent: orNull(decodeOneOf(EXTENTS)),
  film: decodeText,
  score: decodeInteger(0, 10),
  /** Of a free zone; the others have theirs from the trade. */
  name: decodeText,
}
export const FILM_USE_FIELDS = { spoilt: decodeFlag }
export const DEFECT_FIELDS = { outcome: decodeOneOf(OUTCOMES), severity: decodeSeverity, acceptedBy: decodeText }
export const READING_FIELDS = { lifted: decodeReason }
export const SESSION_FIELDS = { end: decodeTime }
export const PHOTO_FIELDS = {
  zone: orNull<ZoneId>((value) => (isZoneId(value) ? value : undefined)),
  phase: decodeOneOf(PHOTO_PHASES),
  view: orNull(decodeOneOf(PHOTO_VIEWS)),
}
export const OVERRIDES = { installation: decodeReason, ready: decodeReason, delivery: decodeReason }
export const decodeCheck = decodeFlag

const BY_ITEM = new Map<string, Decode<Json>>(
  (Object.keys(ITEM) as (keyof typeof ITEM)[]).map((field) => [ITEM[field], FIELDS[field]]),
)

/** How this version reads an item; undefined: it does not know such an item, a newer one may. */
export function decoderOf(item: string): Decode<Json> | undefined {
  const [head, ...path] = item.split('/', 5)
  switch (head) {
    case 'check':
      return path.length === 2 && knowsCheck(path[0]!, path[1]!) ? decodeCheck : undefined
    case 'zone':
      return isZoneId(path[0]) ? decoderOfZone(path.slice(1)) : undefined
    case 'override':
      return path.length === 1 ? own(OVERRIDES, path[0]!) : undefined
    case 'defect':
      return path.length === 2 ? own(DEFECT_FIELDS, path[1]!) : undefined
    case 'film_use':
      return path.length === 2 ? own(FILM_USE_FIELDS, path[1]!) : undefined
    case 'reading':
      return path.length === 2 ? own(READING_FIELDS, path[1]!) : undefined
    case 'session':
      return path.length === 2 ? own(SESSION_FIELDS, path[1]!) : undefined
    case 'photo':
      return path.length === 2 ? own(PHOTO_FIELDS, path[1]!) : undefined
    default:
      return BY_ITEM.get(item)
  }
}

/** How many standing claims about an item this version cannot read. */
export function unreadClaims(ledger: Ledger, item: string): number {
  const decode = decoderOf(item)
  return ledger.heads(item).filter((head) => decode?.(head.value) === undefined).length
}

function decoderOfZone(path: readonly string[]): Decode<Json> | undefined {
  if (path.length === 2 && path[0] === 'check') return Object.hasOwn(ZONE_CHECKS, path[1]!) ? decodeCheck : undefined
  return path.length === 1 ? own(ZONE_FIELDS, path[0]!) : undefined
}

function knowsCheck(list: string, check: string): boolean {
  return Object.hasOwn(CHECKLISTS, list) && Object.hasOwn(CHECKLISTS[list as ChecklistId].checks, check)
}

function own(fields: Readonly<Record<string, Decode<Json>>>, name: string): Decode<Json> | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined
}
