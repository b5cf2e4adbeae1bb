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
  const kept: Kept[] = []
  const tenth = Math.max(1, Math.round(cycles / 10))
  try {
    for (let cycle = 1; cycle <= cycles; cycle++) {
      await openJob(stage.page)
      await leaveJob(stage.page)
      if (cycle % tenth === 0) kept.push(await keptBy(debug))
    }
  } finally {
    await stage.close()
  }
  const figure = (what: string, unit: 'MB' | '', of: (each: Kept) => number): Figure => {
    const all = kept.map(of)
    const [early, late] = [all[0]!, all.at(-1)!]
    return {
      what: `${what} after ${cycles} open/close cycles, against ${tenth}`,
      value: (late / early - 1) * 100,
      unit: '%',
      atMost: 10,
      note: `${all.map((each) => each.toFixed(unit === 'MB' ? 1 : 0)).join(' ')} ${unit}`.trimEnd(),
    }
  }
  return [
    figure('heap', 'MB', (each) => each.heapMb),
    figure('nodes', '', (each) => each.nodes),
    figure('listeners', '', (each) => each.listeners),
  ]
}

/** What is still held after collecting: nodes and listeners that stay tell apart a leak from compiled code. */
interface Kept {
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
}

async function keptBy(debug: CDPSession): Promise<Kept> {
  await new Promise((resolve) => setTimeout(resolve, 500)) // what closes, closes
  for (let pass = 0; pass < 2; pass++) await debug.send('HeapProfiler.collectGarbage')
  const { usedSize } = await debug.send('Runtime.getHeapUsage')
  const { nodes, jsEventListeners } = await debug.send('Memory.getDOMCounters')
  return { heapMb: usedSize / 2 ** 20, nodes, listeners: jsEventListeners }
}
