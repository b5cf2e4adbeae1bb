/**
 * Wrong relays, stores and desks. Each removes one defence through a wrapper around the real thing; the oracle must
 * notice, or it could not be believed when it is silent.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { Log } from '../../sync-relay/src/index.ts'
import { MESSAGE } from '../../src/crdt/protocol/index.ts'
import type { DeskStore } from './desk.ts'
import type { End } from './network.ts'
import type { World } from './world.ts'

export interface Mutants {
  readonly log?: (log: Log, world: World) => Log
  /** Before the relay hears a frame of `end`. */
  readonly relayHears?: (frame: Uint8Array, end: End) => void
  /** `later` runs unless the desk dies first. */
  readonly store?: (store: DeskStore, later: (run: () => void) => void) => DeskStore
  /** Asks a barrier on a socket that has not carried what was made offline. */
  readonly barrierBeforeSync?: boolean
  /** Leaves documents out that a socket keeps level, though the feed says that they changed. */
  readonly feedSkipsConnected?: boolean
  /** Does not look again after a socket was cut or a document closed. */
  readonly forgetsMissed?: boolean
}
export const NONE: Mutants = {}

/** Answers a barrier when it hears it. */
export const barrierBeforeCommit: Mutants = {
  relayHears(frame, end) {
    if (frame[0] === MESSAGE.barrier) end.send(frame)
  },
}

/** Says that it has written, and writes soon after: a disk whose cache lies about fsync. */
export const lyingDisk: Mutants = {
  log(log, { clock }) {
    let cursor = 0
    const waiting: Parameters<Log['commit']>[0][number][] = []
    const write = (): void => {
      if (waiting.length > 0) log.commit(waiting.splice(0), () => {})
    }
    return {
      ...log,
      commit(batch, done) {
        waiting.push(...batch)
        clock.after(30, write)
        // Cursors nobody compares here: compaction is switched off below.
        done({ ok: true, value: batch.map(() => ({ kind: 'committed' as const, cursor: ++cursor })) })
      },
      compact: (_document, _state, _through, done) => done({ ok: true, value: null }),
      load(document, done) {
        write()
        log.load(document, done)
      },
    }
  },
}

/** Stores what was written and forgets what was deleted. */
export const deletesForgotten: Mutants = {
  log: (log) => ({
    ...log,
    commit: (batch, done) =>
      log.commit(
        batch.map((append) => ({ ...append, update: withoutDeletes(append.update) })),
        done,
      ),
    compact: (_document, _state, _through, done) => done({ ok: true, value: null }),
  }),
}

/** Loses one update in thirty between the room and its disk. */
export const updatesMislaid: Mutants = {
  log(log) {
    let count = 0
    return {
      ...log,
      commit(batch, done) {
        const kept = batch.map((append) => (++count % 30 === 0 ? { ...append, update: Uint8Array.of(0, 0) } : append))
        log.commit(kept, done)
      },
      compact: (_document, _state, _through, done) => done({ ok: true, value: null }),
    }
  },
}

/** Answers an append at once, with a number that it made up, and commits it a little later. */
export const savedBeforeCommit: Mutants = {
  store(store, later) {
    let seq = 1_000_000
    let waiting: Parameters<DeskStore['append']>[0][number][] = []
    const write = (): void => {
      const batch = waiting
      waiting = []
      if (batch.length > 0) store.append(batch)
    }
    return {
      ...bound(store),
      append(requests) {
        waiting.push(...requests)
        later(write)
        return requests.map(() => ({ ok: true, seq: ++seq }))
      },
    }
  },
}

/** Believes an edit acknowledged as soon as it is saved. */
export const pendingForgotten: Mutants = {
  store: (store) => ({
    ...bound(store),
    append(requests) {
      const outcomes = store.append(requests)
      outcomes.forEach((outcome, i) => {
        if (outcome.ok && outcome.seq % 40 === 0) store.acknowledge(requests[i]!.name, outcome.seq)
      })
      return outcomes
    },
  }),
}

export const barrierBeforeSync: Mutants = { barrierBeforeSync: true }
/** Its cursor passes what a socket was to bring and did not. */
export const feedSkipsConnected: Mutants = { feedSkipsConnected: true, forgetsMissed: true }

function bound(store: DeskStore): DeskStore {
  return {
    append: (requests) => store.append(requests),
    read: (name) => store.read(name),
    readSince: (name, stateVector) => store.readSince(name, stateVector),
    documentNames: () => store.documentNames(),
    acknowledge: (name, seq) => store.acknowledge(name, seq),
    pending: (name) => store.pending(name),
    relayCursor: () => store.relayCursor(),
    setRelayCursor: (relay, cursor) => store.setRelayCursor(relay, cursor),
    forgetRelay: (relay) => store.forgetRelay(relay),
  }
}

/** The deletions are the end of an update: their length tells where they begin. */
function withoutDeletes(update: Uint8Array): Uint8Array {
  const { ds } = Y.decodeUpdate(update)
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, ds.clients.size)
  for (const [client, items] of ds.clients) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, items.length)
    for (const item of items) {
      encoding.writeVarUint(encoder, item.clock)
      encoding.writeVarUint(encoder, item.len)
    }
  }
  const structs = update.subarray(0, update.length - encoding.length(encoder))
  const cut = new Uint8Array(structs.length + 1)
  cut.set(structs)
  return cut
}
