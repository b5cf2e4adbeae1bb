/** The validator as one function, over the modules that it is made of: the real ones, or mutated copies. */
import * as Y from 'yjs'
import type * as Inspect from '../../../sync-relay/src/validator/inspect.ts'
import type * as Judge from '../../../sync-relay/src/validator/judge.ts'
import type * as StandingModule from '../../../sync-relay/src/validator/standing.ts'
import { CASES, JOE, SHOP, SHOP_LEASES, VECTORS } from './attacks.ts'
import type { Answer, Case } from './attacks.ts'

const ONLY_SHOP = [SHOP]

export interface Validator {
  readonly inspectUpdate: typeof Inspect.inspectUpdate
  readonly isStateVector: typeof Inspect.isStateVector
  readonly judgeUpdate: typeof Judge.judgeUpdate
  readonly unstorable: typeof Judge.unstorable
  readonly Standing: typeof StandingModule.Standing
}

/** What the validator gets wrong: at most `enough` of it. An error that it throws is one. */
export function allComplaints(validator: Validator, enough = Infinity): string[] {
  const said: string[] = []
  for (const { name, bytes, isOne } of VECTORS) {
    if (validator.isStateVector(bytes) !== isOne) said.push(`state vector ${name}: expected ${isOne}`)
  }
  for (const given of CASES) {
    if (said.length >= enough) break
    try {
      said.push(...complaints(validator, given))
    } catch (error) {
      said.push(`${given.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return said
}

/** Everything that the case says about itself and that the validator said otherwise; empty when it is right. */
export function complaints(validator: Validator, given: Case): string[] {
  const { answer, reason, leases, recovered, overlaps, continues, storable, vector } = ask(validator, given)
  const said: string[] = []
  const compare = (what: string, expected: unknown, seen: unknown): void => {
    if (expected !== undefined && JSON.stringify(expected) !== JSON.stringify(seen)) {
      said.push(`${given.name}: expected ${what} ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`)
    }
  }
  compare('answer', given.answer, answer)
  if (given.reason !== undefined && reason?.includes(given.reason) !== true) {
    said.push(`${given.name}: expected a refusal for ${given.reason}, saw ${reason}`)
  }
  compare('leases', given.takes, leases)
  compare('recovered', given.recovers, recovered)
  compare('overlaps', given.overlaps, overlaps)
  compare('continues', given.continues, continues)
  compare('storable', given.storable, storable)
  if (given.answer !== 'damaged') compare('state vector', vectorOf(given.stored ?? ONLY_SHOP), vector)
  return said
}

interface Said {
  readonly answer: Answer
  readonly reason?: string
  readonly leases?: readonly number[]
  readonly recovered?: readonly number[]
  readonly overlaps?: boolean
  readonly continues?: boolean
  readonly storable?: boolean
  readonly vector?: string
}

function ask(validator: Validator, given: Case): Said {
  const standing = new validator.Standing()
  try {
    for (const update of given.stored ?? ONLY_SHOP) {
      standing.stateVector()
      standing.apply(shapeOf(validator, update), [])
    }
  } catch {
    return { answer: 'damaged' }
  }
  standing.apply(shapeOf(validator, Uint8Array.of(0, 0)), given.leases ?? SHOP_LEASES)
  const vector = hex(standing.stateVector())
  const inspection = validator.inspectUpdate(given.bytes)
  if (!inspection.ok) return { answer: inspection.code as Answer, reason: inspection.reason, vector }
  const continues = standing.isContinuedBy(inspection.shape)
  const storable = validator.unstorable(inspection.shape, standing) === null
  const judgement = validator.judgeUpdate(
    inspection.shape,
    standing,
    given.writer ?? JOE,
    given.policy ?? { recovery: 'closed' },
  )
  switch (judgement.verdict) {
    case 'refused':
      return { answer: judgement.code as Answer, continues, storable, vector }
    case 'missing':
      return { answer: 'missing', continues, storable, vector }
    case 'known':
      return { answer: 'known', overlaps: judgement.overlaps, continues, storable, vector }
    case 'news':
      return {
        answer: judgement.path,
        leases: judgement.leases.map((lease) => lease.client),
        recovered: judgement.recovered,
        overlaps: judgement.overlaps,
        continues,
        storable,
        vector,
      }
  }
}

const vectors = new WeakMap<readonly Uint8Array[], string>()

/** What Yjs says of the same updates. */
function vectorOf(stored: readonly Uint8Array[]): string {
  const known = vectors.get(stored)
  if (known !== undefined) return known
  const doc = new Y.Doc()
  for (const update of stored) Y.applyUpdate(doc, update)
  const vector = hex(Y.encodeStateVector(doc))
  vectors.set(stored, vector)
  return vector
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function shapeOf(validator: Validator, update: Uint8Array) {
  const inspection = validator.inspectUpdate(update)
  if (!inspection.ok) throw new Error(`expected a stored update to pass, saw ${inspection.reason}`)
  return inspection.shape
}
