/**
 * A ledger: the index over one document's facts, kept up to date as updates arrive.
 *
 * Facts live in one Y.Map keyed by their ULID, free texts in root Y.Texts (`text/<name>`; root types, because
 * two devices that create a nested type under one key lose one side). The index is incremental: an update
 * costs what it brings, never what the document holds. It is derived: dropping it and reading the document
 * again gives the same.
 */
import { callAll } from 'lib0/function'
import * as Y from 'yjs'
import {
  decodeFact,
  LIMITS,
  type Claim,
  type Fact,
  type FactId,
  type PersonId,
  type Row,
  type Seal,
  type Void,
} from './facts.ts'
import { byId, headsOf, isContested } from './heads.ts'

// The type under which Yjs lists what a transaction changed.
// eslint-disable-next-line typescript/no-explicit-any
type AnyType = Y.AbstractType<Y.YEvent<any>>

export const FACTS = 'facts'
const TEXT_PREFIX = 'text/'

/** What one transaction touched. `everything`: a fact was changed or removed, which no honest peer does. */
export interface LedgerChange {
  readonly everything: boolean
  readonly facts: readonly Fact[]
  readonly texts: readonly string[]
}

export class Ledger {
  readonly doc: Y.Doc
  readonly #facts: Y.Map<unknown>
  #known = new Map<FactId, Fact>()
  #unknown = new Set<string>()
  #claims = new Map<string, Claim[]>()
  #rows = new Map<string, Row[]>()
  #voids = new Map<FactId, Void[]>()
  #seals: Seal[] = []
  #contested = new Set<string>()
  #merged = new Set<string>()
  #authors = new Set<PersonId>()
  /** Facts of ours that are indexed before Yjs tells of them, because their transaction has not ended. */
  readonly #early = new Set<FactId>()
  /** Answers computed since the last change of what they answer about. */
  #heads = new Map<string, readonly Claim[]>()
  #liveRows = new Map<string, readonly Row[]>()
  #sealHeads: readonly Seal[] | undefined
  #sortedAuthors: readonly PersonId[] | undefined
  readonly #listeners = new Set<(change: LedgerChange) => void>()

