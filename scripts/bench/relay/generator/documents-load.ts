/**
 * Loads about documents rather than streams. Clients here note what comes and when; whether it was all there is judged
 * with Yjs when the clock has stopped.
 */
import * as Y from 'yjs'
import { SYNC } from '../../../../src/crdt/protocol/index.ts'
import { RoomClient, syncMessage } from './client.ts'
import { contentOf, historyOf } from './content.ts'
import type {
  FillLoad,
  FillResult,
  OpenLoad,
  OpenResult,
  ReturnLoad,
  ReturnResult,
  SayLoad,
  SayResult,
} from './messages.ts'
import { documentName } from './names.ts'
import type { Target } from './target.ts'

const FILL_AT_ONCE = 20
/** For what a server has not passed on, or told, by then. */
const PATIENCE_MS = 15_000

/** What one client heard, with the time of each piece. */
class Notes {
  readonly pieces: { readonly at: number; readonly update: Uint8Array; readonly isAnswer: boolean }[] = []
  readonly hears = {
    state: (bytes: Buffer, start: number, end: number): void => this.#note(bytes, start, end, true),
    update: (bytes: Buffer, start: number, end: number): void => this.#note(bytes, start, end, false),
  }

  #note(bytes: Buffer, start: number, end: number, isAnswer: boolean): void {
    this.pieces.push({ at: performance.now(), update: Uint8Array.from(bytes.subarray(start, end)), isAnswer })
  }

  /** Of what came, or of the answers among it. */
  bytes(answersOnly: boolean): number {
    return this.pieces.reduce((sum, { update, isAnswer }) => sum + (answersOnly && !isAnswer ? 0 : update.length), 0)
  }

  /** When `doc` first held what `holds` asks for, applying piece by piece; null: never. */
  completedAt(doc: Y.Doc, holds: (doc: Y.Doc) => boolean): { at: number; withAnswer: boolean } | null {
    for (const { at, update, isAnswer } of this.pieces) {
      Y.applyUpdate(doc, update)
      if (holds(doc)) return { at, withAnswer: isAnswer }
    }
    return null
  }
}

/** Puts content into documents, waits until the server says that it has it (or has passed it on), and leaves. */
export async function fill(target: Target, load: FillLoad): Promise<FillResult> {
  const content =
    'edits' in load.content
      ? Y.encodeStateAsUpdate(historyOf(load.content.edits, load.content.own).server)
      : contentOf(load.content)
  const names = Array.from({ length: load.documents }, (_, i) => documentName(load.name, i))
  for (let from = 0; from < names.length; from += FILL_AT_ONCE) {
    await Promise.all(names.slice(from, from + FILL_AT_ONCE).map((name) => fillOne(target, name, content)))
  }
  return { bytes: content.length }
}

async function fillOne(target: Target, name: string, content: Uint8Array): Promise<void> {
  const client = await RoomClient.join(target, name, {})
  client.send(syncMessage(SYNC.update, content))
  await arrived(target, name, content)
  client.leave()
}

/** Another client gets all of it. */
async function arrived(target: Target, name: string, content: Uint8Array): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  const whole = new Y.Doc()
  Y.applyUpdate(whole, content)
  const wanted = Y.encodeStateVector(whole)
  while (performance.now() < until) {
    const notes = new Notes()
    const reader = await RoomClient.join(target, name, notes.hears)
    const doc = new Y.Doc()
    const done = notes.completedAt(doc, () => same(Y.encodeStateVector(doc), wanted))
    reader.leave()
    if (done !== null) return
    await sleep(20)
  }
  throw new Error(`${name}: the server never gave back what it was given`)
}

