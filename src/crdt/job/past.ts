/**
 * The job as it stood: at a moment (every fact up to one, in the order of ids), or as a seal covered it. Facts are never
 * changed, so the past is a smaller set of the same facts, folded by the same code.
 *
 * Two limits, which screens say. The order of ids is that of the writers' clocks (L12): exact for a seal, which names
 * what it covered, and as good as the clocks otherwise. Free texts have no facts; what they said then is not kept.
 */
import * as Y from 'yjs'
import {
  byId,
  canonicalJson,
  decodeCoverage,
  encodeFact,
  FACTS,
  Ledger,
  type Fact,
  type FactId,
  type Json,
  type PersonId,
} from '../ledger/index.ts'
import { isContent } from './content-facts.ts'
import { ITEM } from './items.ts'
import { openJob, type Job } from './job.ts'
import { revisionOf } from './standing.ts'
import type { JobView } from './view.ts'

/** `upTo`: that fact is the last one; `seal`: what it covered. */
export type Moment = { readonly upTo: FactId } | { readonly seal: FactId }

/**
 * Undefined: no such fact here. The result is a document of its own: whoever writes into it changes nothing. Its view's
 * `standing` means nothing, because a seal counts what it covers in the document in which it was made.
 */
export function jobAt(ledger: Ledger, moment: Moment): Job | undefined {
  const facts = factsAt(ledger, moment)
  if (!facts) return undefined
  const doc = new Y.Doc({ gc: false })
  const stored = doc.getMap(FACTS)
  doc.transact(() => {
    for (const fact of facts) stored.set(fact.id, encodeFact(fact))
  })
  return openJob(doc)
}

function factsAt(ledger: Ledger, moment: Moment): readonly Fact[] | undefined {
  if ('upTo' in moment) {
    if (!ledger.fact(moment.upTo)) return undefined
    return ledger.facts().filter((fact) => fact.id <= moment.upTo)
  }
  const seal = ledger.fact(moment.seal)
  if (seal?.kind !== 'seal') return undefined
  const covered = decodeCoverage(seal.covers)!
  return ledger.facts().filter((fact) => fact.id === seal.id || ledger.isCovered(fact.id, covered))
}

export type MilestoneKind =
  | 'created'
  | 'received'
  | 'prepared'
  | 'first_cut'
  | 'inspected'
  | 'signed'
  | 'refused'
  | 'sealed'
  | 'reopened'
  | 'suspended'
  | 'cancelled'
export interface Milestone {
  readonly kind: MilestoneKind
  readonly moment: Moment
  readonly by: PersonId
  /** By the clock of whoever did it. */
  readonly at: number
  /** Of a seal: A, B, … */
  readonly revision?: string
}

/** What a job went through, oldest first. A list counts as done at the last of its ticks that still stands. */
export function milestones(ledger: Ledger, view: JobView): readonly Milestone[] {
  const found: Milestone[] = []
  const add = (kind: MilestoneKind, fact: Fact | undefined) => {
    if (fact) found.push({ kind, moment: { upTo: fact.id }, by: fact.by, at: fact.at })
  }
  add('created', ledger.history(ITEM.number)[0])
  for (const [kind, list] of [
    ['received', view.checklists.reception],
    ['prepared', view.checklists.preparation],
  ] as const) {
    if (list.total > 0 && list.done === list.total) add(kind, last(list.checks.flatMap((check) => check.heads)))
  }
  add('first_cut', ledger.rows('film_use')[0])
  const zones = view.zones
  if (zones.length > 0 && zones.every((zone) => zone.state === 'inspected')) {
    add('inspected', last(zones.flatMap((zone) => zone.checks.flatMap((check) => check.heads))))
  }
  for (const row of ledger.rows('signature')) add('signed', row)
  for (const row of ledger.rows('refusal')) add('refused', row)
  for (const seal of ledger.seals()) {
    const { id, by, at } = seal
    found.push({ kind: 'sealed', moment: { seal: id }, by, at, revision: revisionOf(ledger, seal) })
    add('reopened', ledger.voidOf(id))
  }
  for (const claim of ledger.history(ITEM.suspended)) if (claim.value !== null) add('suspended', claim)
  for (const claim of ledger.history(ITEM.cancelled)) if (claim.value !== null) add('cancelled', claim)
  return found.sort((a, b) => byId({ id: idOf(a) }, { id: idOf(b) }))
}

const idOf = ({ moment }: Milestone): FactId => ('upTo' in moment ? moment.upTo : moment.seal)
const last = <F extends Fact>(facts: readonly F[]): F | undefined => [...facts].sort(byId).at(-1)

/** How a job differs between then and now. Several values: people contradict each other there. */
export interface JobDifference {
  readonly claims: readonly {
    readonly item: string
    readonly was: readonly Json[]
    readonly is: readonly Json[]
    /** The last word about it. */
    readonly by: PersonId
    readonly at: number
  }[]
  readonly added: readonly Fact[]
  readonly withdrawn: readonly Fact[]
}

export function compareJobs(then: Ledger, now: Ledger): JobDifference {
  const items = [...new Set([...then.items(), ...now.items()])].sort()
  const claims = items.flatMap((item) => {
    const [before, after] = [then.heads(item), now.heads(item)]
    const [was, is] = [values(before), values(after)]
    if (canonicalJson(was) === canonicalJson(is)) return []
    const word = now.history(item).at(-1)
    return word ? [{ item, was, is, by: word.by, at: word.at }] : []
  })
  const rowsOf = (ledger: Ledger) =>
    ledger.rowTypes().flatMap((type) => ledger.rows(type).filter((row) => isContent(ledger, row)))
  const [before, after] = [rowsOf(then), rowsOf(now)]
  const [had, has] = [new Set(before.map((row) => row.id)), new Set(after.map((row) => row.id))]
  return {
    claims,
    added: after.filter((row) => !had.has(row.id)).sort(byId),
    withdrawn: before.filter((row) => !has.has(row.id)).sort(byId),
  }
}

/** Each different value once, in the order in which it was said. */
function values(heads: readonly { readonly value: Json; readonly id: FactId }[]): readonly Json[] {
  const seen = new Map([...heads].sort(byId).map((head) => [canonicalJson(head.value), head.value]))
  return [...seen.values()]
}
