/** Late work of revoked devices, and the audit log. */
import { expect, test } from 'vitest'
import { encodeSyncRequest } from '../../../src/crdt/protocol/index.ts'
import type { AuditReply, QuarantineReply } from '../../../src/crdt/protocol/index.ts'
import { DEFAULT_LIMITS } from '../../../sync-relay/src/limits.ts'
import { QUARANTINE_OVERHEAD_BYTES } from '../../../sync-relay/src/trust/register.ts'
import { bearer, knock, openShop, refusal } from './stand.ts'
import type { StandWithShop } from './stand.ts'

const JOB = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'
const work = (...entries: [name: string, bytes: number][]): Uint8Array =>
  encodeSyncRequest(
    entries.map(([name, bytes]) => ({ name, stateVector: new Uint8Array(), update: new Uint8Array(bytes).fill(7) })),
  )

async function withRevoked(role: 'technician' | 'viewer' = 'technician', quarantineBytesPerDevice = 2000) {
  const stand = await openShop({ limits: { ...DEFAULT_LIMITS, quarantineBytesPerDevice } })
  const device = stand.shop.admit(role)
  await stand.shop.push(stand.http)
  const before = await bearer(stand, device)
  stand.shop.revoke(device)
  await stand.shop.push(stand.http)
  const late = await bearer(stand, device, { purpose: 'quarantine', grant: null })
  return { stand, device, before, late, admin: await bearer(stand, stand.shop.admin) }
}
const listed = async (stand: StandWithShop, admin: { authorization: string }) =>
  ((await stand.send('GET', '/v1/quarantine', undefined, admin)).body as QuarantineReply).items

test('[F46] a revoked device leaves its late work and can do nothing else', async () => {
  const { stand, device, before, late, admin } = await withRevoked()
  expect((await stand.send('POST', '/v1/quarantine', work([JOB, 100]), before)).status).toBe(401)
  expect((await stand.send('POST', '/v1/quarantine', work([JOB, 100], ['shop', 0]), late)).status).toBe(403)
  expect((await stand.send('POST', '/v1/quarantine', work([JOB, 100]), late)).body).toEqual({ kept: 1 })
  expect(await listed(stand, admin)).toEqual([
    { id: 1, device: device.device, document: JOB, bytes: 100, at: stand.clock.now() },
  ])
  expect(await stand.admit({ ...late, document: JOB })).toMatchObject({ admitted: false, code: 4401 })
  expect(await stand.admit({ ...late })).toMatchObject({ admitted: false })
  for (const [method, path] of [
    ['GET', '/v1/membership'],
    ['GET', '/v1/devices'],
    ['POST', '/v1/tickets'],
    ['GET', '/v1/quarantine'],
    ['GET', '/v1/audit'],
    ['POST', '/v1/pairings'],
  ] as const) {
    expect([path, refusal(await stand.send(method, path, method === 'GET' ? undefined : {}, late))]).toEqual([
      path,
      '403 not-allowed',
    ])
  }
  expect(refusal(await knock(stand, stand.shop.admin, { purpose: 'quarantine' }))).toBe('403 not-allowed')
})

test('[F46] what is kept for one device is bounded, and the same twice is once', async () => {
  const { stand, late, admin } = await withRevoked('technician', 2 * (QUARANTINE_OVERHEAD_BYTES + 100))
  const other = JOB.replace('G5FAV', 'G5FAW')
  for (let i = 0; i < 3; i++) await stand.send('POST', '/v1/quarantine', work([JOB, 100]), late)
  expect((await stand.send('POST', '/v1/quarantine', work([other, 100]), late)).body).toEqual({ kept: 1 })
  const { status, body } = await stand.send('POST', '/v1/quarantine', work([JOB, 1], [other, 2]), late)
  expect([status, body]).toMatchObject([413, { kind: 'too-large', kept: 0 }])
  expect(await listed(stand, admin)).toHaveLength(2)
  for (const bytes of [new Uint8Array([255, 255, 255]), new Uint8Array(), Uint8Array.of(65)]) {
    expect(refusal(await stand.send('POST', '/v1/quarantine', bytes, late))).toBe('400 invalid')
  }
  expect((await stand.send('POST', '/v1/quarantine', work(['job/x', 5]), late)).status).toBe(403)
})

