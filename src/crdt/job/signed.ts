/**
 * Whether a signed or refused paper still says what the job says [G6]. What the workshop arranges for itself (ticks of
 * the handover, overrides, dates, people, times) is no part of what a client signs, though the version's hash holds it.
 */
import type { Fact, FactId, Ledger, LedgerChange } from '../ledger/index.ts'
import { ITEM } from './items.ts'
import type { Covering, Entry } from './rows.ts'
import { Since, textIn } from './since.ts'
import type { Standing } from './view.ts'

export interface Paper extends Entry, Covering {}
/** What came since, of what was signed; nothing of both: the paper is of today's version. */
export interface SinceSigned {
  readonly late: readonly Fact[]
  readonly lateTexts: readonly string[]
}

const ARRANGED: ReadonlySet<string> = new Set([
  ITEM.number,
  ITEM.priority,
  ITEM.tags,
  ITEM.scheduleStart,
  ITEM.scheduleEnd,
  ITEM.suspended,
  ITEM.cancelled,
])
const ARRANGED_UNDER = ['check/handover/', 'override/', 'session/']
const ARRANGED_ROWS: ReadonlySet<string> = new Set(['assignment', 'session'])

export function isSigned(fact: Fact): boolean {
  if (fact.kind === 'row') return !ARRANGED_ROWS.has(fact.type)
  if (fact.kind !== 'claim') return false
  return !ARRANGED.has(fact.item) && !ARRANGED_UNDER.some((head) => fact.item.startsWith(head))
}

export class SignedReader {
  readonly #ledger: Ledger
  #since = new Map<FactId, Since>()
  #views = new WeakMap<Paper, Paper & SinceSigned>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  touch(change: LedgerChange): void {
    if (change.everything) this.#since.clear()
    else for (const since of this.#since.values()) since.touch(change)
  }

  /** The same object for the same paper while nothing else came since. */
  read<P extends Paper>(paper: P): P & SinceSigned {
    const since = this.#sinceOf(paper)
    const [late, lateTexts] = [since.facts(isSigned), since.texts()]
    const known = this.#views.get(paper) as (P & SinceSigned) | undefined
    if (known && same(known.late, late) && same(known.lateTexts, lateTexts)) return known
    const view = { ...paper, late, lateTexts }
    this.#views.set(paper, view)
    return view
  }

  #sinceOf(paper: Paper): Since {
    let since = this.#since.get(paper.id)
    if (!since) {
      const { covers, texts = {} } = paper
      since =
        covers === undefined ? Since.fact(this.#ledger, paper.id) : Since.version(this.#ledger, [{ covers, texts }])
      this.#since.set(paper.id, since)
    }
    return since
  }
}

export const isOfToday = (paper: SinceSigned): boolean => paper.late.length === 0 && paper.lateTexts.length === 0

/** Whether a paper says what was closed: what came after the seal does not count against it. */
export function isAsClosed(paper: Covering & SinceSigned, standing: Standing): boolean {
  if (standing.kind !== 'modified') return isOfToday(paper)
  const [afterSeal, { texts }] = [new Set(standing.late), standing.seal]
  const lateText = (name: string) =>
    !standing.lateTexts.includes(name) || textIn(paper.texts, name) !== textIn(texts, name)
  return paper.late.every((fact) => afterSeal.has(fact)) && !paper.lateTexts.some(lateText)
}

function same<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i])
}
