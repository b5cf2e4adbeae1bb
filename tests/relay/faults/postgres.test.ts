/** Two relays as processes on one PostgreSQL: one of them is paused, then the database is killed under both. */
import { expect, onTestFinished, test } from 'vitest'
import { scratchFolder } from '../support/folder.ts'
import { startPostgres, whyNoPostgres } from '../support/postgres.ts'
import { figures, HOUR, LONG, size } from './support/gate.ts'
import { Oracle } from './support/oracle.ts'
import { gateRelay } from './support/relay.ts'
import type { GateRelay } from './support/relay.ts'

const ROUNDS = size(1, 10)
const PAUSE_MS = size(1000, 5000)
const DOCUMENTS = 4
const MAX_HEAL_MS = 10_000

test.skipIf(whyNoPostgres !== null)(
  '[F24, F25] one relay is paused, the database is killed: nothing acknowledged is lost, and both go on',
  { timeout: HOUR },
  async () => {
    const postgres = await startPostgres()
    onTestFinished(() => postgres.stop())
    const address = await postgres.database()
    const start = async (): Promise<GateRelay> =>
      gateRelay(await scratchFolder(), ['--log', 'postgres', '--database-url', address])
    const relays = [await start(), await start()] as const

    const oracle = new Oracle()
    const progress = [0, 0]
    let over = false
    // Devices in the same documents, half of them at each relay; they come back whenever they are sent away.
    const writing = relays.flatMap((relay, which) =>
      Array.from({ length: DOCUMENTS }, async (_, n) => {
        for (let turn = 0; !over; turn++) {
          const before = oracle.acknowledged
          await oracle.write(relay.target, `job/${n}`, `${which}.${n}.${turn}`, 20, () => {
            progress[which] = (progress[which] ?? 0) + 1
          })
          if (oracle.acknowledged === before) await sleep(50)
        }
      }),
    )
    const goesOn = async (which: 0 | 1): Promise<number> => {
      const [begun, from] = [performance.now(), progress[which] ?? 0]
      while ((progress[which] ?? 0) <= from + DOCUMENTS) await sleep(5)
      return performance.now() - begun
    }
    await Promise.all([goesOn(0), goesOn(1)])

    let whilePaused = 0
    const heals: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      process.kill(relays[1].pid, 'SIGSTOP')
      const before = progress[0] ?? 0
      await sleep(PAUSE_MS)
      const done = (progress[0] ?? 0) - before
      process.kill(relays[1].pid, 'SIGCONT')
      expect(done, 'acknowledged by the other one meanwhile').toBeGreaterThan(0)
      whilePaused += done
      await Promise.all([goesOn(0), goesOn(1)])

      await postgres.kill()
      await sleep(300)
      await postgres.start()
      heals.push(Math.max(...(await Promise.all([goesOn(0), goesOn(1)]))))
    }
    over = true
    await Promise.all(writing)
    // What is durable is what a relay reads that was not there. The other two may hear of each other's last commits a
    // moment later: a notification is a wake-up and never a commit.
    const lost = await oracle.lost((await start()).target)
    for (const { target } of relays) {
      await expect.poll(() => oracle.lost(target), { timeout: 30_000, interval: 100 }).toEqual([])
    }
    figures(
      'two relays, PostgreSQL',
      `${ROUNDS} pauses of ${PAUSE_MS} ms (${whilePaused} acknowledged by the other one), ${ROUNDS} database kills, ` +
        `${oracle.acknowledged} acknowledged, ${lost.length} lost, both at work again at most ${Math.round(Math.max(...heals))} ms ` +
        'after the database',
    )
    expect(lost).toEqual([])
    if (LONG) expect(Math.max(...heals)).toBeLessThanOrEqual(MAX_HEAL_MS)
  },
)

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
