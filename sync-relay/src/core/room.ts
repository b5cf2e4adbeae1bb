/**
 * One open document: what is committed, what waits for its commit, and who is in it. An update is judged on its
 * standing, which counts what waits too; nothing of it leaves the relay before its commit.
 *
 * A Y.Doc is built only for an update of which the standing alone cannot say what Yjs would make of it (`document`).
 * What is stored and passed on then is what Yjs integrated, as Yjs re-encoded it: when two peers claim one id with
 * different content, the first stands for everyone [F31].
 */
import { CLOSE, LIMITS, RETRY } from '../../../src/crdt/protocol/index.ts'
import type { CloseCode } from '../../../src/crdt/protocol/index.ts'
import type { Writer } from '../authorize.ts'
import type { Append, Lease, LogFailure, StoredDocument } from '../log/log.ts'
import { differingContent } from '../validator/equivocation.ts'
import { inspectUpdate } from '../validator/inspect.ts'
import type { Id } from '../validator/inspect.ts'
import { judgeUpdate, unstorable } from '../validator/judge.ts'
import type { Judgement, Recovery } from '../validator/judge.ts'
import { mergePlain } from '../validator/merge.ts'
import type { InspectedUpdate } from '../validator/merge.ts'
import { Standing } from '../validator/standing.ts'
import { readStateVector } from '../validator/walker.ts'
import { emptyBatch, newsOf, putBehind, updatesOf } from './batch.ts'
import type { Batch, Taken, Waiter } from './batch.ts'
import { Content } from './content.ts'
import { Presence } from './presence.ts'
import { RoomDoc } from './room-doc.ts'
import { inspected, readStored, standingOf } from './stored.ts'

/** Whose update it is, and what they may do. */
export interface Hand {
  readonly writer: Writer
  /** Whether the writer's role reaches this kind of document. */
  readonly mayWrite: boolean
  /** Work of an absent device, released by an administrator: leases are not asked. */
  readonly released: boolean
  /** An update that was taken has to go after all: another relay committed what forbids it. */
  refuse(code: number, reason: string): void
}

/** How the relay is while an update is judged. */
export interface Conditions {
  readonly writable: boolean
  readonly recovery: Recovery
  /** A commit may turn out to be too late: what waits for it is judged again then. */
  readonly mayBeLate: boolean
  /** False: the writer has used up its day's bytes. Counts them. */
  mayAdd(writer: Writer, bytes: number): boolean
}

export type Intake =
  | {
      /** It waits for its commit. */
      readonly kind: 'taken'
      readonly path: 'plain' | 'document'
      /** Clients whose structs came from another device than theirs, in a recovery window. */
      readonly recovered: readonly number[]
      readonly differs: Id | null
    }
  /** `differs`: under this id the document holds other content, which stands [F31]. */
  | { readonly kind: 'known'; readonly differs: Id | null }
  | { readonly kind: 'missing' }
  /** Not now: storing fails, or a full document is being compacted. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: CloseCode; readonly reason: string }

export interface Compaction {
  /** What is to be merged. */
  readonly whole: Uint8Array
  /** Cursor of its newest part. */
  readonly through: number
  /** Committed since it began. */
  readonly since: Uint8Array[]
}

const MIN_COMPACT_ROWS = 200
const MAX_COMPACT_ROWS = 2000
/** Rows that make an opening slow; joined when nobody is in the document any more. */
const IDLE_COMPACT_ROWS = 20
/** Beyond this no Y.Doc is built only to see whether two contents differ. */
const MAX_COMPARED_BYTES = 2 * (1 << 20)
export class Room<Member extends object> {
  readonly name: string
  readonly members = new Set<Member>()
  readonly presence: Presence<Member>
  /** Run when the room can be used, with true, or when it cannot be loaded, with false. */
  readonly waiting: Array<(usable: boolean) => void> = []
  phase: 'loading' | 'ready' = 'loading'
  /** Another relay committed what is not here yet: nothing is given to the log before it is. */
  isBehind = false
  /** Another relay may have committed to it since the last look. */
  wantsCatchUp = false
  /** What another relay committed is being read. */
  isReading = false
  /** Run when everything that another relay has committed by now is here, or with false when that cannot be. */
  readonly waitingForOthers: Array<(usable: boolean) => void> = []
  /** Requests that need the room though nobody is in it. */
  pins = 0
  /** A look whether it is still idle is scheduled. */
  retires = false
  /** A look whether its Y.Doc is still needed is scheduled. */
  dropsDoc = false
  /** Near its limit: compaction may make room. */
  wantsSpace = false
  /** A presence frame is scheduled. */
  speaks = false
  #content = new Content()
  #standing = new Standing()
  #collecting: Batch | null = null
  #inFlight: Batch | null = null
  #through = 0
  #rows = 0
  #compactBytes = 0
  /** Rows at which a compaction failed: not again before there are twice as many. */
  #failedRows = 0
  #compaction: Compaction | null = null
  /** What `standing` counts, in Yjs. */
  readonly #doc = new RoomDoc()
  #answer: { readonly to: Uint8Array; readonly update: Uint8Array } | null = null