test('[F45] what a device never could write it cannot leave for review either', async () => {
  const { stand, late } = await withRevoked('viewer')
  expect(refusal(await stand.send('POST', '/v1/quarantine', work([JOB, 100]), late))).toBe('403 not-allowed')
})

test('[F46] an admin merges late work, or throws it away, once; both are on record', async () => {
  const { stand, device, late, admin } = await withRevoked()
  const other = JOB.replace('G5FAV', 'G5FAW')
  await stand.send('POST', '/v1/quarantine', work([JOB, 100], [other, 50]), late)
  const [first, second] = await listed(stand, admin)
  const decide = (id: number | undefined, verdict: string) =>
    stand.send('POST', `/v1/quarantine/${id}`, { verdict }, admin)
  stand.mergeProblem = 'structure refused'
  expect((await decide(first?.id, 'accept')).body).toEqual({ kind: 'conflict', error: 'structure refused' })
  expect(await listed(stand, admin)).toHaveLength(2)
  stand.mergeProblem = null
  expect((await decide(first?.id, 'accept')).status).toBe(200)
  expect(stand.asked.slice(-1)).toEqual([`merge ${JOB} 100 for admin ${stand.shop.admin.device}`])
  expect(refusal(await decide(first?.id, 'accept'))).toBe('404 not-found')
  expect((await decide(second?.id, 'discard')).status).toBe(200)
  expect(refusal(await decide(second?.id, 'discard'))).toBe('404 not-found')
  expect(await listed(stand, admin)).toEqual([])
  const decided = (await stand.audit()).filter(({ kind }) => kind.startsWith('quarantine-'))
  const detail = `by ${stand.shop.admin.device}`
  expect(decided.map(({ kind, device: of, document, detail: said }) => [kind, of, document, said])).toEqual([
    ['quarantine-discarded', device.device, other, detail],
    ['quarantine-accepted', device.device, JOB, detail],
  ])
})

test('every act is in the audit log, newest first, without names and reasons; floods make one row', async () => {
  const { stand, device, admin } = await withRevoked()
  stand.shop.act({ kind: 'rename', device: stand.shop.admin.device, name: 'Poste de Camille' })
  stand.shop.act({ kind: 'recovery', until: stand.clock.now() + 1000 })
  stand.shop.act({ kind: 'recovery', until: 0 })
  await stand.shop.push(stand.http)
  for (let i = 0; i < 50; i++) await knock(stand, device)
  const { entries } = (await stand.send('GET', '/v1/audit', undefined, admin)).body as AuditReply
  const acts = entries.filter(({ kind }) => kind !== 'proof-refused').map(({ kind }) => kind)
  expect(acts).toEqual(['recovery-closed', 'recovery-opened', 'renamed', 'revoked', 'admitted', 'founded'])
  const refused = entries.filter(({ kind, detail }) => kind === 'proof-refused' && detail.includes('revoked'))
  expect(refused.map(({ times, device: of }) => [times, of])).toEqual([[50, device.device]])
  expect(JSON.stringify(entries)).not.toMatch(/Camille|perdu/)
  const oldest = entries.at(-2)?.seq ?? 0
  const page = (await stand.send('GET', `/v1/audit?before=${oldest}`, undefined, admin)).body as AuditReply
  expect(page.entries.map(({ kind }) => kind)).toEqual(['founded'])
})

test('what waits to be written is bounded: more of it is counted in one row', async () => {
  const { stand } = await withRevoked()
  for (let i = 0; i < 2000; i++) {
    stand.trust.audit({ kind: 'refused-work', device: null, document: null, detail: `knock ${i}` })
  }
  const rows = await stand.audit()
  const other = rows.filter(({ detail }) => detail === 'more of the same than could be told apart')
  expect(other.reduce((sum, { times }) => sum + times, 0)).toBeGreaterThan(900)
})
