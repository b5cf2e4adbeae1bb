/**
 * One's own edits taken back, and made again. Nothing is stored for it: what somebody did on a device, and what they
 * took back there, is in the ledger, so it survives a sync, another window and a restart.
 *
 * Taking back withdraws one's own facts, so that what stood before stands again (L7). It never touches what others
 * said: an edit that somebody else built on stays, because withdrawing it would bring back, beside their answer, the
 * one that both of them meant to replace. Making again writes the same facts anew.
 */
import {
  byId,
  canonicalJson,
  decodeCoverage,
  write,
  type Claim,
  type Fact,
  type FactId,
  type Ledger,
  type LedgerChange,
  type Pen,
  type PersonId,
  type Row,
} from '../ledger/index.ts'
import { ITEM } from './items.ts'

/** The reason of a withdrawal that took something back. Screens word it. */
export const TAKEN_BACK = 'rpma:undo'

type Edit = Claim | Row

/** What one command wrote, in the order of ids. */
export interface Step {
  readonly facts: readonly Edit[]
}

export interface UndoState {
  /** What would be taken back now. */
  readonly undo: Step | null
  /** A later step of one's own that stays, and who built on it. */
  readonly kept: { readonly step: Step; readonly by: PersonId } | null
  /** What would be made again now. */
  readonly redo: Step | null
}

/** Signed, refused or closed is no edit: there are other ways, with reasons, out of these. */
const FINAL = new Set(['signature', 'refusal'])
const NOTHING: UndoState = { undo: null, kept: null, redo: null }

type Author = Pick<Pen, 'person' | 'device'>

/** Follows a ledger. Costs what the author did on this device, not what the job holds. */
export class UndoReader {
  readonly #ledger: Ledger
  readonly #author: Author
  #own: (Edit | TakenBack)[] | undefined
  #state: UndoState | undefined
  readonly #listeners = new Set<() => void>()
  readonly #stop: () => void

  constructor(ledger: Ledger, author: Author) {
    this.#ledger = ledger
    this.#author = author
    this.#stop = ledger.onChange((change) => this.#touch(change))
  }

