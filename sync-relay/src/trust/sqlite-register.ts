/** The register on SQLite, one file per relay. See `register.ts` for what it promises. */
import type { AuditEntry, QuarantineItem } from '../../../src/crdt/protocol/index.ts'
import type { Connection, OpenDatabaseOptions } from '../sqlite-open.ts'
import { auditBook, isNewerGrant, MAX_AUDIT_ROWS, QUARANTINE_OVERHEAD_BYTES, storedPairing } from './register.ts'
import type { AuditRow, Register, RegisterChange, StoredEntry, StoredGrant, StoredPairing } from './register.ts'
import { openRegisterFile, sha256 } from './sqlite-register-schema.ts'

/** Throws `DataFolderProblem` when the folder cannot be used. */
export function openSqliteRegister(folder: string, options: OpenDatabaseOptions = {}): Register {
  let file: RegisterFile | null = openFile(folder, options)
  let closed = false
  const listeners = new Set<() => void>()
  let asked: { key: string; expiresAt: number; answer: (isFirst: boolean) => void; fail: (error: unknown) => void }[] =
    []

  /** After an input/output error nothing is known about the open file: the next call opens and verifies it anew [F4]. */
  async function using<T>(run: (file: RegisterFile) => T): Promise<T> {
    if (closed) throw new Error('expected an open register, saw a closed one')
    file ??= openFile(folder, options)
    try {
      return run(file)
    } catch (error) {
      const code = (error as { code?: unknown } | null)?.code
      if (typeof code === 'string' && code.startsWith('SQLITE_IOERR')) {
        file.close()
        file = null
      }
      throw error
    }
  }

  /** Keys asked for in one turn share a commit: a thousand devices that come back at once cost a few of them. */
  async function answerAsked(): Promise<void> {
    const batch = asked
    asked = []
    try {
      const firsts = await using((open) => open.use(batch))
      batch.forEach(({ answer }, i) => answer(firsts[i] === true))
    } catch (error) {
      for (const { fail } of batch) fail(error)
    }
  }

  return {
    secret: () => using((open) => open.secret()),
    membership: (from) => using((open) => open.membership(from)),
    async commit(change) {
      const outcome = await using((open) => open.commit(change))
      if (outcome === 'done' && change.membership !== undefined) for (const listener of [...listeners]) listener()
      return outcome
    },
    onMembership(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    grant: (device) => using((open) => open.grant(device)),
    grants: () => using((open) => open.grants()),
    pairing: (id) => using((open) => open.pairing(id)),
    useOnce: (key, expiresAt) =>
      new Promise((answer, fail) => {
        if (asked.push({ key, expiresAt, answer, fail }) === 1) setImmediate(() => void answerAsked())
      }),
    audit: (rows, mergeSince) => using((open) => open.audit(rows, mergeSince)),
    auditPage: (before, limit) => using((open) => open.auditPage(before, limit)),
    quarantine: (work, maxBytes) => using((open) => open.quarantine(work, maxBytes)),
    quarantined: (limit) => using((open) => open.quarantined(limit)),
    quarantinedWork: (id) => using((open) => open.quarantinedWork(id)),
    dropQuarantined: (id) => using((open) => open.dropQuarantined(id)),
    seen: (devices) => using((open) => open.seen(devices)),
    lastSeen: () => using((open) => open.lastSeen()),
    sweep: (now, keepPairingsMs) => using((open) => open.sweep(now, keepPairingsMs)),
    async close() {
      closed = true
      listeners.clear()
      file?.close()
    },
  }
}

type RegisterFile = ReturnType<typeof openFile>

function openFile(folder: string, options: OpenDatabaseOptions) {
  const db = openRegisterFile(folder, options)
  const run = prepare(db)
  const grantOf = (device: string): StoredGrant | null => (run.grant.get(device) as StoredGrant | undefined) ?? null

  const commit = db.transaction(({ membership, grant, pairing }: RegisterChange): 'done' | 'conflict' => {
    if (membership !== undefined && run.length.get() !== membership.from) return 'conflict'
    const revisions = pairing?.ids.map((id) => (run.revision.get(id) as number | undefined) ?? 0) ?? []
    if (pairing !== undefined && revisions.some((revision) => revision !== pairing.revision - 1)) return 'conflict'
    membership?.entries.forEach(({ entry, signature, receivedAt }, i) =>
      run.append.run(membership.from + i, entry, signature, receivedAt),
    )
    if (grant !== undefined && isNewerGrant(grant, grantOf(grant.device))) {
      run.putGrant.run(grant.device, grant.grant, grant.epoch, grant.expiresAt)
    }
    for (const id of pairing?.ids ?? []) {
      run.putPairing.run(id, pairing?.revision, pairing?.expiresAt, JSON.stringify(pairing))
    }
    return 'done'
  })
  const use = db.transaction((keys: readonly { key: string; expiresAt: number }[]): boolean[] =>
    keys.map(({ key, expiresAt }) => run.use.run(key, expiresAt).changes === 1),
  )
  const audit = db.transaction((rows: readonly AuditRow[], mergeSince: number): void => {
    for (const { at, kind, device, document, detail, times } of rows) {
      const alike = sha256(JSON.stringify([kind, device, document, detail]))
      if (run.repeat.run(times, alike, mergeSince).changes > 0) continue
      run.addAudit.run(at, kind, device, document, detail, times, auditBook(kind), alike)
    }
    for (const [book, max] of Object.entries(MAX_AUDIT_ROWS)) run.pruneAudit.run(book, book, max)
  })
  const quarantine = db.transaction((work: Parameters<Register['quarantine']>[0], maxBytes: number) => {
    const { device, document, update, at } = work
    const hash = sha256(update)
    if (run.hasWork.get(device, document, hash) !== undefined) return 'kept'
    const held = run.workBytes.get(QUARANTINE_OVERHEAD_BYTES, device) as number
    if (held + update.length + QUARANTINE_OVERHEAD_BYTES > maxBytes) return 'full'
    run.addWork.run(device, document, hash, update.length, at, update)
    return 'kept'
  })
  const seen = db.transaction((devices: ReadonlyMap<string, number>): void => {
    for (const [device, at] of devices) run.see.run(device, at)
  })
  const sweep = db.transaction((now: number, keepPairingsMs: number): void => {
    run.sweepUsed.run(now)
    run.sweepPairings.run(now - keepPairingsMs)
  })

  return {
    secret: (): Uint8Array => Uint8Array.from(run.secret.get() as Uint8Array),
    membership: (from: number) => run.membership.all(from) as StoredEntry[],
    commit: (change: RegisterChange) => commit.immediate(change),
    grant: grantOf,
    grants: () => run.grants.all() as StoredGrant[],
    pairing(id: string): StoredPairing | null {
      const json = run.pairing.get(id) as string | undefined
      return json === undefined ? null : storedPairing.parse(JSON.parse(json))
    },
    use: (keys: readonly { key: string; expiresAt: number }[]) => use.immediate(keys),
    audit: (rows: readonly AuditRow[], mergeSince: number) => audit.immediate(rows, mergeSince),
    auditPage: (before: number | null, limit: number) =>
      run.auditPage.all(before ?? Number.MAX_SAFE_INTEGER, limit) as AuditEntry[],
    quarantine: (work: Parameters<Register['quarantine']>[0], maxBytes: number): 'kept' | 'full' =>
      quarantine.immediate(work, maxBytes),
    quarantined: (limit: number) => run.works.all(limit) as QuarantineItem[],
    quarantinedWork: (id: number) =>
      (run.work.get(id) as (QuarantineItem & { update: Uint8Array }) | undefined) ?? null,
    dropQuarantined: (id: number) => run.dropWork.run(id).changes === 1,
    seen: (devices: ReadonlyMap<string, number>) => seen.immediate(devices),
    lastSeen: () =>
      new Map((run.lastSeen.all() as { device: string; at: number }[]).map((row) => [row.device, row.at])),
    sweep: (now: number, keepPairingsMs: number) => sweep.immediate(now, keepPairingsMs),
    close: () => void db.close(),
  }
}

function prepare(db: Connection) {
  return {
    secret: db.prepare("SELECT value FROM meta WHERE key = 'secret'").pluck(),
    length: db.prepare('SELECT count(*) FROM membership').pluck(),
    membership: db.prepare(
      'SELECT entry, signature, received_at AS receivedAt FROM membership WHERE seq >= ? ORDER BY seq',
    ),
    append: db.prepare('INSERT INTO membership VALUES (?, ?, ?, ?)'),
    grant: db.prepare('SELECT device, jws AS "grant", epoch, expires_at AS expiresAt FROM grants WHERE device = ?'),
    grants: db.prepare('SELECT device, jws AS "grant", epoch, expires_at AS expiresAt FROM grants ORDER BY device'),
    putGrant: db.prepare('INSERT OR REPLACE INTO grants VALUES (?, ?, ?, ?)'),
    pairing: db.prepare('SELECT json FROM pairings WHERE id = ?').pluck(),
    revision: db.prepare('SELECT revision FROM pairings WHERE id = ?').pluck(),
    putPairing: db.prepare('INSERT OR REPLACE INTO pairings VALUES (?, ?, ?, ?)'),
    use: db.prepare('INSERT INTO used VALUES (?, ?) ON CONFLICT DO NOTHING'),
    repeat: db.prepare(
      'UPDATE audit SET times = times + ? WHERE seq = (SELECT max(seq) FROM audit WHERE alike = ? AND at >= ?)',
    ),
    addAudit: db.prepare(
      'INSERT INTO audit (at, kind, device, document, detail, times, book, alike) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    pruneAudit: db.prepare(
      'DELETE FROM audit WHERE book = ? AND seq <= (SELECT seq FROM audit WHERE book = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)',
    ),
    auditPage: db.prepare(
      'SELECT seq, at, kind, device, document, detail, times FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?',
    ),
    hasWork: db.prepare('SELECT 1 FROM quarantine WHERE device = ? AND document = ? AND sha256 = ?').pluck(),
    workBytes: db.prepare('SELECT coalesce(sum(bytes + ?), 0) FROM quarantine WHERE device = ?').pluck(),
    addWork: db.prepare('INSERT INTO quarantine (device, document, sha256, bytes, at, work) VALUES (?, ?, ?, ?, ?, ?)'),
    works: db.prepare('SELECT id, device, document, bytes, at FROM quarantine ORDER BY id LIMIT ?'),
    work: db.prepare('SELECT id, device, document, bytes, at, work AS "update" FROM quarantine WHERE id = ?'),
    dropWork: db.prepare('DELETE FROM quarantine WHERE id = ?'),
    see: db.prepare('INSERT INTO seen VALUES (?, ?) ON CONFLICT (device) DO UPDATE SET at = max(at, excluded.at)'),
    lastSeen: db.prepare('SELECT device, at FROM seen'),
    sweepUsed: db.prepare('DELETE FROM used WHERE expires_at < ?'),
    sweepPairings: db.prepare('DELETE FROM pairings WHERE expires_at < ?'),
  }
}
