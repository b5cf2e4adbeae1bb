/**
 * What one tick may redraw, counted and not timed: a busy machine changes nothing in it. React tells its developer
 * tools which components it drew; this reads the same.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { JOB_ID, largeJob } from '../bench/app/large-job.ts'
import { tickOnce } from '../bench/app/tick.ts'
import { goTo, openJob, openWindow } from '../bench/app/window.ts'
import { commitsSince, countDrawn } from './drawn.ts'
import { launchBrowser } from './stage.ts'

/**
 * In the frame that answers the finger: the box and its row, the list's row, the heads that count, the progress.
 * Measured 40; the rest is room for one more thing that shows the tick, not for a part that does not.
 */
const AT_MOST = 50

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

test('a tick draws its box, its row and what counts it, in a job of 5,000 facts no more than in one of 50', async () => {
  const small = await drawnByTicks(50)
  const large = await drawnByTicks(5000)
  expect(small.frame).toBeGreaterThan(5) // it does count
  expect(large.frame).toBeLessThanOrEqual(AT_MOST)
  expect(large.frame).toBeLessThanOrEqual(small.frame + 2)
  // What follows, all told, once the outbox is empty again: undo's buttons, the badges.
  expect(large.all).toBeLessThanOrEqual(2 * AT_MOST)
})

interface Drawn {
  /** Components drawn from the press to the frame that shows the tick. */
  readonly frame: number
  /** The same, until the window is quiet again. */
  readonly all: number
}

/** The least of several ticks: a presence or a clock may come between in one of them. */
async function drawnByTicks(facts: number): Promise<Drawn> {
  const stage = await openWindow(browser, largeJob(facts), countDrawn)
  const { page } = stage
  try {
    await openJob(page)
    await goTo(page, `/jobs/${JOB_ID}?tab=zones&zone=hood`)
    await page.getByRole('complementary', { name: fr['zone.panel'] }).getByRole('checkbox').first().waitFor()
    const ticks: Drawn[] = []
    for (let round = 0; round < 5; round++) ticks.push(await drawnByTick(page, round))
    return { frame: Math.min(...ticks.map((tick) => tick.frame)), all: Math.min(...ticks.map((tick) => tick.all)) }
  } finally {
    await stage.close()
  }
}

async function drawnByTick(page: Page, round: number): Promise<Drawn> {
  await commitsSince(page)
  const { at } = await tickOnce(page, round)
  await page.waitForTimeout(500)
  const commits = await commitsSince(page)
  const sum = (of: typeof commits) => of.reduce((total, commit) => total + commit.drawn, 0)
  return { frame: sum(commits.filter((commit) => commit.at <= at)), all: sum(commits) }
}