  readonly state = (): UndoState => {
    this.#own ??= this.#ledger.facts().flatMap((fact) => this.#ownOf(fact))
    return (this.#state ??= read(this.#ledger, this.#own))
  }
  /** Takes the author's last step back. Null: there is none that could be. The pen is the author's. */
  undo(pen: Pen): Step | null {
    const { undo: step } = this.state()
    if (!step) return null
    const standing = step.facts.filter((fact) => !this.#ledger.isWithdrawn(fact.id))
    write(
      this.#ledger,
      standing.map(({ id }) => ({ kind: 'void', of: id, why: TAKEN_BACK })),
      pen,
    )
    return step
  }
  /** Writes again what was taken back last. Null: there is nothing. */
  redo(pen: Pen): Step | null {
    const { redo: step } = this.state()
    if (!step) return null
    write(
      this.#ledger,
      step.facts.map((fact) =>
        fact.kind === 'claim'
          ? { kind: 'claim', item: fact.item, value: fact.value, ...(fact.why === undefined ? {} : { why: fact.why }) }
          : { kind: 'row', type: fact.type, data: fact.data },
      ),
      pen,
    )
    return step
  }
  /** Returns what stops it. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  destroy(): void {
    this.#stop()
    this.#listeners.clear()
  }

  #touch(change: LedgerChange): void {
    if (change.everything) this.#own = undefined
    else if (this.#own) {
      const news = change.facts.flatMap((fact) => this.#ownOf(fact))
      if (news.length > 0) this.#own = [...this.#own, ...news].sort(byId)
    }
    if (change.facts.length === 0 && !change.everything) return
    this.#state = undefined
    for (const listener of [...this.#listeners]) listener()
  }
  #ownOf(fact: Fact): (Edit | TakenBack)[] {
    if (fact.by !== this.#author.person || fact.device !== this.#author.device) return []
    if (fact.kind === 'void') return [fact]
    return fact.kind === 'claim' || (fact.kind === 'row' && !FINAL.has(fact.type)) ? [fact] : []
  }
}

type TakenBack = Extract<Fact, { kind: 'void' }>

export const readUndo = (ledger: Ledger, author: Author): UndoState => once(ledger, author, (reader) => reader.state())

/** {@link UndoReader.undo} for who follows no ledger. */
export const undo = (ledger: Ledger, pen: Pen): Step | null => once(ledger, pen, (reader) => reader.undo(pen))
/** {@link UndoReader.redo} for who follows no ledger. */
export const redo = (ledger: Ledger, pen: Pen): Step | null => once(ledger, pen, (reader) => reader.redo(pen))

function once<T>(ledger: Ledger, author: Author, ask: (reader: UndoReader) => T): T {
  const reader = new UndoReader(ledger, author)
  try {
    return ask(reader)
  } finally {
    reader.destroy()
  }
}

function read(ledger: Ledger, own: readonly (Edit | TakenBack)[]): UndoState {
  if (own.length === 0) return NOTHING
  const { done, undone } = stacks(own)
  let kept: UndoState['kept'] = null
  for (const step of done.toReversed()) {
    if (step.facts.every((fact) => ledger.isWithdrawn(fact.id))) continue // withdrawn with a reason, since
    if (!mayGo(ledger, step)) continue
    const by = builtOnBy(ledger, step)
    if (by === null) return { undo: step, kept, redo: redoable(ledger, undone) }
    kept ??= { step, by }
  }
  return { undo: null, kept, redo: redoable(ledger, undone) }
}

interface Undone {
  readonly step: Step
  readonly back: readonly TakenBack[]
}

/** The author's steps as they stand, and those taken back since their last new one. */
function stacks(own: readonly (Edit | TakenBack)[]): { done: Step[]; undone: Undone[] } {
  const done: Step[] = []
  let undone: Undone[] = []
  for (const group of commands(own)) {
    const back = group.filter((fact) => fact.kind === 'void')
    const step = { facts: group.filter((fact) => fact.kind !== 'void') }
    const target = back.length > 0 && back.every((each) => each.why === TAKEN_BACK) ? indexOf(done, back) : -1
    if (step.facts.length === 0 && target >= 0) undone.push({ step: done.splice(target, 1)[0]!, back })
    else if (step.facts.length > 0 && undone.length > 0 && saysTheSame(step, undone.at(-1)!.step)) {
      undone.pop()
      done.push(step)
    } else {
      undone = []
      if (step.facts.length > 0) done.push(step)
    }
  }
  return { done, undone }
}

/** Facts of one transaction bear one time and follow one another. */
function* commands(own: readonly (Edit | TakenBack)[]): Iterable<readonly (Edit | TakenBack)[]> {
  let group: (Edit | TakenBack)[] = []
  for (const fact of own) {
    const last = group.at(-1)
    if (last && (last.at !== fact.at || (last.kind === 'void') !== (fact.kind === 'void'))) {
      yield group
      group = []
    }
    group.push(fact)
  }
  if (group.length > 0) yield group
}

function indexOf(done: readonly Step[], back: readonly TakenBack[]): number {
  const of = new Set<FactId>(back.map((each) => each.of))
  return done.findLastIndex((step) => step.facts.some((fact) => of.has(fact.id)))
}

function saysTheSame(a: Step, b: Step): boolean {
  return a.facts.length === b.facts.length && a.facts.every((fact, i) => spelt(fact) === spelt(b.facts[i]!))
}
function spelt(fact: Edit): string {
  return fact.kind === 'claim'
    ? `${fact.item} ${canonicalJson(fact.value)}`
    : `${fact.type} ${canonicalJson(fact.data)}`
}

/** Not the making of the job, and nothing of a version that was closed and stands. */
function mayGo(ledger: Ledger, step: Step): boolean {
  if (step.facts.some((fact) => fact.kind === 'claim' && fact.item === ITEM.number)) return false
  const seals = ledger.sealHeads()
  if (seals.length === 0) return true
  const vectors = seals.map((seal) => decodeCoverage(seal.covers)!)
  return !step.facts.some((fact) => vectors.some((vector) => ledger.isCovered(fact.id, vector)))
}

/** Who said something that would be lost or contradicted without it; the author may have, on another device. */
function builtOnBy(ledger: Ledger, step: Step): PersonId | null {
  const ids = new Set<FactId>(step.facts.map((fact) => fact.id))
  for (const fact of step.facts) {
    if (ledger.isWithdrawn(fact.id)) continue
    const later =
      fact.kind === 'claim'
        ? ledger.history(fact.item).find((claim) => claim.supersedes.includes(fact.id) && !ledger.isWithdrawn(claim.id))
        : claimsAbout(ledger, fact).find((claim) => !ids.has(claim.id))
    if (later) return later.by
  }
  return null
}

/** What was said about a row: a defect's outcome, a session's end, a photo's zone. */
function claimsAbout(ledger: Ledger, row: Row): Claim[] {
  const found: Claim[] = []
  for (const item of ledger.spokenItems()) {
    if (item.includes(`/${row.id}/`)) found.push(...ledger.heads(item))
  }
  return found
}

/** Not where somebody else has spoken since: making it again would put their answer aside unseen. */
function redoable(ledger: Ledger, undone: readonly Undone[]): Step | null {
  const last = undone.at(-1)
  if (!last) return null
  const since = last.back[0]!
  const isFree = last.step.facts.every(
    (fact) =>
      fact.kind === 'row' ||
      ledger.heads(fact.item).every((head) => head.by === since.by || fact.supersedes.includes(head.id)),
  )
  return isFree ? last.step : null
}
