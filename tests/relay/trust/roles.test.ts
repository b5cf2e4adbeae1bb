/**
 * Role × action × tamper [F45]: whatever is bent, nobody does what their role and grant do not say.
 * `RPMA_AUTH_CASES=1000000` for more than the gate's 10,000; a plain run takes a few hundred.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DOCUMENT_KINDS, kindOf, mayWrite } from '../../../src/crdt/protocol/index.ts'
import type { DeviceRole, DocumentKind, SessionReply, TicketReply } from '../../../src/crdt/protocol/index.ts'
import { mayOpen } from '../../../sync-relay/src/authorize.ts'
import type { Writer } from '../../../sync-relay/src/authorize.ts'
import { DEFAULT_LIMITS } from '../../../sync-relay/src/limits.ts'
import { newTestDevice, newTestKey } from '../support/shop.ts'
import type { TestDevice } from '../support/shop.ts'
import { challenge, openShop } from './stand.ts'
import type { StandWithShop } from './stand.ts'

const CASES = Number(process.env['RPMA_AUTH_CASES'] ?? (process.env['RPMA_GATES'] === '1' ? 10_000 : 400))

const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
const DOCUMENTS = [
  'shop',
  `job/${ULID}`,
  `client/${ULID}`,
  `team/${ULID}`,
  'job/1',
  `job/${ULID}/../shop`,
  '',
  '__proto__',
]
const WHO = ['admin', 'supervisor', 'technician', 'viewer', 'revoked', 'demoted', 'stranger'] as const
const TAMPERS = [
  'none',
  'none',
  'none',
  'grant sign',
  'grant claims',
  'grant self-signed',
  'grant of another',
  'proof sign',
  'proof by another key',
  'proof spent',
  'proof elsewhere',
  'token sign',
  'token elsewhere',
  'ticket sign',
  'ticket spent',
  'ticket of another document',
] as const
type Tamper = (typeof TAMPERS)[number]

interface Case {
  readonly who: (typeof WHO)[number]
  readonly docs: readonly DocumentKind[]
  readonly document: string
  readonly write: boolean
  readonly byTicket: boolean
  readonly tamper: Tamper
  readonly at: number
}
const cases = fc.record({
  who: fc.constantFrom(...WHO),
  docs: fc.subarray([...DOCUMENT_KINDS], { minLength: 1 }),
  document: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...DOCUMENTS.slice(0, 3)) },
    fc.constantFrom(...DOCUMENTS),
  ),
  write: fc.boolean(),
  byTicket: fc.boolean(),
  tamper: fc.constantFrom(...TAMPERS),
  at: fc.nat(),
})

/** One sign of the text replaced by another of the same alphabet. */
function bend(text: string, at: number): string {
  const i = at % text.length
  const sign = text[i] === 'A' ? 'B' : 'A'
  return `${text.slice(0, i)}${text[i] === '.' ? '-' : sign}${text.slice(i + 1)}`
}

function withHigherClaims(grant: string): string {
  const [header, payload = '', signature] = grant.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { exp: number }
  const higher = JSON.stringify({ ...claims, exp: claims.exp - 1, role: 'admin', docs: DOCUMENT_KINDS })
  return [header, Buffer.from(higher).toString('base64url'), signature].join('.')
}

