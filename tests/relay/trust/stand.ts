/** Trust on a stand: a real port, a clock in the test's hand, and a relay around it that only writes down. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { DEFAULT_LIMITS } from '../../../sync-relay/src/limits.ts'
import type { Admission } from '../../../sync-relay/src/authorize.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { openTrust } from '../../../sync-relay/src/trust/open-trust.ts'
import type { TrustOptions } from '../../../sync-relay/src/trust/open-trust.ts'
import type { Register } from '../../../sync-relay/src/trust/register.ts'
import type { Trust } from '../../../sync-relay/src/trust/trust.ts'
import type { AuditEntry, Challenge, SessionReply, TrustRefusal } from '../../../src/crdt/protocol/index.ts'
import { createTestShop } from '../support/shop.ts'
import type { TestDevice, TestShop } from '../support/shop.ts'

export interface Clock {
  now(): number
  advance(ms: number): void
}
export function testClock(start = 1_790_000_000_000): Clock {
  let now = start
  return { now: () => now, advance: (ms) => void (now += ms) }
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

export interface Stand {
  readonly trust: Trust
  readonly register: Register
  readonly clock: Clock
  readonly http: string
  /** `cut <device> <code>`, `readmit <device>`, `merge <document>`: what trust asked of the relay. */
  readonly asked: string[]
  /** What would be in the operator's log. */
  readonly reported: string[]
  /** The next answer of the host's merge. */
  mergeProblem: string | null
  /** Runs what runs every half minute. */
  care(): void
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
  admit(knock: {
    authorization?: string
    ticket?: string
    document?: string | null
    address?: string
  }): Promise<Admission>
  audit(): Promise<readonly AuditEntry[]>
}

export interface StandOptions extends Partial<TrustOptions> {
  readonly clock?: Clock
  /** Instead of the real one: with a defence removed. */
  readonly open?: typeof openTrust
}

export async function openStand(options: StandOptions = {}): Promise<Stand> {
  const clock = options.clock ?? testClock()
  const register = options.register ?? createMemoryRegister()
  const asked: string[] = []
  const reported: string[] = []
  let care = (): void => {}
  const stand = { mergeProblem: null as string | null }
  const trust = await (options.open ?? openTrust)({
    relayId: () => 'relay-1',
    shop: null,
    now: clock.now,
    limits: DEFAULT_LIMITS,
    every: (_ms, run) => {
      care = run
      return () => {}
    },
    ...options,
    register,
    host: {
      cutOff: (device, code, reason) => void asked.push(`cut ${device} ${code} ${reason}`),
      readmit: (device) => void asked.push(`readmit ${device}`),
      merge: async (entry, on) => {
        asked.push(`merge ${entry.name} ${entry.update.length} for ${on.role} ${on.device}`)
        return stand.mergeProblem
      },
    },
    report: (what, detail) => void reported.push(JSON.stringify([what, detail])),
  })
  const server = createServer((request, response) => {
    void trust.serve(request, response, new URL(request.url ?? '/', 'http://relay')).then((served) => {
      if (!served) response.writeHead(404).end('{"kind":"elsewhere"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await trust.close()
  })
  return Object.assign(stand, {
    trust,
    register,
    clock,
    http,
    asked,
    reported,
    care: () => care(),
    async send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answered> {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const answer = await fetch(`${http}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
      })
      return { status: answer.status, body: (await answer.json()) as unknown }
    },
    admit({ authorization, ticket, document = null, address = '127.0.0.1' }) {
      return trust.authorizer.admit({
        headers: authorization === undefined ? {} : { authorization },
        remoteAddress: address,
        query: new URLSearchParams(ticket === undefined ? {} : { ticket }),
        document,
      })
    },
    async audit() {
      await trust.close() // writes what waits
      return register.auditPage(null, 1000)
    },
  } satisfies Omit<Stand, 'mergeProblem'>) as Stand
}

export interface StandWithShop extends Stand {
  readonly shop: TestShop
}

/** Founded, with the list as far as `prepare` made it. */
export async function openShop(
  options: StandOptions = {},
  prepare: (shop: TestShop) => void = () => {},
): Promise<StandWithShop> {
  const stand = await openStand(options)
  const shop = createTestShop(stand.clock.now)
  prepare(shop)
  await shop.push(stand.http)
  return Object.assign(stand, { shop })
}

export async function challenge(stand: Stand): Promise<Challenge> {
  return (await stand.send('GET', '/v1/challenge')).body as Challenge
}

/** What the relay answers to a device that proves itself, with anything wrong that the test wants. */
export async function knock(
  stand: StandWithShop,
  device: TestDevice,
  wrong: {
    readonly grant?: string | null
    readonly proof?: string
    readonly purpose?: 'quarantine'
  } = {},
): Promise<Answered> {
  const grant = wrong.grant === undefined ? await stand.shop.grantFor(device) : wrong.grant
  const proof = wrong.proof ?? (await stand.shop.proofFor(device, await challenge(stand), stand.http))
  const purpose = wrong.purpose === undefined ? {} : { purpose: wrong.purpose }
  return stand.send('POST', '/v1/session', { grant, proof, ...purpose })
}

export async function bearer(
  stand: StandWithShop,
  device: TestDevice,
  wrong: Parameters<typeof knock>[2] = {},
): Promise<{ authorization: string }> {
  const { status, body } = await knock(stand, device, wrong)
  if (status !== 200) throw new Error(`no session: ${JSON.stringify(body)}`)
  return { authorization: `Bearer ${(body as SessionReply).token}` }
}

export const refusal = ({ status, body }: Answered): string => `${status} ${(body as TrustRefusal).kind}`