  constructor(name: string, presencePerSecond: number) {
    this.name = name
    this.presence = new Presence(presencePerSecond)
  }

  get through(): number {
    return this.#through
  }

  /** Nothing waits for a commit. */
  get isClean(): boolean {
    return this.#collecting === null && this.#inFlight === null
  }

  get isInFlight(): boolean {
    return this.#inFlight !== null
  }

  get isCompacting(): boolean {
    return this.#compaction !== null
  }

  get hasDoc(): boolean {
    return this.#doc.isBuilt
  }

  // ---- loading ---------------------------------------------------------------------------------------------------

  /** Throws when the stored bytes do not make a whole document: never an empty or partial one [F12]. */
  fill(stored: StoredDocument): void {
    const { content, standing } = readStored(this.name, stored)
    this.#content = content
    this.#standing = standing
    this.#through = stored.through
    this.#rows = stored.updates.length
    this.#compactBytes = stored.updates[0]?.length ?? 0
    this.#compaction = null
    this.#answer = null
    this.dropDoc()
    this.phase = 'ready'
  }

  /**
   * Takes in what another relay committed: `stored` is what came after {@link through}, or the whole document.
   * Returns what the members lack, or null. What waits is judged again, in order; who is refused now, hears it, and
   * `judged` what became of the rest. Throws as {@link fill} does. Nothing may be in flight.
   */
  catchUp(
    stored: StoredDocument,
    conditions: Conditions,
    judged: (hand: Hand, intake: Intake) => void,
  ): Uint8Array | null {
    this.isBehind = false
    const before = this.#content.stateVector()
    const news = stored.updates.map((bytes) => inspected(this.name, bytes))
    const goesOn = this.#append(news)
    if (!goesOn) this.fill(stored)
    else if (this.#collecting === null) for (const { shape } of news) this.#standing.apply(shape, stored.leases)
    else this.#standing = standingOf(this.name, this.#content, stored.leases)
    this.#through = stored.through
    this.#answer = null
    this.dropDoc()
    this.#judgeAgain(conditions, judged)
    if (news.length === 0) return null
    return goesOn ? mergePlain(news) : this.#content.difference(before)
  }

  /** False: these updates do not continue what is here, so they are the whole document. */
  #append(news: readonly InspectedUpdate[]): boolean {
    const vector = readStateVector(this.#content.stateVector())
    const goesOn = news.every(({ shape }) =>
      shape.blocks.every(({ client, start, end }) => {
        if (start !== (vector.get(client) ?? 0)) return false
        vector.set(client, end)
        return true
      }),
    )
    if (!goesOn) return false
    for (const one of news) {
      this.#content.addInspected(one)
      this.#compaction?.since.push(one.bytes)
    }
    this.#rows += news.length
    return true
  }

  #judgeAgain(conditions: Conditions, judged: (hand: Hand, intake: Intake) => void): void {
    const again = this.#collecting
    if (again === null) return
    // An empty batch still answers those who wait: what they wait for is committed, by another relay.
    this.#collecting = emptyBatch(again.waiters)
    for (const one of again.taken) {
      const { hand } = one
      const intake = this.take(one, hand, one.fill, { ...conditions, mayAdd: () => true })
      if (intake.kind === 'refused') hand.refuse(intake.code, intake.reason)
      else if (intake.kind === 'missing') hand.refuse(RETRY.unavailable, 'predecessors were refused')
      else if (intake.kind === 'unavailable') hand.refuse(RETRY.unavailable, intake.reason)
      else if (!one.isKnown || intake.kind === 'taken') judged(hand, intake)
    }
  }

  // ---- taking ----------------------------------------------------------------------------------------------------

