/** What any register must do, whatever it stands on. PostgreSQL is judged by the same suite. */
import { afterEach, expect, test } from 'vitest'
import { MAX_AUDIT_ROWS, QUARANTINE_OVERHEAD_BYTES } from '../../sync-relay/src/trust/register.ts'
import type { AuditRow, Register, StoredEntry, StoredPairing } from '../../sync-relay/src/trust/register.ts'

export interface RegisterUnderTest {
  readonly register: Register
  /** The same memory seen by a relay that was started again; the first one is closed. */
  reopen(): Promise<Register>
  /** A second relay on the same register at the same time; null where that cannot be. */
  join(): Promise<Register | null>
  discard(): Promise<void>
}

const entry = (n: number): StoredEntry => ({ entry: `{"seq":${n}}`, signature: `signature-${n}`, receivedAt: 1000 + n })
const grant = (device: string, epoch: number, expiresAt: number) => ({
  device,
  epoch,
  expiresAt,
  grant: `grant-${device}-${epoch}-${expiresAt}`,
})
const pairing = (revision: number, more: Partial<StoredPairing> = {}): StoredPairing => ({
  ids: ['id-a', 'id-b'],
  revision,
  openedBy: 'admin',
  expiresAt: 5000,
  state: 'open',
  usedId: null,
  offer: null,
  tries: 0,
  answer: null,
  grant: null,
  ...more,
})
const row = (detail: string, more: Partial<AuditRow> = {}): AuditRow => ({
  at: 1000,
  kind: 'admitted',
  device: 'd',
  document: null,
  detail,
  times: 1,
  ...more,
})
const work = (device: string, bytes: number[], document = 'job/1') => ({
  device,
  document,
  update: Uint8Array.from(bytes),
  at: 7,
})

