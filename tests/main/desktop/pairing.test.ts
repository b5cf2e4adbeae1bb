/** A new device comes into a shop: by both ways, wrongly, and through a relay that lies. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { events } from '../../../src/contract/index.ts'
import { createTestJob, desktop, openRelayOn, pairedWith, relayOn, shopOn, until, untilSynced } from './support.ts'

const everything = { search: '', states: [], sort: 'number' as const, offset: 0, limit: 100 }

test.each(['link', 'typed'] as const)(
  'a new device comes in by %s, with its own role, and has the shop',
  async (by) => {
    const relay = await relayOn()
    const first = await desktop()
    const people = await shopOn(first, relay.url)
    const job = await createTestJob(first, people.claire)
    await untilSynced(first)
    const second = await pairedWith(first, { name: 'Atelier 2', role: 'technician', by })
    expect(await second.call('app.info', {})).toMatchObject({
      shop: { name: 'Atelier', demo: false },
      device: { name: 'Atelier 2', role: 'technician' },
      person: null,
      relayUrl: relay.url,
      recoveryKeyWaits: false,
      keyProtection: 'system',
    })
    expect((await second.call('jobs.list', everything)).rows.map(({ id }) => id)).toEqual([job])
    await untilSynced(second)
    for (const at of [first, second]) {
      const { devices, fresh } = await at.call('devices.list', {})
      expect(fresh).toBe(true)
      expect(devices.map(({ name, role, isThis }) => [name, role, isThis])).toEqual([
        ['Poste A', 'admin', at === first],
        ['Atelier 2', 'technician', at === second],
      ])
    }
    // It is in for good: also after a restart, and it belongs to no second shop.
    await second.close()
    const again = await desktop(second.dir)
    await untilSynced(again)
    const invitation = { kind: 'typed', relayUrl: relay.url, code: 'AAAA-AAAA-AAAA-AAAA' } as const
    await expect(again.call('join.start', { invitation, deviceName: 'X' })).rejects.toMatchObject({
      error: { kind: 'invalid' },
    })
    await expect(again.call('shop.openDemo', {})).rejects.toMatchObject({ error: { kind: 'invalid' } })
  },
)

test('[F47] what is no invitation, leads nowhere, or was used, is said; the device can still join or create', async () => {
  const relay = await relayOn()
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const fresh = await desktop()
  const typed = (code: string, relayUrl: string = relay.url) =>
    fresh.call('join.start', { invitation: { kind: 'typed', relayUrl, code }, deviceName: 'B' })
  const link = (url: string) => fresh.call('join.start', { invitation: { kind: 'link', url }, deviceName: 'B' })
  const rejects = async (what: Promise<unknown>, kind: string) =>
    expect(what).rejects.toMatchObject({ error: { kind } })

  await rejects(typed('AAAA-AAAA-AAAA-AAA'), 'wrong-code')
  await rejects(typed('AAAA-AAAA-AAAA-AAAA'), 'wrong-code')
  await rejects(link('rpma://pair?r=ws%3A%2F%2F127.0.0.1%3A9'), 'wrong-code')
  await rejects(typed('AAAA-AAAA-AAAA-AAAA', 'ws://127.0.0.1:9'), 'offline')
  await rejects(typed('AAAA-AAAA-AAAA-AAAA', (await relayOn()).url), 'wrong-code') // holds no shop
  await rejects(typed('AAAA-AAAA-AAAA-AAAA', (await openRelayOn()).url), 'wrong-code') // knows no shops
  const shown = await first.call('devices.invite', {})
  if (shown.state !== 'open') throw new Error(shown.state)
  // The same invitation, at the relay of another shop.
  const [elsewhere, other] = [await relayOn(), await desktop()]
  await shopOn(other, elsewhere.url)
  await untilSynced(other)
  const diverted = shown.url.replace(encodeURIComponent(relay.url), encodeURIComponent(elsewhere.url))
  expect(diverted).not.toBe(shown.url)
  await rejects(link(diverted), 'other-shop')
  expect(await fresh.call('join.status', {})).toEqual({ state: 'none' })

  await link(shown.url)
  await until('it is offered', async () => (await first.call('devices.invitation', {})).state === 'offered')
  await rejects(typed(shown.code), 'wrong-code') // the other way in is shut
  const again = await link(shown.url) // an answer that was lost, and the same question again
  const offered = await first.call('devices.invitation', {})
  expect(again).toEqual({ state: 'waiting', digits: offered.state === 'offered' ? offered.digits : '' })
  await first.call('devices.refuse', {})
  await until('it hears the no', async () => (await fresh.call('join.status', {})).state === 'refused')
  await rejects(link(shown.url), 'expired')
  expect(await fresh.call('app.info', {})).toMatchObject({ shop: null, relayUrl: null })
  expect((await fresh.call('sync.status', {})).relay.state).toBe('none')
  expect(await fresh.store.documentNames()).toEqual([])
  expect((await first.call('devices.list', {})).devices).toHaveLength(1)
})

/** A relay in the middle: everything passes, except what `change` makes of an answer. */
async function relayBetween(http: string, change: (path: string, body: string) => string) {
  const server = createServer((request, response) => {
    const pass = async () => {
      const chunks: Uint8Array[] = []
      for await (const chunk of request) chunks.push(chunk as Uint8Array)
      const body = Buffer.concat(chunks)
      const { authorization } = request.headers
      const answer = await fetch(http + request.url!, {
        method: request.method!,
        headers: { ...(authorization ? { authorization } : {}), 'content-type': 'application/json' },
        ...(body.length > 0 ? { body } : {}),
      })
      response.writeHead(answer.status).end(change(request.url!, await answer.text()))
    }
    pass().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => (server.closeAllConnections(), void server.close()))
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([
  ['another list', (body: string) => body.replace(/"head":"[0-9a-f]{2}/, '"head":"00')],
  ['another mac', (body: string) => body.replace(/"mac":"[0-9a-f]{2}/, '"mac":"00')],
  ['a list cut short', (body: string) => body.replace(/,\{"entry":"(?!.*"entry").*?"\}\]/, ']')],
] as const)('[F47] a relay that swaps the answer for %s is found out, and nothing is kept', async (_what, change) => {
  const relay = await relayOn()
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const lying = await relayBetween(relay.http, (path, body) =>
    path.startsWith('/v1/pair/') && body.includes('"accepted"') ? change(body) : body,
  )
  const shown = await first.call('devices.invite', {})
  if (shown.state !== 'open') throw new Error(shown.state)
  const url = shown.url.replace(encodeURIComponent(relay.url), encodeURIComponent(lying))
  const fresh = await desktop()
  await fresh.call('join.start', { invitation: { kind: 'link', url }, deviceName: 'B' })
  await until('it is offered', async () => (await first.call('devices.invitation', {})).state === 'offered')
  await first.call('devices.accept', { name: 'B', role: 'technician' })
  await until('it is found out', async () => (await fresh.call('join.status', {})).state === 'tampered')
  expect(await fresh.call('app.info', {})).toMatchObject({ shop: null, relayUrl: null })
})

test('[F47] an offer that nobody with the secret made is refused: no digits, no device', async () => {
  const relay = await relayOn()
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const lying = await relayBetween(relay.http, (path, body) =>
    path.startsWith('/v1/pairings/') ? body.replace(/"mac":"[0-9a-f]{2}/, '"mac":"00') : body,
  )
  // The relay named in the invitation is the honest one; the administrator's own connection is the one that lies.
  const shown = await first.call('devices.invite', {})
  if (shown.state !== 'open') throw new Error(shown.state)
  const fresh = await desktop()
  expect(shown.url).toContain(encodeURIComponent(relay.url))
  await first.call('devices.refuse', {})
  const { openInviting } = await import('../../../src/main/desktop/inviting.ts')
  const { openRelaySession } = await import('../../../src/main/replica/index.ts')
  const honest = openRelaySession(relay.url, { trust: first.trust, now: Date.now, changed() {} })
  await honest.open(AbortSignal.timeout(20_000))
  const { createTrustHttp } = await import('../../../src/main/replica/index.ts')
  const session = { ...honest, trust: createTrustHttp(lying, honest) }
  const inviting = openInviting({ trust: first.trust, now: Date.now, changed() {} })
  onTestFinished(() => inviting.close())
  const invited = await inviting.invite(session, relay.url)
  if (invited.state !== 'open') throw new Error(invited.state)
  await fresh.call('join.start', { invitation: { kind: 'link', url: invited.url }, deviceName: 'B' })
  await until('it is found out', () => inviting.status().state === 'tampered')
  await expect(inviting.accept({ name: 'B', role: 'admin' })).rejects.toMatchObject({ error: { kind: 'invalid' } })
  await until('the new device hears no', async () => (await fresh.call('join.status', {})).state === 'refused')
})

test('a join that is taken back leaves nothing behind, and the device may begin anew', async () => {
  const relay = await relayOn()
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const shown = await first.call('devices.invite', {})
  if (shown.state !== 'open') throw new Error(shown.state)
  const fresh = await desktop()
  await fresh.call('join.start', { invitation: { kind: 'link', url: shown.url }, deviceName: 'B' })
  await fresh.call('join.cancel', {})
  expect(await fresh.call('join.status', {})).toEqual({ state: 'none' })
  const info = await fresh.call('shop.create', {
    shopName: 'Autre',
    personName: 'Ana',
    deviceName: 'B',
    relayUrl: null,
  })
  expect(info).toMatchObject({ shop: { name: 'Autre' }, recoveryKeyWaits: true, device: { role: 'admin' } })
})

test('only an administrator at an administrator’s device, with a relay that knows devices, invites and decides', async () => {
  const refused = (kind: string) => ({ error: { kind } })
  const alone = await desktop()
  const people = await shopOn(alone)
  await expect(alone.call('devices.invite', {})).rejects.toMatchObject(refused('no-relay'))
  await alone.call('sync.setRelay', { relayUrl: (await openRelayOn()).url })
  await expect(alone.call('devices.invite', {})).rejects.toMatchObject(refused('no-relay'))
  await alone.call('sync.setRelay', { relayUrl: 'ws://127.0.0.1:9' })
  await expect(alone.call('devices.invite', {})).rejects.toMatchObject(refused('offline'))
  expect(await alone.call('devices.list', {})).toMatchObject({ fresh: false, devices: [{ name: 'Poste A' }] })

  const relay = await relayOn()
  await alone.call('sync.setRelay', { relayUrl: relay.url })
  await untilSynced(alone)
  const second = await pairedWith(alone, { role: 'supervisor' })
  await second.call('person.choose', { personId: people.claire })
  // Claire is an administrator; the device is not.
  for (const call of ['devices.invite', 'review.list'] as const) {
    await expect(second.call(call, {})).rejects.toMatchObject(refused('not-allowed'))
  }
  await alone.call('person.choose', { personId: people.hugo })
  await expect(alone.call('devices.invite', {})).rejects.toMatchObject(refused('not-allowed'))
  const { device } = await alone.call('app.info', {})
  await expect(alone.call('devices.revoke', { device: device.id, reason: 'essai' })).rejects.toMatchObject(
    refused('not-allowed'),
  )
})

test('an invitation opened outside is shown, also to a window that opens later, and joins nothing by itself', async () => {
  const fresh = await desktop()
  const shown: unknown[] = []
  fresh.on((event, payload) => {
    if (event === 'link.opened') shown.push(events['link.opened'].parse(payload))
  })
  expect(await fresh.call('link.opened', {})).toEqual({ invitation: null })
  const url = `rpma://pair?r=${encodeURIComponent('ws://127.0.0.1:9')}&s=${'ab'.repeat(32)}&k=${'A'.repeat(22)}`
  fresh.showInvitation(url)
  fresh.showInvitation(url)
  expect(shown).toEqual([{ invitation: url }, { invitation: url }])
  expect(await fresh.call('link.opened', {})).toEqual({ invitation: url })
  expect(await fresh.call('join.status', {})).toEqual({ state: 'none' })

  // Used, it is forgotten, however that ends.
  const start = fresh.call('join.start', { invitation: { kind: 'link', url }, deviceName: 'Poste B' })
  await expect(start).rejects.toMatchObject({ error: { kind: 'offline' } })
  expect(shown.at(-1)).toEqual({ invitation: null })
  expect(await fresh.call('link.opened', {})).toEqual({ invitation: null })
})

test('a device that has a shop ignores an invitation opened outside', async () => {
  const at = await desktop()
  await shopOn(at)
  const told: string[] = []
  at.on((event) => void told.push(event))
  at.showInvitation(`rpma://pair?r=${encodeURIComponent('ws://127.0.0.1:9')}&s=${'ab'.repeat(32)}&k=${'A'.repeat(22)}`)
  expect(await at.call('link.opened', {})).toEqual({ invitation: null })
  expect(told).not.toContain('link.opened')
})