  /** `fill`: what the peer has, not what it makes just now. */
  take(update: InspectedUpdate, hand: Hand, fill: boolean, conditions: Conditions): Intake {
    const { bytes, shape } = update
    const policy = { recovery: conditions.recovery, fill, trusted: hand.released }
    const judgement = judgeUpdate(shape, this.#standing, hand.writer, policy)
    if (judgement.verdict === 'known') {
      this.#keepKnown(update, hand, fill, conditions)
      if (!judgement.overlaps || hand.writer.device === null) return KNOWN
      return { kind: 'known', differs: this.#difference(update) }
    }
    if (!hand.mayWrite) return { kind: 'refused', code: CLOSE.notAllowed, reason: 'this role does not write here' }
    if (judgement.verdict === 'missing') return MISSING
    if (judgement.verdict === 'refused') return { kind: 'refused', code: judgement.code, reason: judgement.reason }
    if (!conditions.writable) return { kind: 'unavailable', reason: 'the relay cannot store now' }
    const full = this.#fullness(bytes.length)
    if (full !== null) return full
    if (!conditions.mayAdd(hand.writer, bytes.length)) {
      return { kind: 'refused', code: CLOSE.tooFast, reason: 'more bytes than one device may add in a day' }
    }
    const { recovered } = judgement
    if (judgement.path === 'document') {
      const intake = this.#integrate(update, judgement, hand, fill)
      if (intake.kind === 'known') this.#keepKnown(update, hand, fill, conditions)
      return intake
    }
    this.#keep({ bytes, shape, hand, fill, isKnown: false }, judgement)
    this.#doc.add(bytes)
    return recovered.length === 0 ? TAKEN : { kind: 'taken', path: 'plain', recovered, differs: null }
  }

  #keep(taken: Taken, { leases }: { readonly leases: readonly Lease[] }): void {
    this.#standing.apply(taken.shape, leases)
    const batch = this.#batch()
    batch.taken.push(taken)
    batch.bytes += taken.bytes.length
    for (const { client, device } of leases) batch.leases.set(client, device)
  }

  /** Beside what waits now, from which it may have been known. */
  #keepKnown({ bytes, shape }: InspectedUpdate, hand: Hand, fill: boolean, { mayBeLate }: Conditions): void {
    if (!mayBeLate) return
    const batch = this.#collecting ?? this.#inFlight
    batch?.taken.push({ bytes, shape, hand, fill, isKnown: true })
  }

  #batch(): Batch {
    return (this.#collecting ??= emptyBatch())
  }

  #integrate(update: InspectedUpdate, news: Judgement & { verdict: 'news' }, hand: Hand, fill: boolean): Intake {
    const differs = news.overlaps && hand.writer.device !== null ? this.#difference(update) : null
    const made = this.#doc.integrate(update.bytes, update.shape, this.#everythingTaken)
    if (made.kind === 'spoiled') return this.#spoiled(made.reason)
    // A deletion that Yjs had made on its own: known to the Y.Doc, not to the standing.
    if (made.kind === 'nothing') {
      this.#standing.apply(update.shape, [])
      return { kind: 'known', differs }
    }
    const { bytes } = made
    const inspection = inspectUpdate(bytes)
    const fault = inspection.ok ? unstorable(inspection.shape, this.#standing) : inspection.reason
    if (fault !== null || !inspection.ok) return this.#spoiled(fault ?? 'not an update')
    const integrated = { bytes, shape: inspection.shape }
    this.#keep({ ...integrated, hand, fill, isKnown: false }, news)
    // The rest of an item whose beginning was known stands elsewhere here than in its bytes, if the two differed.
    if (news.overlaps) this.dropDoc()
    return { kind: 'taken', path: 'document', recovered: news.recovered, differs }
  }

  /** Under which id it says something else than what stands; looked for where that is cheap. */
  #difference({ bytes, shape }: InspectedUpdate): Id | null {
    if (this.#content.bytes + bytes.length > MAX_COMPARED_BYTES) return null
    return differingContent(this.#doc.level(this.#everythingTaken), bytes, shape)
  }

  /** The Y.Doc holds a part of it now; nothing else does. */
  #spoiled(reason: string): Intake {
    this.dropDoc()
    return { kind: 'refused', code: CLOSE.structureRefused, reason }
  }

