/**
 * The four kinds of fact, and the door through which they come in.
 *
 * A fact is immutable. What is contested is never a plain register: two claims about one item stand side by
 * side until a third supersedes both. Facts come from other devices, older and newer versions and perhaps
 * from an attacker, so {@link decodeFact} believes nothing: what it does not know is kept in the document,
 * ignored here, and counted so that the screen can say « mettre à jour ».
 */
import { decodeCoverage } from './coverage.ts'
import { toJson, type Json, type JsonObject } from './json.ts'

/** A ULID. Sorting by it is sorting by the writer's clock, which may be wrong: never an argument for truth. */
export type FactId = string
export type PersonId = string
export type DeviceId = string

/** Rises when a fact's meaning changes; facts of a higher one are kept and ignored. */
export const FACT_VERSION = 1

export interface Said {
  readonly id: FactId
  readonly by: PersonId
  readonly device: DeviceId
  /** Milliseconds since 1970 by the writer's clock. */
  readonly at: number
}
/** *item* has *value*, in place of the claims that its author saw. */
export interface Claim extends Said {
  readonly kind: 'claim'
  readonly item: string
  readonly value: Json
  readonly supersedes: readonly FactId[]
  /** The reason, where one is asked: an override, a decision, a withdrawal. */
  readonly why?: string
}
/** Something that happened or exists: a defect, a reading, a film use, a comment. */
export interface Row extends Said {
  readonly kind: 'row'
  readonly type: string
  readonly data: JsonObject
}
/** That fact is withdrawn, for good. A withdrawn claim counts as never said; so what it superseded stands again. */
export interface Void extends Said {
  readonly kind: 'void'
  readonly of: FactId
  readonly why: string
}
/** This version was closed. A seal supersedes the seals that its author saw, as a claim does. */
export interface Seal extends Said {
  readonly kind: 'seal'
  /** sha256, in hex, of the canonical content; the sealed bytes are the blob of that name. */
  readonly hash: string
  readonly supersedes: readonly FactId[]
  /** The name of who sealed, as it was then: the sealed content names its authors only. Absent in the oldest seals. */
  readonly sealer?: string
  /** Yjs state vector of the document as it was sealed, in base64: facts beyond it came later. */
  readonly covers: string
  /** sha256 of each free text as it was sealed, by name; texts have no facts of their own. */
  readonly texts: JsonObject
}
export type Fact = Claim | Row | Void | Seal

export const LIMITS = { textLength: 20_000, idLength: 64, itemLength: 200, supersedes: 1000 } as const

/** As a fact lies in the document: short keys, because thousands of them travel. */
export function encodeFact(fact: Fact): JsonObject {
  const said = { v: FACT_VERSION, by: fact.by, dev: fact.device, at: fact.at }
  switch (fact.kind) {
    case 'claim':
      return {
        ...said,
        k: 'claim',
        item: fact.item,
        value: fact.value,
        sup: fact.supersedes,
        ...(fact.why === undefined ? {} : { why: fact.why }),
      }
    case 'row':
      return { ...said, k: 'row', type: fact.type, data: fact.data }
    case 'void':
      return { ...said, k: 'void', of: fact.of, why: fact.why }
    case 'seal':
      return {
        ...said,
        k: 'seal',
        hash: fact.hash,
        sup: fact.supersedes,
        covers: fact.covers,
        texts: fact.texts,
        ...(fact.sealer === undefined ? {} : { sealer: fact.sealer }),
      }
  }
}

/** Undefined: not a fact that this version understands. */
export function decodeFact(id: string, stored: unknown): Fact | undefined {
  const raw = toJson(stored)
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw) || !isId(id)) return undefined
  const object = raw as JsonObject
  const { v, by, dev, at } = object
  if (v !== FACT_VERSION || !isId(by) || !isId(dev) || !isTime(at)) return undefined
  const said = { id, by, device: dev, at }
  switch (object['k']) {
    case 'claim': {
      const { item, value, sup, why } = object
      if (!isText(item, LIMITS.itemLength) || item === '' || value === undefined || !isIds(sup)) return undefined
      if (typeof value === 'string' && value.length > LIMITS.textLength) return undefined
      if (why !== undefined && !isText(why, LIMITS.textLength)) return undefined
      return { ...said, kind: 'claim', item, value, supersedes: sup, ...(why === undefined ? {} : { why }) }
    }
    case 'row': {
      const { type, data } = object
      if (!isText(type, LIMITS.idLength) || !isObject(data)) return undefined
      return { ...said, kind: 'row', type, data }
    }
    case 'void': {
      const { of, why } = object
      return isId(of) && isText(why, LIMITS.textLength) ? { ...said, kind: 'void', of, why } : undefined
    }
    case 'seal': {
      const { hash, sup, covers, texts, sealer } = object
      if (!isText(hash, 64) || !/^[0-9a-f]{64}$/.test(hash) || !isIds(sup)) return undefined
      if (!isText(covers, LIMITS.textLength) || decodeCoverage(covers) === undefined || !isObject(texts))
        return undefined
      if (sealer !== undefined && !isText(sealer, LIMITS.itemLength)) return undefined
      const named = sealer === undefined ? {} : { sealer }
      return { ...said, kind: 'seal', hash, supersedes: sup, covers, texts, ...named }
    }
    default:
      return undefined
  }
}

function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}
function isId(value: unknown): value is string {
  return isText(value, LIMITS.idLength) && value !== '' && value !== '__proto__'
}
function isIds(value: unknown): value is FactId[] {
  return Array.isArray(value) && value.length <= LIMITS.supersedes && value.every(isId)
}
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
