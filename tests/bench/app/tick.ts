/** A tick, from the finger to the frame that shows it, in a small job and in a large one, turn by turn. */
import type { Browser, Page } from 'playwright-core'
import { fr } from '../../../src/renderer/i18n/fr.ts'
import { median, p95, type Figure } from './figures.ts'
import { JOB_ID, largeJob } from './large-job.ts'
import { goTo, openJob, openWindow } from './window.ts'

const WARM_UP = 20

export async function measureTicks(browser: Browser, rounds: number): Promise<readonly Figure[]> {
  const jobs = [largeJob(50), largeJob(5000)] as const
  const stages = [await openWindow(browser, jobs[0]), await openWindow(browser, jobs[1])] as const
  const samples: readonly [number[], number[]] = [[], []]
  try {
    for (const { page } of stages) {
      await openJob(page)
      await goTo(page, `/jobs/${JOB_ID}?tab=zones&zone=hood`)
      await page.getByRole('complementary', { name: fr['zone.panel'] }).getByRole('checkbox').first().waitFor()
    }
    for (let round = 0; round < WARM_UP + rounds; round++) {
      for (const [index, { page }] of stages.entries()) {
        const taken = await tickOnce(page, round)
        if (round >= WARM_UP) samples[index as 0 | 1].push(taken.ms)
      }
    }
  } finally {
    for (const stage of stages) await stage.close()
  }
  const [small, large] = samples
  const note = (of: readonly number[]) => `median ${median(of).toFixed(1)} ms of ${of.length}`
  return [
    {
      what: `tick → painted, ${jobs[1].facts} facts, p95`,
      value: p95(large),
      unit: 'ms',
      atMost: 16,
      note: note(large),
    },
    { what: `tick → painted, ${jobs[0].facts} facts, p95`, value: p95(small), unit: 'ms', note: note(small) },
    { what: 'large ÷ small, medians', value: median(large) / median(small), unit: '×', atMost: 1.5 },
  ]
}

export interface Tick {
  readonly ms: number
  /** When the frame stood, on the page's clock. */
  readonly at: number
}

/** A real press through the browser's input; fails when the box did not change by the frame that is measured. */
export async function tickOnce(page: Page, round: number): Promise<Tick> {
  const place = await page.evaluate(
    ([panel, turn]) => {
      const boxes = document.querySelectorAll<HTMLInputElement>(`aside[aria-label="${panel}"] input[type=checkbox]`)
      const box = boxes[turn % boxes.length]
      const row = box?.closest('label')
      if (!box || !row) throw new Error('expected ticks in the panel')
      row.scrollIntoView({ block: 'center' })
      const before = box.checked
      const page = globalThis as unknown as { benchTick: Promise<Tick & { changed: boolean }> }
      page.benchTick = new Promise((resolve) => {
        const up = (event: Event) => {
          window.addEventListener(
            'click',
            () =>
              requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel()
                port1.onmessage = () => {
                  const at = performance.now()
                  resolve({ ms: at - event.timeStamp, at, changed: box.checked !== before })
                }
                port2.postMessage(0)
              }),
            { once: true, capture: true },
          )
        }
        window.addEventListener('pointerup', up, { once: true, capture: true })
      })
      const { x, y, width, height } = row.getBoundingClientRect()
      return { x: x + width / 2, y: y + height / 2 }
    },
    [fr['zone.panel'], round] as const,
  )
  await page.mouse.move(place.x, place.y)
  await page.mouse.down()
  await page.mouse.up()
  const tick = await page.evaluate(
    () => (globalThis as unknown as { benchTick: Promise<Tick & { changed: boolean }> }).benchTick,
  )
  if (!tick.changed) throw new Error('expected the tick to be on the frame that was measured')
  return tick
}