  readonly #everythingTaken = (): readonly Uint8Array[] => [
    this.#content.everything(),
    ...updatesOf(this.#inFlight),
    ...updatesOf(this.#collecting),
  ]

  /** Built anew when it is needed again. */
  dropDoc(): void {
    this.#doc.drop()
  }

  /** How often a Y.Doc was needed: one that is not needed any more can go. */
  get docUses(): number {
    return this.#doc.uses
  }

  /** Content that was deleted counts until it is compacted away: when that could help, it is to be tried first. */
  #fullness(added: number): Intake | null {
    const pending = (this.#collecting?.bytes ?? 0) + (this.#inFlight?.bytes ?? 0)
    if (this.#content.bytes + pending + added <= LIMITS.maxDocumentBytes) return null
    if (this.isCompacting || (this.#rows > 1 && this.#grown() > this.#compactBytes / 20)) {
      this.wantsSpace = true
      return { kind: 'unavailable', reason: 'the document is being compacted' }
    }
    return { kind: 'refused', code: CLOSE.tooLarge, reason: 'document is full' }
  }

  // ---- commits ---------------------------------------------------------------------------------------------------

  /** Runs once everything that waits now is committed, or lost. There must be something. */
  whenCommitted(waiter: Waiter): void {
    const last = this.#collecting ?? this.#inFlight
    if (last === null) throw new Error(`${this.name}: expected something to wait for, saw a clean room`)
    last.waiters.push(waiter)
  }

  /** What the log is to store; null when nobody added anything. */
  seal(): Append | null {
    const batch = this.#collecting
    if (batch === null || this.#inFlight !== null) {
      throw new Error(`${this.name}: expected one batch to seal, saw ${batch === null ? 'none' : 'two'}`)
    }
    this.#inFlight = batch
    this.#collecting = null
    const news = newsOf(batch)
    if (news.length === 0) return null
    batch.joined = alone(mergePlain(news))
    const leases = [...batch.leases].map(([client, device]) => ({ client, device }))
    return { document: this.name, update: batch.joined, after: this.#through, leases }
  }

  /** Returns the update to pass on, null for an empty batch, and who waited for it. */
  committed(cursor: number | null): { readonly update: Uint8Array | null; readonly waiters: readonly Waiter[] } {
    const batch = this.#expectInFlight()
    this.#inFlight = null
    if (cursor === null) return { update: null, waiters: batch.waiters }
    this.#through = cursor
    this.#rows++
    this.#content.add(batch.joined)
    this.#compaction?.since.push(batch.joined)
    this.#answer = null
    return { update: batch.joined, waiters: batch.waiters }
  }

  /** Another relay was first: what was in flight waits again, before what came later. */
  wasStale(): void {
    const first = this.#expectInFlight()
    const then = this.#collecting
    this.#inFlight = null
    this.isBehind = true
    this.#collecting = first
    if (then !== null) putBehind(first, then)
  }

  /** Everything that waits is gone. */
  lose(failure: LogFailure): void {
    const waiters = [...(this.#inFlight?.waiters ?? []), ...(this.#collecting?.waiters ?? [])]
    this.#inFlight = this.#collecting = null
    for (const waiter of waiters) waiter.lost(failure)
  }

  #expectInFlight(): Batch {
    if (this.#inFlight === null) throw new Error(`${this.name}: expected a batch in flight, saw none`)
    return this.#inFlight
  }

  // ---- serving ---------------------------------------------------------------------------------------------------

  /** What the document holds, with what waits: asks a peer for nothing that it sent already. */
  standingVector(): Uint8Array {
    return this.#standing.stateVector()
  }

  committedVector(): Uint8Array {
    return this.#content.stateVector()
  }

  /** What of the committed a peer with that state vector lacks, with every deletion. */
  difference(stateVector: Uint8Array): Uint8Array {
    if (this.#answer !== null && Buffer.compare(this.#answer.to, stateVector) === 0) return this.#answer.update
    const update = this.#content.difference(stateVector)
    this.#answer = { to: stateVector, update }
    return update
  }

  // ---- compaction ------------------------------------------------------------------------------------------------

  /** Doubling keeps the total work of compaction linear in what was written. */
  wantsCompaction(isIdle: boolean): boolean {
    if (this.isCompacting || this.isBehind || this.#rows < 2 || this.#rows < 2 * this.#failedRows) return false
    if (this.wantsSpace || (isIdle && this.#rows >= IDLE_COMPACT_ROWS)) return true
    const grown = this.#grown()
    return this.#rows >= MIN_COMPACT_ROWS && (grown >= this.#compactBytes || this.#rows >= MAX_COMPACT_ROWS)
  }

  /** Updates go on meanwhile. */
  beginCompaction(): Compaction {
    this.#compaction = { whole: this.#content.everything(), through: this.#through, since: [] }
    this.wantsSpace = false
    return this.#compaction
  }

  /** `state` null: it failed. That costs nothing but space, the rows are still there. */
  endCompaction(compaction: Compaction, state: Uint8Array | null): void {
    if (this.#compaction !== compaction) return // the document was read anew meanwhile
    this.#compaction = null
    this.#failedRows = state === null ? this.#rows : 0
    if (state === null) return
    const { since } = compaction
    this.#content = new Content()
    for (const update of [state, ...since]) this.#content.add(update)
    this.#rows = 1 + since.length
    this.#compactBytes = state.length
    this.#answer = null
  }

  #grown(): number {
    return this.#content.bytes - this.#compactBytes
  }
}

const KNOWN: Intake = { kind: 'known', differs: null }
const TAKEN: Intake = { kind: 'taken', path: 'plain', recovered: [], differs: null }
const MISSING: Intake = { kind: 'missing' }

/** A frame that lies in a larger buffer of the line keeps all of that in memory, for as long as the document is open. */
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength > 2 * bytes.length ? new Uint8Array(bytes) : bytes
}
