/** The register in memory, for tests and simulations. Several relays of one process may share it. */
import { randomBytes } from 'node:crypto'
import type { AuditEntry, QuarantineItem } from '../../../src/crdt/protocol/index.ts'
import { auditBook, isNewerGrant, MAX_AUDIT_ROWS, QUARANTINE_OVERHEAD_BYTES } from './register.ts'
import type { AuditRow, Register, RegisterChange, StoredEntry, StoredGrant, StoredPairing } from './register.ts'

type Work = QuarantineItem & { readonly update: Uint8Array }

export function createMemoryRegister(): Register {
  const secret = Uint8Array.from(randomBytes(32))
  const list: StoredEntry[] = []
  const grants = new Map<string, StoredGrant>()
  const pairings = new Map<string, StoredPairing>()
  const used = new Map<string, number>()
  const works = new Map<number, Work>()
  const seen = new Map<string, number>()
  const listeners = new Set<() => void>()
  let audited: AuditEntry[] = []
  let seq = 0
  let workId = 0

  function conflicts({ membership, pairing }: RegisterChange): boolean {
    if (membership !== undefined && membership.from !== list.length) return true
    if (pairing === undefined) return false
    return pairing.ids.some((id) => (pairings.get(id)?.revision ?? 0) !== pairing.revision - 1)
  }

  function prune(): void {
    for (const [book, max] of Object.entries(MAX_AUDIT_ROWS)) {
      const alike = audited.filter((entry) => auditBook(entry.kind) === book)
      if (alike.length <= max) continue
      const gone = new Set(alike.slice(0, alike.length - max))
      audited = audited.filter((entry) => !gone.has(entry))
    }
  }

  return {
    secret: async () => secret.slice(),
    membership: async (from) => list.slice(from),
    async commit(change) {
      if (conflicts(change)) return 'conflict'
      const { membership, grant, pairing } = change
      if (grant !== undefined && isNewerGrant(grant, grants.get(grant.device))) grants.set(grant.device, grant)
      for (const id of pairing?.ids ?? []) pairings.set(id, pairing as StoredPairing)
      if (membership !== undefined) {
        list.push(...membership.entries)
        for (const listener of [...listeners]) queueMicrotask(listener)
      }
      return 'done'
    },
    onMembership(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    grant: async (device) => grants.get(device) ?? null,
    grants: async () => [...grants.values()],
    pairing: async (id) => pairings.get(id) ?? null,
    async useOnce(key, expiresAt) {
      if (used.has(key)) return false
      used.set(key, expiresAt)
      return true
    },
    async audit(rows, mergeSince) {
      for (const row of rows) {
        const at = audited.findLastIndex((entry) => entry.at >= mergeSince && isAlike(entry, row))
        const like = audited[at]
        if (like === undefined) audited.push({ ...row, seq: ++seq })
        else audited[at] = { ...like, times: like.times + row.times }
      }
      prune()
    },
    async auditPage(before, limit) {
      return audited
        .filter((entry) => before === null || entry.seq < before)
        .toReversed()
        .slice(0, limit)
    },
    async quarantine({ device, document, update, at }, maxBytes) {
      let bytes = update.length + QUARANTINE_OVERHEAD_BYTES
      for (const work of works.values()) {
        if (work.device !== device) continue
        if (work.document === document && Buffer.compare(work.update, update) === 0) return 'kept'
        bytes += work.bytes + QUARANTINE_OVERHEAD_BYTES
      }
      if (bytes > maxBytes) return 'full'
      const id = ++workId
      works.set(id, { id, device, document, bytes: update.length, at, update: update.slice() })
      return 'kept'
    },
    async quarantined(limit) {
      return [...works.values()]
        .slice(0, limit)
        .map(({ id, device, document, bytes, at }) => ({ id, device, document, bytes, at }))
    },
    quarantinedWork: async (id) => works.get(id) ?? null,
    dropQuarantined: async (id) => works.delete(id),
    async seen(devices) {
      for (const [device, at] of devices) seen.set(device, Math.max(at, seen.get(device) ?? 0))
    },
    lastSeen: async () => new Map(seen),
    async sweep(now, keepPairingsMs) {
      for (const [key, expiresAt] of used) if (expiresAt < now) used.delete(key)
      for (const [id, { expiresAt }] of pairings) if (expiresAt + keepPairingsMs < now) pairings.delete(id)
    },
    close: async () => listeners.clear(),
  }
}

function isAlike(entry: AuditEntry, row: AuditRow): boolean {
  const { kind, device, document, detail } = row
  return entry.kind === kind && entry.device === device && entry.document === document && entry.detail === detail
}
