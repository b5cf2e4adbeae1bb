/** A log without a disk, for the simulation: it outlives the core that used it, as a file outlives a killed relay. */
import type { Log } from './log.ts'

export function createMemoryLog(relayId: string): Log {
  const documents = new Map<string, { cursor: number; bytes: Uint8Array }[]>()
  const changed = new Map<string, number>()
  const numbers = new Map<string, Map<string, number>>()
  let relay = relayId
  let cursor = 0
  return {
    commit(batch, done) {
      const cursors = batch.map(({ document, update }) => {
        cursor++
        const rows = documents.get(document) ?? []
        rows.push({ cursor, bytes: update })
        documents.set(document, rows)
        changed.delete(document) // so that iteration order stays the order of change
        changed.set(document, cursor)
        return cursor
      })
      done({ ok: true, value: cursors })
    },
    load(document, done) {
      const rows = documents.get(document) ?? []
      done({ ok: true, value: { updates: rows.map((row) => row.bytes), through: rows.at(-1)?.cursor ?? 0 } })
    },
    compact(document, state, through, done) {
      const later = (documents.get(document) ?? []).filter((row) => row.cursor > through)
      documents.set(document, [{ cursor: through, bytes: state }, ...later])
      done({ ok: true, value: null })
    },
    changes(since, limit, done) {
      if (since > cursor) {
        relay = `${relay}+`
        since = 0
      }
      const found = [...changed].filter(([, at]) => at > since).slice(0, limit)
      const last = found.length === limit ? (found.at(-1)?.[1] ?? cursor) : cursor
      done({ ok: true, value: { relay, cursor: last, documents: found.map(([name]) => name) } })
    },
    allocate(series, request, done) {
      const given = numbers.get(series) ?? new Map<string, number>()
      numbers.set(series, given)
      const number = given.get(request) ?? given.size + 1
      given.set(request, number)
      done({ ok: true, value: number })
    },
    relayId: () => relay,
    recover: (done) => done({ ok: true, value: null }),
    close() {},
  }
}
