/** A log without a disk, for the simulation: it outlives the core that used it, as a file outlives a killed relay. */
import type { Log, StoredDocument } from './log.ts'

export function createMemoryLog(relayId: string): Log {
  const documents = new Map<string, { cursor: number; bytes: Uint8Array }[]>()
  const leases = new Map<string, Map<number, string>>()
  const changed = new Map<string, number>()
  const numbers = new Map<string, Map<string, number>>()
  let relay = relayId
  let cursor = 0
  const read = (document: string, after: number): StoredDocument => {
    const rows = documents.get(document) ?? []
    const held = leases.get(document) ?? []
    return {
      updates: rows.filter((row) => row.cursor > after).map((row) => row.bytes),
      through: rows.at(-1)?.cursor ?? 0,
      leases: [...held].map(([client, device]) => ({ client, device })),
    }
  }
  return {
    commit(batch, done) {
      const committed = batch.map(({ document, update, leases: taken }) => {
        const held = leases.get(document) ?? new Map<number, string>()
        leases.set(document, held)
        for (const { client, device } of taken) if (!held.has(client)) held.set(client, device)
        cursor++
        const rows = documents.get(document) ?? []
        rows.push({ cursor, bytes: update })
        documents.set(document, rows)
        changed.delete(document) // so that iteration order stays the order of change
        changed.set(document, cursor)
        return { kind: 'committed' as const, cursor }
      })
      done({ ok: true, value: committed })
    },
    load: (document, done) => done({ ok: true, value: read(document, 0) }),
    loadAfter: (document, cursor, done) => done({ ok: true, value: read(document, cursor) }),
    onForeignCommit: () => () => {},
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
