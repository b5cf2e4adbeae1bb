/** Two whole relays on one PostgreSQL: a session, a ticket and a revocation hold at both. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rawClient } from '../support/client.ts'
import { startPostgres, whyNoPostgres } from '../support/postgres.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { scratchFolder } from '../support/folder.ts'
import { relayHere } from '../support/relay.ts'
import { createTestShop } from '../support/shop.ts'

const JOB = 'job/01ARZ3NDEKTSV4RRFFQ69G5FAV'

const title = `trust on PostgreSQL${whyNoPostgres === null ? '' : ` (skipped: ${whyNoPostgres})`}`
describe.skipIf(whyNoPostgres !== null)(title, () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server.stop())

  test('[F46] what one relay is told closes the sockets at the other; a session holds at both', async () => {
    const databaseUrl = await server.database()
    const open = async () => relayHere({ auth: 'grants', log: 'postgres', databaseUrl, data: await scratchFolder() })
    const [first, second] = [await open(), await open()]
    const shop = createTestShop()
    const device = shop.admit('technician')
    const headers = await shop.openSession(first.http, device)
    const client = await rawClient(`${second.url}/${JOB}`, headers)
    expect(await client.barrier(1)).toBe(true)

    const { ticket } = (await (
      await fetch(`${first.http}/v1/tickets`, { method: 'POST', headers, body: JSON.stringify({ document: JOB }) })
    ).json()) as { ticket: string }
    const knocks = await Promise.all(
      [first, second, first, second].map(async ({ url }) => {
        const guest = await rawClient(`${url}/${JOB}?ticket=${ticket}`)
        return Promise.race([guest.barrier(1), guest.closed.then(({ code }) => code)])
      }),
    )
    expect(knocks.filter((answer) => answer === true)).toHaveLength(1)

    shop.revoke(device)
    await shop.push(first.http)
    expect(await client.closed).toEqual({ code: 4403, reason: 'revoked' })
    expect(await (await rawClient(`${second.url}/${JOB}`, headers)).closed).toMatchObject({ code: 4401 })
  })

  test('[F24] while the database is gone nobody new comes in, and devices that are in are asked to wait', async () => {
    const databaseUrl = await server.database()
    const relay = await relayHere({ auth: 'grants', log: 'postgres', databaseUrl, data: await scratchFolder() })
    const shop = createTestShop()
    const headers = await shop.openSession(relay.http, shop.admin)
    await server.kill()
    await expect(shop.openSession(relay.http, shop.admin)).rejects.toThrow(/unavailable|cannot read or store/)
    await server.start()
    for (;;) {
      const answer = await fetch(`${relay.http}/v1/devices`, { headers })
      if (answer.ok) break
      expect(answer.status).toBe(503)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(await shop.openSession(relay.http, shop.admin)).toHaveProperty('authorization')
  })
})
