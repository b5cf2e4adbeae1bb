import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ulid } from 'ulid'
import { DesktopProcess } from '../../../scripts/demo/processes.ts'
import type { Deed } from '../../../scripts/demo/deeds.ts'
import { pairDesktops } from '../../../scripts/demo/pairing.ts'
import { relayOn, tempFolder, until } from './support.ts'

const CYCLES = process.env['RPMA_GATES'] === '1' ? 60 : 8

test(
  `[F3] ${CYCLES} kills of a whole desktop, right after « saved »: every fact said to be saved is on its disk`,
  async () => {
    const dir = tempFolder()
    const desk = new DesktopProcess('desk', path.join(dir, 'data'), dir)
    onTestFinished(() => desk.kill())
    await desk.start()
    await desk.call('keys.acceptUnprotected', {})
    const info = await desk.call('shop.create', {
      shopName: 'Atelier',
      personName: 'Claire',
      deviceName: 'A',
      relayUrl: null,
    })
    const claire = info.person!.id
    const job = `job/${ulid()}`
    const promised: string[] = []
    const deed = (n: number): Deed => ({ do: 'comment', text: `commentaire ${n}` })
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      let saved = 0
      const killed = new Promise<void>((resolve, reject) => {
        const killAfter = 1 + ((cycle * 7) % 23)
        for (let n = 0; n < killAfter + 10; n++) {
          desk.work(job, claire, deed(n)).then(
            (facts) => {
              promised.push(...facts)
              // The others are on their way to the disk, or behind.
              if (++saved === killAfter) desk.kill().then(resolve, reject)
            },
            () => {}, // cut off by the kill: nobody was told that it is saved
          )
        }
      })
      await killed
      await desk.start()
      expect(await desk.missing(job, promised)).toEqual([])
    }
    expect(promised.length).toBeGreaterThanOrEqual(CYCLES)
    expect((await desk.call('app.info', {})).person?.id).toBe(claire)

    // All of it is still to be sent, and goes.
    const relay = await relayOn()
    await desk.call('sync.setRelay', { relayUrl: relay.url })
    await until('synced', async () => (await desk.call('sync.status', {})).state === 'synced')
    const other = new DesktopProcess('other', path.join(dir, 'other'), dir)
    onTestFinished(() => other.kill())
    await other.start()
    await other.call('keys.acceptUnprotected', {})
    await pairDesktops(desk, other, { name: 'B', role: 'technician' })
    expect(await other.missing(job, promised)).toEqual([])
  },
  60_000 + 10_000 * CYCLES,
)