/** Everyone opens at once; a client is finished when it holds the content. */
export async function open(target: Target, load: OpenLoad): Promise<OpenResult> {
  const content = contentOf(load.content)
  const whole = new Y.Doc()
  Y.applyUpdate(whole, content)
  const wanted = Y.encodeStateVector(whole)
  const everyone = Array.from({ length: load.documents * load.clientsPerDocument }, (_, i) => ({
    name: documentName(load.name, i % load.documents),
    notes: new Notes(),
    index: i,
  }))
  let clients: RoomClient[] = []
  const joinAll = async (): Promise<void> => {
    clients = await Promise.all(
      everyone.map(({ name, notes, index }) => RoomClient.join(target, name, notes.hears, { index })),
    )
  }
  if (load.dropFirst) {
    await joinAll()
    for (const client of clients) client.leave()
    for (const { notes } of everyone) notes.pieces.length = 0
    await sleep(500) // the server hears of it
  }
  const begun = performance.now()
  await joinAll()
  const allAnswered = performance.now() - begun
  await sleep(load.waitMs)
  for (const client of clients) client.leave()
  const times: number[] = []
  let falselySynced = 0
  let never = 0
  for (const { notes } of everyone) {
    const doc = new Y.Doc()
    const done = notes.completedAt(doc, () => same(Y.encodeStateVector(doc), wanted))
    if (done === null) never++
    else times.push(done.at - begun)
    if (done?.withAnswer !== true) falselySynced++
    doc.destroy()
  }
  times.sort((a, b) => a - b)
  return {
    p95Ms: never > 0 ? Number.POSITIVE_INFINITY : (times[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN),
    lastMs: never > 0 ? Number.POSITIVE_INFINITY : (times.at(-1) ?? Number.NaN),
    allAnsweredMs: allAnswered,
    falselySynced,
    never,
  }
}

/** A device comes back with its own edits; it is back when it has the others' and somebody else has its own. */
export async function comeBack(target: Target, load: ReturnLoad): Promise<ReturnResult> {
  const history = historyOf(load.edits, load.own)
  const results: { ms: number; bytesUp: number }[] = []
  for (let i = 0; i < load.documents; i++) {
    const name = documentName(load.name, i)
    const [mine, theirs] = [new Notes(), new Notes()]
    const watch = (): Promise<RoomClient> =>
      RoomClient.join(target, name, theirs.hears, { stateVector: history.serverVector, index: 1 })
    const early = load.warm ? await watch() : null
    if (load.warm) await sleep(50)
    const begun = performance.now()
    const joining = RoomClient.join(
      target,
      name,
      {
        ...mine.hears,
        asked: (vector) =>
          same(vector, history.serverVector) ? history.difference : Y.encodeStateAsUpdate(history.own, vector),
      },
      { stateVector: history.ownVector, index: 2 },
    )
    const [client, watcher] = await Promise.all([joining, early ?? watch()])
    const wanted = Y.encodeStateVector(history.merged)
    const isWhole = (doc: Y.Doc): boolean => same(Y.encodeStateVector(doc), wanted)
    const until = performance.now() + PATIENCE_MS
    let done: number | null = null
    while (done === null) {
      await sleep(5)
      // Looking with Yjs takes so long that what comes meanwhile would seem late: first by its size.
      if (mine.bytes(true) > 0 && theirs.bytes(false) >= history.difference.length * 0.9) {
        await sleep(50)
        const own = mine.completedAt(copyOf(history.own), isWhole)
        const other = theirs.completedAt(copyOf(history.server), isWhole)
        if (own !== null && other !== null) done = Math.max(own.at, other.at)
      }
      if (done === null && performance.now() > until) throw new Error(`${name}: not whole after ${PATIENCE_MS} ms`)
    }
    results.push({ ms: done - begun, bytesUp: client.link.bytesUp })
    client.leave()
    watcher.leave()
  }
  const times = results.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return {
    medianMs: times[times.length >> 1] ?? Number.NaN,
    bytesUpShare: Math.max(...results.map(({ bytesUp }) => bytesUp)) / history.difference.length,
    differenceBytes: history.difference.length,
  }
}

/** Writes edits one after the other and says which of them the server called safe. The server is killed next. */
export async function say(target: Target, load: SayLoad): Promise<SayResult> {
  const doc = new Y.Doc()
  doc.clientID = load.client
  let told: (() => void) | null = null
  const tell = (): void => told?.()
  const client = await RoomClient.join(target, documentName(load.name, 0), { saved: tell, barrier: tell })
  let safe = 0
  for (let edit = 0; edit < load.edits; edit++) {
    const heard = new Promise<boolean>((resolve) => {
      const late = setTimeout(() => resolve(false), PATIENCE_MS)
      told = () => {
        clearTimeout(late)
        resolve(true)
      }
    })
    doc.once('update', (update: Uint8Array) => client.send(syncMessage(SYNC.update, update)))
    doc.getMap('m').set(`${load.client}-${edit}`, edit)
    if (target.dialect === 'y') client.barrier(edit)
    if (!(await heard)) break
    safe++
  }
  return { safe }
}

/** How many of `say`'s edits of these clients are there now. */
export async function count(target: Target, name: number, clients: readonly number[]): Promise<number[]> {
  const notes = new Notes()
  const client = await RoomClient.join(target, documentName(name, 0), notes.hears)
  const doc = new Y.Doc()
  for (const { update } of notes.pieces) Y.applyUpdate(doc, update)
  client.leave()
  const keys = [...doc.getMap('m').keys()]
  return clients.map((one) => keys.filter((key) => key.startsWith(`${one}-`)).length)
}

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(normal(a), normal(b)) === 0
}

/** State vectors list clients in any order. */
function normal(vector: Uint8Array): Buffer {
  const entries = [...Y.decodeStateVector(vector)].toSorted(([a], [b]) => a - b)
  return Buffer.from(JSON.stringify(entries))
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