  constructor(doc: Y.Doc) {
    this.doc = doc
    this.#facts = doc.getMap(FACTS)
    this.#readAll()
    doc.on('afterTransaction', this.#onTransaction)
  }

  destroy(): void {
    this.doc.off('afterTransaction', this.#onTransaction)
    this.#listeners.clear()
  }

  /** Called after the index is up to date, all of them even when one throws. Returns what stops it. */
  onChange(listener: (change: LedgerChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  get size(): number {
    return this.#known.size
  }
  /** Facts of a newer schema, or nonsense: kept in the document, ignored here. */
  get unknownCount(): number {
    return this.#unknown.size
  }
  fact(id: FactId): Fact | undefined {
    return this.#known.get(id)
  }
  /** Every fact understood, in the order of ids. */
  facts(): readonly Fact[] {
    return [...this.#known.values()].sort(byId)
  }
  items(): readonly string[] {
    return [...this.#claims.keys()].sort()
  }
  /** The same in no order, for those who only look through them. */
  spokenItems(): Iterable<string> {
    return this.#claims.keys()
  }
  /** Everyone who said anything understood here, sorted; the same array until someone new speaks. */
  authors(): readonly PersonId[] {
    return (this.#sortedAuthors ??= [...this.#authors].sort())
  }

  /** The claims that stand: not withdrawn, superseded by none. Several: two people spoke without seeing each other. */
  heads(item: string): readonly Claim[] {
    let heads = this.#heads.get(item)
    if (!heads) {
      heads = headsOf((this.#claims.get(item) ?? []).filter((claim) => !this.#voids.has(claim.id)))
      this.#heads.set(item, heads)
    }
    return heads
  }
  /** Items whose heads differ, sorted: the conflict inbox. */
  contestedItems(): readonly string[] {
    return [...this.#contested].sort()
  }
  /** Items of which some claim superseded several at once, sorted: where a decision may have been made. */
  mergedItems(): readonly string[] {
    return [...this.#merged].sort()
  }
  isMerged(item: string): boolean {
    return this.#merged.has(item)
  }
  /** Every claim ever made about an item, withdrawn ones included, in the order of ids: who said what, when. */
  history(item: string): readonly Claim[] {
    return [...(this.#claims.get(item) ?? [])].sort(byId)
  }
  /** Rows that stand, in the order of ids. */
  rows(type: string): readonly Row[] {
    let rows = this.#liveRows.get(type)
    if (!rows) {
      rows = (this.#rows.get(type) ?? []).filter((row) => !this.#voids.has(row.id)).sort(byId)
      this.#liveRows.set(type, rows)
    }
    return rows
  }
  rowTypes(): readonly string[] {
    return [...this.#rows.keys()].sort()
  }
  /** The withdrawal of a fact; of several, made apart, the first by id. */
  voidOf(id: FactId): Void | undefined {
    const voids = this.#voids.get(id)
    return voids?.reduce((first, each) => (byId(each, first) < 0 ? each : first))
  }
  voidsOf(id: FactId): readonly Void[] {
    return this.#voids.get(id) ?? []
  }
  isWithdrawn(id: FactId): boolean {
    return this.#voids.has(id)
  }
  /** The seals that stand. The same array until one is made or withdrawn. */
  sealHeads(): readonly Seal[] {
    return (this.#sealHeads ??= headsOf(this.#seals.filter((seal) => !this.#voids.has(seal.id))))
  }
  /**
   * What a new seal supersedes: the seals that stand, and the last withdrawn ones, so that a revision which was
   * printed once is never given to another version.
   */
  sealTips(): readonly Seal[] {
    return [...new Set([...this.sealHeads(), ...headsOf(this.#seals)])].sort(byId)
  }
  seals(): readonly Seal[] {
    return [...this.#seals].sort(byId)
  }

  /** The free text of that name, made when absent. */
  text(name: string): Y.Text {
    return this.doc.getText(TEXT_PREFIX + name)
  }
  /** Names of the texts that hold anything, sorted. */
  textNames(): readonly string[] {
    const names: string[] = []
    for (const name of this.#textKeys()) if (this.readText(name) !== '') names.push(name)
    return names.sort()
  }
  /** What a text says; empty when there is none. Does not make it. */
  readText(name: string): string {
    // Half of a surrogate pair is U+FFFD for everyone whom it reaches as UTF-8.
    return this.doc.share.has(TEXT_PREFIX + name) ? this.text(name).toString().toWellFormed() : ''
  }

  /** Whether the document held this fact when its state vector was `vector`. */
  isCovered(id: FactId, vector: ReadonlyMap<number, number>): boolean {
    const item = this.#facts._map.get(id)
    return item !== undefined && item.id.clock < (vector.get(item.id.client) ?? 0)
  }

  /** Writes facts as one transaction. Only `write.ts` calls it. */
  put(entries: readonly { readonly id: FactId; readonly stored: object }[], origin: object): void {
    const ids = new Set<FactId>()
    for (const { id } of entries) {
      if (this.#facts.has(id) || ids.has(id)) throw new Error(`ledger: fact ${id} exists already`)
      ids.add(id)
    }
    this.doc.transact(() => {
      for (const { id, stored } of entries) this.#facts.set(id, stored)
    }, origin)
    // Within somebody's larger transaction, or told of another one just now: Yjs tells of ours later, but what
    // its author says next must already see it.
    for (const { id, stored } of entries) {
      if (this.#known.has(id) || this.#unknown.has(id)) continue
      this.#early.add(id)
      const fact = this.#index(id, stored)
      if (fact) this.#reweigh(fact)
    }
  }

  *#textKeys(): Iterable<string> {
    for (const key of this.doc.share.keys()) {
      const name = key.startsWith(TEXT_PREFIX) ? key.slice(TEXT_PREFIX.length) : ''
      if (isTextName(name)) yield name
    }
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    const keys = transaction.changed.get(this.#facts as unknown as AnyType)
    const texts = this.#touchedTexts(transaction)
    if (!keys && texts.length === 0) return
    const fresh: Fact[] = []
    let everything = false
    for (const key of keys ?? []) {
      if (key === null) continue
      if (this.#early.delete(key)) {
        const fact = this.#known.get(key)
        if (fact) fresh.push(fact)
        continue
      }
      if (this.#known.has(key) || this.#unknown.has(key) || !this.#facts.has(key)) {
        everything = true
        break
      }
      const fact = this.#index(key, this.#facts.get(key))
      if (fact) fresh.push(fact)
    }
    if (everything) this.#readAll()
    else for (const fact of fresh) this.#reweigh(fact)
    const change = { everything, facts: everything ? [] : fresh, texts }
    callAll([...this.#listeners], [change])
  }

  #reweigh(fact: Fact): void {
    const target = fact.kind === 'void' ? this.#known.get(fact.of) : fact
    if (target?.kind === 'claim') this.#weigh(target.item)
  }

  #touchedTexts(transaction: Y.Transaction): string[] {
    const names = new Set<string>()
    for (const type of transaction.changed.keys()) {
      // Only root types have no item of their own.
      if (type._item !== null || (type as unknown) === this.#facts) continue
      const key = [...this.doc.share].find(([, root]) => (root as unknown) === type)?.[0]
      // A root that came by update is untyped until someone asks for it, and is then another object: whoever
      // heard of this transaction before us may have asked. Which one it was is lost; so all are.
      if (key === undefined) for (const name of this.#textKeys()) names.add(name)
      else if (key.startsWith(TEXT_PREFIX)) names.add(key.slice(TEXT_PREFIX.length))
    }
    return [...names].filter(isTextName)
  }

  #readAll(): void {
    this.#known = new Map()
    this.#unknown = new Set()
    this.#claims = new Map()
    this.#rows = new Map()
    this.#voids = new Map()
    this.#seals = []
    this.#contested = new Set()
    this.#merged = new Set()
    this.#authors = new Set()
    this.#early.clear()
    this.#sortedAuthors = undefined
    this.#sealHeads = undefined
    this.#heads = new Map()
    this.#liveRows = new Map()
    for (const [key, stored] of this.#facts.entries()) this.#index(key, stored)
    for (const [item, claims] of this.#claims) if (claims.length > 1) this.#weigh(item)
  }

  #weigh(item: string): void {
    if (isContested(this.heads(item))) this.#contested.add(item)
    else this.#contested.delete(item)
  }

  #index(id: FactId, stored: unknown): Fact | undefined {
    const fact = decodeFact(id, stored)
    if (!fact) {
      this.#unknown.add(id)
      return undefined
    }
    this.#known.set(id, fact)
    if (!this.#authors.has(fact.by)) {
      this.#authors.add(fact.by)
      this.#sortedAuthors = undefined
    }
    switch (fact.kind) {
      case 'claim':
        push(this.#claims, fact.item, fact)
        if (fact.supersedes.length > 1) this.#merged.add(fact.item)
        this.#heads.delete(fact.item)
        break
      case 'row':
        push(this.#rows, fact.type, fact)
        this.#liveRows.delete(fact.type)
        break
      case 'void': {
        push(this.#voids, fact.of, fact)
        const target = this.#known.get(fact.of)
        if (target?.kind === 'claim') this.#heads.delete(target.item)
        if (target?.kind === 'row') this.#liveRows.delete(target.type)
        if (target?.kind === 'seal') this.#sealHeads = undefined
        break
      }
      case 'seal':
        this.#seals.push(fact)
        this.#sealHeads = undefined
    }
    return fact
  }
}

/** A name that a seal can carry. Others, which no command of ours makes, stay in the document unread. */
function isTextName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name.length <= LIMITS.itemLength
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
