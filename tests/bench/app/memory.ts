/** What a window keeps of a job that was opened and closed again and again. */
import type { Browser, CDPSession } from 'playwright-core'
import type { Figure } from './figures.ts'
import { largeJob } from './large-job.ts'
import { leaveJob, openJob, openWindow } from './window.ts'

const FACTS = 500

/** Compares the heap after a tenth of the cycles, when everything was made that is made once, with that at the end. */
export async function measureMemory(browser: Browser, cycles: number): Promise<readonly Figure[]> {
  const stage = await openWindow(browser, largeJob(FACTS))
  const debug = await stage.page.context().newCDPSession(stage.page)
  const heaps: number[] = []
  const tenth = Math.max(1, Math.round(cycles / 10))
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await openJob(stage.page)
      await leaveJob(stage.page)
      if (cycle % tenth === 0) heaps.push(await heapOf(debug))
    }
  } finally {
    await stage.close()
  }
  const [early, late] = [heaps[0]!, heaps.at(-1)!]
  return [
    {
      what: `heap after ${cycles} open/close cycles, against ${tenth}`,
      value: (late / early - 1) * 100,
      unit: '%',
      atMost: 10,
      note: `${heaps.map((heap) => (heap / 2 ** 20).toFixed(1)).join(' ')} MB; ${((late - early) / (cycles - tenth) / 1024).toFixed(1)} kB a cycle`,
    },
  ]
}

async function heapOf(debug: CDPSession): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 500)) // what closes, closes
  for (let pass = 0; pass < 2; pass++) await debug.send('HeapProfiler.collectGarbage')
  return (await debug.send('Runtime.getHeapUsage')).usedSize
}
