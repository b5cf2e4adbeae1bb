/** Logs without a disk, for the simulation: they outlive the core that used them, as a file outlives a killed relay. */
import { MAX_NUMBER_JUMP } from '../../../src/crdt/protocol/index.ts'
import type { Append, Committed, Log, StoredDocument } from './log.ts'

/** A log that one relay has to itself; the next core on it finds what was committed, as after a restart. */
export function createMemoryLog(relayId: string): Log {
  return handleOn(createMemory(relayId), 'alone')
}

export interface SharedMemoryLog {
  /** One relay's side of the memory: it learns of the commits of the other sides, and may be too late (`stale`). */
  open(): Log
}

/**
 * What PostgreSQL is for several relays, without PostgreSQL. `deliver` carries a wake-up to another side: at once if
 * nothing else is said, later under a virtual clock.
 */
export function shareMemoryLog(
  relayId: string,
  deliver: (wake: () => void) => void = (wake) => wake(),
): SharedMemoryLog {
  const memory = createMemory(relayId)
  const sides = new Set<(document: string) => void>()
  return {
    open() {
      const listeners = new Set<(document: string | null) => void>()
      const hear = (document: string): void => {
        for (const listener of [...listeners]) listener(document)
      }
      sides.add(hear)
      const log = handleOn(memory, 'shared')
      return {
        ...log,
        isShared: true,
        commit(batch, done) {
          log.commit(batch, (result) => {
            done(result)
            if (!result.ok) return
            const written = batch.filter((_, i) => result.value[i]?.kind === 'committed')
            for (const hearing of sides) {
              if (hearing === hear) continue
              for (const { document } of written) deliver(() => sides.has(hearing) && hearing(document))
            }
          })
        },
        onForeignCommit(listener) {
          listeners.add(listener)
          return () => void listeners.delete(listener)
        },
        close: () => void sides.delete(hear),
      }
    },
  }
}

interface Memory {
  readonly documents: Map<string, { cursor: number; bytes: Uint8Array }[]>
  readonly leases: Map<string, Map<number, string>>
  /** In order of change. */
  readonly changed: Map<string, number>
  readonly numbers: Map<string, Map<string, number>>
  relay: string
  cursor: number
}

function createMemory(relay: string): Memory {
  return { documents: new Map(), leases: new Map(), changed: new Map(), numbers: new Map(), relay, cursor: 0 }
}

function handleOn(memory: Memory, use: 'alone' | 'shared'): Log {
  const { documents, leases, changed, numbers } = memory

  function isStale({ document, after, leases: wanted }: Append): boolean {
    const held = leases.get(document)
    return (
      after !== (changed.get(document) ?? 0) ||
      wanted.some(({ client, device }) => (held?.get(client) ?? device) !== device)
    )
  }

  function append({ document, update, leases: taken }: Append): Committed {
    const held = entry(leases, document, () => new Map<number, string>())
    for (const { client, device } of taken) if (!held.has(client)) held.set(client, device)
    const cursor = ++memory.cursor
    entry(documents, document, () => []).push({ cursor, bytes: update })
    changed.delete(document) // so that iteration order stays the order of change
    changed.set(document, cursor)
    return { kind: 'committed', cursor }
  }

  function read(document: string, after: number): StoredDocument {
    return {
      updates: (documents.get(document) ?? []).filter((row) => row.cursor > after).map((row) => row.bytes),
      through: changed.get(document) ?? 0,
      leases: [...(leases.get(document) ?? [])].map(([client, device]) => ({ client, device })),
    }
  }

  return {
    commit(batch, done) {
      const value = batch.map((one) => (use === 'shared' && isStale(one) ? ({ kind: 'stale' } as const) : append(one)))
      done({ ok: true, value })
    },
    load: (document, done) => done({ ok: true, value: read(document, 0) }),
    loadAfter: (document, cursor, done) => done({ ok: true, value: read(document, cursor) }),
    onForeignCommit: () => () => {},
    compact(document, state, through, done) {
      const rows = documents.get(document) ?? []
      // Another side may have compacted further already.
      if (rows.some((row) => row.cursor === through)) {
        documents.set(document, [{ cursor: through, bytes: state }, ...rows.filter((row) => row.cursor > through)])
      }
      done({ ok: true, value: null })
    },
    changes(since, limit, done) {
      if (since > memory.cursor) {
        memory.relay = `${memory.relay}+`
        since = 0
      }
      const found = [...changed].filter(([, at]) => at > since).slice(0, limit)
      const last = found.length === limit ? (found.at(-1)?.[1] ?? memory.cursor) : memory.cursor
      done({ ok: true, value: { relay: memory.relay, cursor: last, documents: found.map(([name]) => name) } })
    },
    allocate(series, request, atLeast, done) {
      const given = entry(numbers, series, () => new Map<string, number>())
      const known = given.get(request)
      if (known !== undefined) return done({ ok: true, value: { kind: 'given', number: known } })
      const highest = [...given.values()].at(-1) ?? 0 // they rise in the order in which they were given
      if (atLeast > highest + MAX_NUMBER_JUMP) return done({ ok: true, value: { kind: 'too-far', highest } })
      const number = Math.max(highest, atLeast) + 1
      given.set(request, number)
      done({ ok: true, value: { kind: 'given', number } })
    },
    numbers(done) {
      const all = [...numbers].flatMap(([series, given]) =>
        [...given].map(([request, number]) => ({ series, request, number })),
      )
      done({ ok: true, value: all.toSorted((a, b) => compare(a.series, b.series) || a.number - b.number) })
    },
    relayId: () => memory.relay,
    recover: (done) => done({ ok: true, value: null }),
    close() {},
  }
}

function entry<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = fresh()
  map.set(key, made)
  return made
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
