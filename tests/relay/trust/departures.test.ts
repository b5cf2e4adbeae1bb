/** What is left of a device that was shut out, or lost its role: what it signed, sends just now, or fetches just now. */
import { request as ask } from 'node:http'
import { expect, test } from 'vitest'
import type { GrantsReply } from '../../../src/crdt/protocol/index.ts'
import { createMemoryRegister } from '../../../sync-relay/src/trust/memory-register.ts'
import { bearer, knock, openShop, refusal } from './stand.ts'
import type { StandWithShop } from './stand.ts'

test('[F46] what a departed administrator’s device signed is not listed as a grant: whoever renews signs it anew', async () => {
  const stand = await openShop()
  const { shop } = stand
  const second = shop.admit('admin')
  const device = shop.admit('technician')
  await shop.push(stand.http)
  const admin = await bearer(stand, shop.admin)
  const put = async (by?: typeof second) => {
    const grant = await shop.grantFor(device, {}, by)
    return (await stand.send('PUT', `/v1/grants/${device.device}`, { grant }, admin)).status
  }
  const listed = async () =>
    ((await stand.send('GET', '/v1/grants', undefined, admin)).body as GrantsReply).grants.map((each) => each.device)
  expect(await put(second)).toBe(200)
  expect(await listed()).toEqual([device.device])
  shop.revoke(second)
  await shop.push(stand.http)
  expect(refusal(await knock(stand, device, { grant: null }))).toBe('403 grant-stale')
  expect(await listed()).toEqual([])
  expect(await put()).toBe(200)
  expect(await listed()).toEqual([device.device])
  expect((await knock(stand, device, { grant: null })).status).toBe(200)
})

test('[F46] a body that arrives after the administrator’s device was revoked decides nothing', async () => {
  const register = createMemoryRegister()
  const stand = await openShop({ register })
  const { shop } = stand
  const second = shop.admit('admin')
  await shop.push(stand.http)
  const device = shop.admin.device
  const document = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'
  await register.quarantine({ device, document, update: Uint8Array.of(0, 0), at: stand.clock.now() }, 1_000_000)
  const [work] = await register.quarantined(1)
  const session = await bearer(stand, second)
  const body = JSON.stringify({ verdict: 'accept' })
  const answered = await slowly(stand, `/v1/quarantine/${work?.id}`, session, body, async () => {
    shop.revoke(second)
    await shop.push(stand.http)
  })
  expect(answered).toBe(401)
  expect(stand.asked.filter((what) => what.startsWith('merge'))).toEqual([])
  expect(await register.quarantined(1)).toHaveLength(1)
})

/** Sends the head and one byte, does `between`, then sends the rest. */
function slowly(
  stand: StandWithShop,
  path: string,
  headers: Record<string, string>,
  body: string,
  between: () => Promise<void>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const sending = ask(`${stand.http}${path}`, { method: 'POST', headers: { ...headers, ...length } }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sending.on('error', reject)
    sending.write(body.slice(0, 1))
    // Another answer on another connection: by then the head was judged.
    void stand
      .send('GET', '/v1/challenge')
      .then(() => stand.send('GET', '/v1/challenge'))
      .then(between)
      .then(() => sending.end(body.slice(1)), reject)
  })
}
