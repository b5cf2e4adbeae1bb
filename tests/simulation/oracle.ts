/**
 * What must be true, whatever the weather. The oracle stands outside: it is told what desks were promised (saved,
 * acknowledged) and shown, and then looks at disks that it reads itself.
 */
import * as Y from 'yjs'
import type { Log } from '../../sync-relay/src/index.ts'
import { Coverage, type Reach } from './coverage.ts'
import type { Random } from './random.ts'

export type ViolationKind =
  | 'acknowledged-edit-lost'
  | 'saved-edit-lost'
  | 'unsent-edit-forgotten'
  | 'fact-disappeared'
  | 'divergence'
  | 'did-not-settle'
  | 'honest-client-refused'
  | 'relay-report'
  | 'store-report'

export interface Violation {
  readonly kind: ViolationKind
  readonly detail: string
}

/** The part of a store that the oracle reads after a crash. */
export interface ReadableStore {
  read(name: string): { readonly state: Uint8Array } | null
  pending(name: string): readonly { readonly lastLocalSeq: number }[]
}

/** What one desk was told about one document. */
interface Promises {
  readonly saved: Coverage
  /** Saved and not acknowledged, oldest first. */
  waiting: { readonly seq: number; readonly reach: Reach }[]
  readonly shown: Set<string>
}

export class Oracle {
  violation: Violation | null = null
  readonly #random: Random
  readonly #clients = new Set<number>()
  readonly #promises = new Map<string, Map<string, Promises>>()
  /** By document: what the relay owes everyone. */
  readonly #acknowledged = new Map<string, Coverage>()
  readonly #counts = { saved: 0, acknowledged: 0 }

  #relay: string
  #wasReplaced = false

  constructor(random: Random, relay: string) {
    this.#random = random
    this.#relay = relay
  }

  get counts(): Readonly<{ saved: number; acknowledged: number }> {
    return this.#counts
  }

  /** The first one stands: what follows it is often its consequence. */
  violate(kind: ViolationKind, detail: string): void {
    this.violation ??= { kind, detail }
  }

  /** Never the same twice: two sessions under one id would diverge silently. */
  newClientId(): number {
    for (;;) {
      const id = 1 + this.#random.below(2 ** 32 - 1)
      if (this.#clients.has(id)) continue
      this.#clients.add(id)
      return id
    }
  }

  saved(desk: string, document: string, seq: number, reaches: readonly Reach[]): void {
    const promises = this.#of(desk, document)
    for (const reach of reaches) {
      promises.saved.add(reach)
      promises.waiting.push({ seq, reach })
    }
    this.#counts.saved += reaches.length
  }

  /**
   * The relay has promised everything that this desk saved up to `seq`. `known`: whom the desk takes for its relay,
   * null before it met one. What a former relay promised, the present one does not owe.
   */
  acknowledged(desk: string, document: string, seq: number, known: string | null): void {
    const promises = this.#of(desk, document)
    const first = promises.waiting.findIndex((edit) => edit.seq > seq)
    const count = first === -1 ? promises.waiting.length : first
    if (count === 0) return
    let owed = this.#acknowledged.get(document)
    if (!owed) this.#acknowledged.set(document, (owed = new Coverage()))
    const isOwed = known === this.#relay || (known === null && !this.#wasReplaced)
    for (const { reach } of promises.waiting.splice(0, count)) if (isOwed) owed.add(reach)
    this.#counts.acknowledged += count
  }

  relayReplaced(id: string): void {
    this.#relay = id
    this.#wasReplaced = true
    this.#acknowledged.clear()
  }

  shown(desk: string, document: string, fact: string): void {
    this.#of(desk, document).shown.add(fact)
  }

  /** After a crash: the disk alone has to have all that was promised or shown. */
  deskReopened(desk: string, store: ReadableStore): void {
    for (const [document, promises] of this.#promises.get(desk) ?? []) {
      const doc = documentOf(store.read(document)?.state)
      const lost = promises.saved.missingIn(doc)
      if (lost !== null) this.violate('saved-edit-lost', `${desk} ${document}: ${lost}`)
      const facts = doc.getMap('facts')
      for (const fact of promises.shown) {
        if (!facts.has(fact)) this.violate('fact-disappeared', `${desk} ${document}: ${fact}, after a restart`)
      }
      const last = promises.waiting.at(-1)?.seq ?? 0
      const pending = store.pending(document)[0]?.lastLocalSeq ?? 0
      if (pending < last) {
        this.violate('unsent-edit-forgotten', `${desk} ${document}: edit ${last} unacknowledged, pending to ${pending}`)
      }
    }
  }

  /** After a restart: the log alone has to have all that was acknowledged. */
  relayStarted(log: Log): void {
    for (const [document, owed] of this.#acknowledged) {
      const lost = owed.missingIn(readLog(log, document))
      if (lost !== null) this.violate('acknowledged-edit-lost', `${document}: the relay lacks ${lost}`)
    }
  }

  /** At the end: everything that any desk saved or showed is in this copy. */
  holdsEverything(where: string, document: string, doc: Y.Doc): void {
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
      this.violate('divergence', `${where} ${document}: parts wait for what never came`)
    }
    const facts = doc.getMap('facts')
    for (const [desk, documents] of this.#promises) {
      const promises = documents.get(document)
      if (!promises) continue
      const lost = promises.saved.missingIn(doc)
      if (lost !== null) this.violate('saved-edit-lost', `${where} ${document}: lacks ${lost}, saved by ${desk}`)
      for (const fact of promises.shown) {
        if (!facts.has(fact)) this.violate('fact-disappeared', `${where} ${document}: ${fact}, shown by ${desk}`)
      }
    }
  }

  #of(desk: string, document: string): Promises {
    let documents = this.#promises.get(desk)
    if (!documents) this.#promises.set(desk, (documents = new Map()))
    let promises = documents.get(document)
    if (!promises) documents.set(document, (promises = { saved: new Coverage(), waiting: [], shown: new Set() }))
    return promises
  }
}

export function documentOf(state: Uint8Array | undefined): Y.Doc {
  const doc = new Y.Doc()
  if (state) Y.applyUpdate(doc, state)
  return doc
}

/** The document as the relay would read it after a restart. */
export function readLog(log: Log, document: string): Y.Doc {
  const doc = new Y.Doc()
  log.load(document, (result) => {
    if (!result.ok)
      throw new Error(`${document}: the log under the simulation is unreadable: ${result.failure.message}`)
    doc.transact(() => {
      for (const update of result.value.updates) Y.applyUpdate(doc, update)
    })
  })
  return doc
}
