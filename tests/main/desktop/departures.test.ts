/** Administrators' devices that leave, forks and wrong clocks: what the devices that stay can still do, and are told. */
import { expect, test } from 'vitest'
import { createTrustHttp } from '../../../src/main/replica/index.ts'
import { desktop, pairedWith, relayOn, shopOn, until, untilSynced, type TestDesktop } from './support.ts'

const idOf = async (at: TestDesktop) => (await at.call('app.info', {})).device.id

test('[F46] who was brought in by an administrator’s device that is revoked stays in', async () => {
  const relay = await relayOn()
  const first = await desktop()
  const people = await shopOn(first, relay.url)
  await untilSynced(first)
  const second = await pairedWith(first, { name: 'Bureau', role: 'admin' })
  await second.call('person.choose', { personId: people.claire })
  await untilSynced(second)
  const third = await pairedWith(second, { name: 'Atelier', role: 'technician' })
  await untilSynced(third)
  await third.close()
  await first.call('devices.revoke', { device: await idOf(second), reason: 'volé' })
  const back = await desktop(third.dir)
  await untilSynced(back)
})

test('an administrator’s device whose list forked from the relay’s says so, and not that the input was wrong', async () => {
  const relay = await relayOn()
  const first = await desktop()
  await shopOn(first, relay.url)
  await untilSynced(first)
  const second = await pairedWith(first, { role: 'technician' })
  await untilSynced(second)
  // As after a rename at another relay of the shop, while this one took another act.
  const device = await idOf(second)
  const { membership } = first.trust
  const here = first.trust.sign({ kind: 'rename', device, name: 'Ici' }, membership!)
  const there = first.trust.sign({ kind: 'rename', device, name: 'Ailleurs' }, membership!)
  await createTrustHttp(relay.url).postMembership({ from: membership!.length, entries: [there] })
  expect(await first.trust.adopt(membership!.length, [here])).toBe('taken')
  await expect(first.call('devices.rename', { device, name: 'Encore' })).rejects.toMatchObject({
    error: { kind: 'list-forked' },
  })
})

test.each([10, -10])(
  '[F26] a clock %i years off opens a recovery window of as many hours as were asked for',
  async (years) => {
    const relay = await relayOn()
    const off = years * 365 * 86_400_000
    const first = await desktop(undefined, { now: () => Date.now() + off })
    await shopOn(first, relay.url)
    await until('it met the relay', async () => (await first.call('sync.status', {})).relay.state === 'connected')
    await first.call('devices.setRecovery', { hours: 24 })
    const { recoveryUntil } = await first.call('devices.list', {})
    expect(Math.abs(recoveryUntil - (Date.now() + 24 * 3_600_000))).toBeLessThan(600_000)
  },
)
