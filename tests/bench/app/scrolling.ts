/** Scrolling through a job's photos: what each frame costs, a window's height in ten frames, down and up again. */
import type { Browser, Page } from 'playwright-core'
import { fr } from '../../../src/renderer/i18n/fr.ts'
import { median, p95, type Figure } from './figures.ts'
import { JOB_ID, largeJob } from './large-job.ts'
import { goTo, openWindow } from './window.ts'

const PHOTOS = 300
/** Of a job that holds so many photos and as much else as comes with them. */
const FACTS = 2200

export async function measureScrolling(browser: Browser, rounds: number): Promise<readonly Figure[]> {
  const job = largeJob(FACTS, PHOTOS)
  const here = ({ sha256s }: { readonly sha256s: readonly string[] }) =>
    sha256s.map((sha256) => ({ sha256, here: true, relay: true }))
  const stage = await openWindow(browser, { ...job, answers: { ...job.answers, 'blobs.status': here } })
  const frames: number[] = []
  let most = 0
  for (let round = 0; round < rounds; round++) {
    await goTo(stage.page, `/jobs/${JOB_ID}?tab=photos`)
    await stage.page.getByRole('tabpanel').getByRole('listitem').first().waitFor()
    const seen = await scroll(stage.page)
    if (seen.photos !== PHOTOS) throw new Error(`expected ${PHOTOS} photos to pass, seen ${seen.photos}`)
    frames.push(...seen.frames)
    most = Math.max(most, seen.drawn)
    await goTo(stage.page, '/')
    await stage.page.getByRole('heading', { name: fr['jobs.title'], level: 1 }).waitFor()
  }
  await stage.close()
  const long = frames.filter((ms) => ms > 33).length
  return [
    {
      what: `scrolling ${PHOTOS} photos, a frame, p95`,
      value: p95(frames),
      unit: 'ms',
      atMost: 16,
      note: `median ${median(frames).toFixed(1)} ms of ${frames.length}, ${long} above 33 ms, ${most} drawn at most`,
    },
  ]
}

interface Scrolled {
  /** Milliseconds from each frame to the next. */
  readonly frames: readonly number[]
  /** Different photos that were in the page at some time, and the most at one time. */
  readonly photos: number
  readonly drawn: number
}

function scroll(page: Page): Promise<Scrolled> {
  return page.evaluate(
    () =>
      new Promise<Scrolled>((resolve) => {
        const wall = document.querySelector('[role=tabpanel]')!
        let scroller = wall.querySelector('[role=listitem]')!.parentElement!
        while (getComputedStyle(scroller).overflowY !== 'auto') scroller = scroller.parentElement!
        const step = scroller.clientHeight / 10
        const frames: number[] = []
        const passed = new Set<string>()
        let drawn = 0
        let way = 1
        let last = performance.now()
        const next = (now: number) => {
          frames.push(now - last)
          last = now
          const items = wall.querySelectorAll('[role=listitem]')
          drawn = Math.max(drawn, items.length)
          for (const item of items) {
            // Numbered within the list of their moment.
            passed.add(`${item.closest('[role=list]')!.ariaLabel} ${item.ariaPosInSet}`)
          }
          const before = scroller.scrollTop
          scroller.scrollTop = before + way * step
          if (scroller.scrollTop === before) {
            if (way < 0) return resolve({ frames: frames.slice(1), photos: passed.size, drawn })
            way = -1
          }
          requestAnimationFrame(next)
        }
        requestAnimationFrame(next)
      }),
  )
}
