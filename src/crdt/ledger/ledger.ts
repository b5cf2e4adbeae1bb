/**
 * A ledger: the index over one document's facts, kept up to date as updates arrive.
 *
 * Facts live in one Y.Map keyed by their ULID, free texts in root Y.Texts (`text/<name>`; root types, because
 * two devices that create a nested type under one key lose one side). The index is incremental: an update
 * costs what it brings, never what the document holds. It is derived: dropping it and reading the document
 * again gives the same.
 */
import * as Y from 'yjs'
import { decodeFact, type Claim, type Fact, type FactId, type Row, type Seal, type Void } from './facts.ts'
import { byId, headsOf, isContested } from './heads.ts'

// The type under which Yjs lists what a transaction changed.
// eslint-disable-next-line typescript/no-explicit-any
type AnyType = Y.AbstractType<Y.YEvent<any>>

const FACTS = 'facts'
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
  /** Answers computed since the last change of what they answer about. */
  #heads = new Map<string, readonly Claim[]>()
  #liveRows = new Map<string, readonly Row[]>()
  readonly #listeners = new Set<(change: LedgerChange) => void>()
  readonly #observedTexts = new Map<string, Y.Text>()

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

  /** Called after the index is up to date. Returns what stops it. */
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
  voidOf(id: FactId): Void | undefined {
    return this.#voids.get(id)?.toSorted(byId)[0]
  }
  sealHeads(): readonly Seal[] {
    return headsOf(this.#seals.filter((seal) => !this.#voids.has(seal.id)))
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
    for (const key of this.doc.share.keys()) {
      if (key.startsWith(TEXT_PREFIX) && this.#textAt(key).length > 0) names.push(key.slice(TEXT_PREFIX.length))
    }
    return names.sort()
  }

  /** Whether the document held this fact when its state vector was `vector`. */
  isCovered(id: FactId, vector: ReadonlyMap<number, number>): boolean {
    const item = this.#facts._map.get(id)
    return item !== undefined && item.id.clock < (vector.get(item.id.client) ?? 0)
  }

  /** Writes facts as one transaction. Only `write.ts` calls it. */
  put(entries: readonly { readonly id: FactId; readonly stored: object }[], origin: object): void {
    for (const { id } of entries) if (this.#facts.has(id)) throw new Error(`ledger: fact ${id} exists already`)
    this.doc.transact(() => {
      for (const { id, stored } of entries) this.#facts.set(id, stored)
    }, origin)
  }

  // A root type that only came by update is an untyped AbstractType until somebody says what it is.
  #textAt(key: string): Y.Text {
    let text = this.#observedTexts.get(key)
    if (!text) this.#observedTexts.set(key, (text = this.doc.getText(key)))
    return text
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    const keys = transaction.changed.get(this.#facts as unknown as AnyType)
    const texts = this.#touchedTexts(transaction)
    if (!keys && texts.length === 0) return
    const fresh: Fact[] = []
    let everything = false
    for (const key of keys ?? []) {
      if (key === null) continue
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
    for (const listener of this.#listeners) listener(change)
  }

  #reweigh(fact: Fact): void {
    const target = fact.kind === 'void' ? this.#known.get(fact.of) : fact
    if (target?.kind === 'claim') this.#weigh(target.item)
  }

  #touchedTexts(transaction: Y.Transaction): string[] {
    const names: string[] = []
    for (const type of transaction.changed.keys()) {
      // Only root types have no item of their own.
      if (type._item !== null || (type as unknown) === this.#facts) continue
      for (const [key, root] of this.doc.share) {
        if ((root as unknown) === type && key.startsWith(TEXT_PREFIX)) names.push(key.slice(TEXT_PREFIX.length))
      }
    }
    return names
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
        break
      }
      case 'seal':
        this.#seals.push(fact)
    }
    return fact
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