/** The writer that comes out at the end, or null for a refusal anywhere on the way. */
async function tryIt(
  stand: StandWithShop,
  devices: Record<Case['who'], TestDevice>,
  { who, docs, document, byTicket, tamper, at }: Case,
): Promise<Writer | null> {
  const { shop, http } = stand
  const device = devices[who]
  const honest = await shop.grantFor(device, { docs })
  const grant = {
    'grant sign': () => bend(honest, at),
    'grant claims': () => withHigherClaims(honest),
    'grant self-signed': () => shop.grantFor(device, { docs, role: 'admin' }, device),
    'grant of another': () => shop.grantFor(devices[who === 'admin' ? 'supervisor' : 'admin'], { docs }),
  }[tamper as string]
  const asked = await challenge(stand)
  const by = tamper === 'proof by another key' ? { ...newTestKey(), device: device.device } : device
  const elsewhere = tamper === 'proof elsewhere' ? { origin: 'http://192.0.2.1:1' } : {}
  const proved = await shop.proofFor(by, asked, http, elsewhere)
  const proof = tamper === 'proof sign' ? bend(proved, at) : proved
  const body = { grant: (await grant?.()) ?? honest, proof }
  let session = await stand.send('POST', '/v1/session', body)
  if (tamper === 'proof spent') session = await stand.send('POST', '/v1/session', body)
  if (session.status !== 200) return null
  const { token } = session.body as SessionReply
  const authorization = `Bearer ${tamper === 'token sign' ? bend(token, at) : token}`
  const address = tamper === 'token elsewhere' ? '198.51.100.7' : '127.0.0.1'
  if (!byTicket && !tamper.startsWith('ticket')) {
    const admission = await stand.admit({ authorization, address, document })
    return admission.admitted ? admission.writer : null
  }
  if (tamper === 'token elsewhere') {
    const admission = await stand.admit({ authorization, address, document: 'shop' })
    return admission.admitted ? admission.writer : null
  }
  const reply = await stand.send('POST', '/v1/tickets', { document }, { authorization })
  if (reply.status !== 200) return null
  const { ticket } = reply.body as TicketReply
  if (tamper === 'ticket spent') await stand.admit({ ticket, document })
  const admission = await stand.admit({
    ticket: tamper === 'ticket sign' ? bend(ticket, at) : ticket,
    document: tamper === 'ticket of another document' ? (document === 'shop' ? `job/${ULID}` : 'shop') : document,
  })
  return admission.admitted ? admission.writer : null
}

test(
  `[F45] ${CASES} cases of role × action × tamper: no wrong allow, no wrong refusal`,
  async () => {
    const limits = { ...DEFAULT_LIMITS, requestsPerSecond: 1e9, requestsBurst: 1e9 }
    const stand = await openShop({ limits })
    const { shop } = stand
    const devices: Record<Case['who'], TestDevice> = {
      admin: shop.admin,
      supervisor: shop.admit('supervisor'),
      technician: shop.admit('technician'),
      viewer: shop.admit('viewer'),
      revoked: shop.admit('admin'),
      demoted: shop.admit('admin'),
      stranger: newTestDevice(),
    }
    shop.revoke(devices.revoked)
    shop.setRole(devices.demoted, 'viewer')
    await shop.push(stand.http)
    const roles = shop.membership().devices
    let allowed = 0
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const writer = await tryIt(stand, devices, one)
        const kind = kindOf(one.document)
        const member = roles.get(devices[one.who].device)
        // An admin's device signs grants, its own too.
        const isBent = one.tamper !== 'none' && !(one.tamper === 'grant self-signed' && one.who === 'admin')
        const mayEnter = member?.revoked === null && kind !== undefined && one.docs.includes(kind)
        if (writer === null) {
          // Only what nobody bent has to succeed.
          expect(!isBent && mayEnter).toBe(false)
          return
        }
        const acts = kind !== undefined && (!one.write || mayWrite(writer.role, kind))
        const isRight = !isBent && mayEnter
        const { device, role } = writer
        expect({ isRight, device, role }).toEqual({ isRight: true, device: member?.device, role: member?.role })
        // What it may open over HTTP afterwards is within the grant, too.
        const reach = DOCUMENTS.filter((name) => mayOpen(writer, name)).map(kindOf)
        expect(reach.filter((reached) => reached === undefined || !one.docs.includes(reached))).toEqual([])
        expect(reach).toContain(kind)
        expect(acts).toBe(!one.write || mayWrite((member as { role: DeviceRole }).role, kind as DocumentKind))
        allowed++
      }),
      { numRuns: CASES },
    )
    expect(allowed).toBeGreaterThan(CASES / 100)
  },
  60_000 + 30 * CASES,
)