export function describeRegister(open: () => Promise<RegisterUnderTest>): void {
  const opened: RegisterUnderTest[] = []
  const fresh = async (): Promise<RegisterUnderTest> => {
    const under = await open()
    opened.push(under)
    return under
  }
  afterEach(async () => {
    for (const under of opened.splice(0)) await under.discard()
  })

  test('the secret has 32 bytes, is another one at each new register, and survives a reopening', async () => {
    const under = await fresh()
    const secret = await under.register.secret()
    expect(secret).toHaveLength(32)
    expect(await (await fresh()).register.secret()).not.toEqual(secret)
    expect(await (await under.reopen()).secret()).toEqual(secret)
  })

  test('the list grows only from where it ends, all entries of a change or none', async () => {
    const { register, reopen } = await fresh()
    expect(await register.membership(0)).toEqual([])
    expect(await register.commit({ membership: { from: 1, entries: [entry(1)] } })).toBe('conflict')
    expect(await register.commit({ membership: { from: 0, entries: [entry(0), entry(1)] } })).toBe('done')
    expect(await register.commit({ membership: { from: 1, entries: [entry(9)] } })).toBe('conflict')
    expect(await register.commit({ membership: { from: 2, entries: [entry(2)] } })).toBe('done')
    const later = await reopen()
    expect(await later.membership(0)).toEqual([entry(0), entry(1), entry(2)])
    expect(await later.membership(2)).toEqual([entry(2)])
    expect(await later.membership(3)).toEqual([])
  })

  test('of two that append at once exactly one succeeds', async () => {
    const { register, join } = await fresh()
    const other = (await join()) ?? register
    const outcomes = await Promise.all([
      register.commit({ membership: { from: 0, entries: [entry(0)] } }),
      other.commit({ membership: { from: 0, entries: [{ ...entry(0), signature: 'other' }] } }),
    ])
    expect(outcomes.toSorted()).toEqual(['conflict', 'done'])
    expect(await register.membership(0)).toHaveLength(1)
  })

  test('[F46] a growing list wakes every relay on the register, and no longer who stopped listening', async () => {
    const { register, join } = await fresh()
    const other = (await join()) ?? register
    let deaf = 0
    other.onMembership(() => deaf++)()
    const heard = new Promise<void>((resolve) => other.onMembership(resolve))
    const own = new Promise<void>((resolve) => register.onMembership(resolve))
    await register.commit({ membership: { from: 0, entries: [entry(0)] } })
    await Promise.all([heard, own])
    expect(await other.membership(0)).toEqual([entry(0)])
    expect(deaf).toBe(0)
  })

  test('a grant gives way to one of a later epoch, or of the same epoch that ends no earlier', async () => {
    const { register, reopen } = await fresh()
    expect(await register.grant('d')).toBeNull()
    for (const next of [grant('d', 1, 100), grant('d', 1, 50), grant('d', 1, 200)])
      await register.commit({ grant: next })
    expect(await register.grant('d')).toEqual(grant('d', 1, 200))
    for (const next of [grant('d', 2, 10), grant('d', 1, 900), grant('e', 1, 1)]) await register.commit({ grant: next })
    const later = await reopen()
    expect((await later.grants()).toSorted((a, b) => a.device.localeCompare(b.device))).toEqual([
      grant('d', 2, 10),
      grant('e', 1, 1),
    ])
  })

  test('a pairing is found by either id and changes only from the revision that was seen', async () => {
    const { register, reopen } = await fresh()
    expect(await register.commit({ pairing: pairing(1) })).toBe('done')
    expect(await register.commit({ pairing: pairing(1) })).toBe('conflict')
    expect(await register.commit({ pairing: pairing(1, { ids: ['id-c', 'id-b'] }) })).toBe('conflict')
    expect(await register.pairing('id-c')).toBeNull()
    const offered = pairing(2, { state: 'offered', usedId: 'id-b', tries: 1, offer: { offer: '{}', mac: 'aa' } })
    expect(await register.commit({ pairing: offered })).toBe('done')
    expect(await register.commit({ pairing: { ...offered, tries: 9 } })).toBe('conflict')
    const accepted = pairing(3, {
      state: 'accepted',
      answer: { shop: 's', head: 'h', role: 'technician', mac: 'bb' },
      grant: 'jws',
    })
    expect(await register.commit({ pairing: accepted })).toBe('done')
    const later = await reopen()
    expect(await later.pairing('id-a')).toEqual(accepted)
    expect(await later.pairing('id-b')).toEqual(accepted)
  })

  test('list, grant and pairing land in one step or not at all', async () => {
    const { register } = await fresh()
    await register.commit({ pairing: pairing(1), membership: { from: 0, entries: [entry(0)] } })
    const all = { grant: grant('d', 1, 1), pairing: pairing(2), membership: { from: 0, entries: [entry(1)] } }
    expect(await register.commit(all)).toBe('conflict')
    expect(await register.commit({ ...all, pairing: pairing(5), membership: { from: 1, entries: [entry(1)] } })).toBe(
      'conflict',
    )
    expect(await register.grant('d')).toBeNull()
    expect(await register.membership(0)).toEqual([entry(0)])
    expect((await register.pairing('id-a'))?.revision).toBe(1)
    expect(await register.commit({ ...all, membership: { from: 1, entries: [entry(1)] } })).toBe('done')
  })

  test('[F44] a key is used once: in one turn, after a reopening, at the other relay', async () => {
    const { register, join, reopen } = await fresh()
    const other = (await join()) ?? register
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => register.useOnce('nonce-1', 10_000)),
      ...Array.from({ length: 5 }, () => other.useOnce('nonce-1', 10_000)),
    ])
    expect(answers.filter(Boolean)).toHaveLength(1)
    expect(await register.useOnce('nonce-2', 10_000)).toBe(true)
    expect(await (await reopen()).useOnce('nonce-1', 10_000)).toBe(false)
  })

  test('sweeping forgets keys that expired and pairings long over, and nothing else', async () => {
    const { register } = await fresh()
    await register.useOnce('old', 1000)
    await register.useOnce('young', 3000)
    await register.commit({ pairing: pairing(1, { expiresAt: 1000 }) })
    await register.sweep(2000, 5000)
    expect([await register.useOnce('old', 9000), await register.useOnce('young', 9000)]).toEqual([true, false])
    expect(await register.pairing('id-a')).not.toBeNull()
    await register.sweep(7000, 5000)
    expect([await register.pairing('id-a'), await register.pairing('id-b')]).toEqual([null, null])
  })

  test('audit rows come newest first, page by page; a repeated one is counted', async () => {
    const { register, reopen } = await fresh()
    await register.audit([row('one'), row('two', { document: 'job/1' }), row('one', { at: 1001, times: 2 })], 0)
    await register.audit([row('three', { device: null }), row('one', { at: 5000 })], 4000)
    const later = await reopen()
    const page = await later.auditPage(null, 3)
    expect(page.map(({ detail, times, at }) => [detail, times, at])).toEqual([
      ['one', 1, 5000],
      ['three', 1, 1000],
      ['two', 1, 1000],
    ])
    expect(page[1]).toEqual({ seq: page[1]?.seq, ...row('three', { device: null }) })
    const rest = await later.auditPage(page[2]?.seq ?? 0, 100)
    expect(rest.map(({ detail, times }) => [detail, times])).toEqual([['one', 3]])
    const seqs = [...page, ...rest].map(({ seq }) => seq)
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => b - a))
  })

  test('a flood of refusals is bounded and leaves what was decided, and what members did, where it is', async () => {
    const { register } = await fresh()
    await register.audit([row('the act'), row('the work', { kind: 'recovered-work', document: 'job/1' })], 0)
    const flood = Array.from({ length: MAX_AUDIT_ROWS.knocks + 50 }, (_, i) =>
      row(`knock ${i}`, { kind: 'proof-refused', device: null, at: i }),
    )
    // No merging: that is another rule, and looking for what is alike costs memory's register its time.
    for (let i = 0; i < flood.length; i += 5000) await register.audit(flood.slice(i, i + 5000), flood.length)
    const all = await register.auditPage(null, 2 * MAX_AUDIT_ROWS.knocks)
    expect(all).toHaveLength(MAX_AUDIT_ROWS.knocks + 2)
    expect(all[0]?.detail).toBe(`knock ${flood.length - 1}`)
    expect(all.slice(-2).map(({ detail }) => detail)).toEqual(['the work', 'the act'])
  })

  test('[F46] late work is kept within the device’s bound, the same bytes once, until it is decided', async () => {
    const { register, reopen } = await fresh()
    const max = 2 * (QUARANTINE_OVERHEAD_BYTES + 3)
    expect(await register.quarantine(work('d', [1, 2, 3]), max)).toBe('kept')
    expect(await register.quarantine(work('d', [1, 2, 3]), max)).toBe('kept')
    expect(await register.quarantine(work('d', [1, 2, 3], 'job/2'), max)).toBe('kept')
    expect(await register.quarantine(work('d', []), max)).toBe('full')
    expect(await register.quarantine(work('e', [1, 2, 3]), max)).toBe('kept')
    const later = await reopen()
    const items = await later.quarantined(10)
    expect(items.map(({ device, document, bytes, at }) => ({ device, document, bytes, at }))).toEqual([
      { device: 'd', document: 'job/1', bytes: 3, at: 7 },
      { device: 'd', document: 'job/2', bytes: 3, at: 7 },
      { device: 'e', document: 'job/1', bytes: 3, at: 7 },
    ])
    expect(await later.quarantined(1)).toEqual(items.slice(0, 1))
    const [first, , last] = items.map(({ id }) => id)
    const kept = await later.quarantinedWork(first ?? -1)
    expect(kept?.document).toBe('job/1')
    expect([...(kept?.update ?? [])]).toEqual([1, 2, 3])
    expect([await later.dropQuarantined(last ?? -1), await later.dropQuarantined(last ?? -1)]).toEqual([true, false])
    expect(await later.quarantinedWork(last ?? -1)).toBeNull()
    expect(await later.quarantine(work('f', [9]), max)).toBe('kept')
    expect((await later.quarantined(10)).at(-1)?.id).not.toBe(last)
  })

  test('when a device was last seen never goes back', async () => {
    const { register, reopen } = await fresh()
    await register.seen(
      new Map([
        ['d', 50],
        ['e', 10],
      ]),
    )
    await register.seen(new Map([['d', 20]]))
    expect(new Map(await (await reopen()).lastSeen())).toEqual(
      new Map([
        ['d', 50],
        ['e', 10],
      ]),
    )
  })
}
