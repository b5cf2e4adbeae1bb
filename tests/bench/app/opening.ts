/** Opening a job of 5,000 facts and 80 photos: the first time in a window, without a cache, and with it. */
import type { Browser, Page } from 'playwright-core'
import { median, p95, type Figure } from './figures.ts'
import { JOB_ID, largeJob, PHOTOS } from './large-job.ts'
import { leaveJob, openJob, openWindow } from './window.ts'

export async function measureOpening(browser: Browser, rounds: number): Promise<readonly Figure[]> {
  const job = largeJob(5000)
  const first: number[] = []
  const cold: number[] = []
  const warm: number[] = []
  for (let window = 0; window < Math.max(3, Math.ceil(rounds / 4)); window++) {
    const stage = await openWindow(browser, job)
    first.push((await openJob(stage.page)).ms)
    for (let round = 0; round < 4; round++) {
      await leaveAndSettle(stage.page)
      warm.push((await openJob(stage.page)).ms)
      await leaveAndSettle(stage.page)
      await forget(stage.page)
      cold.push((await openJob(stage.page)).ms)
    }
    await stage.close()
  }
  const figure = (what: string, samples: readonly number[]): Figure => ({
    what: `opening ${job.facts} facts, ${PHOTOS} photos, ${what}, median`,
    value: median(samples),
    unit: 'ms',
    atMost: 300,
    note: `p95 ${p95(samples).toFixed(0)} ms of ${samples.length}`,
  })
  return [figure('first in a new window', first), figure('no browser cache', cold), figure('browser cache', warm)]
}

/** Until the document was closed: opening it again must not find it still there. */
async function leaveAndSettle(page: Page): Promise<void> {
  await leaveJob(page)
  await page.waitForTimeout(150)
}

async function forget(page: Page): Promise<void> {
  await page.evaluate(async (job) => {
    for (const { name } of await indexedDB.databases()) {
      if (!name?.endsWith(`job/${job}`)) continue
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name)
        request.onsuccess = () => resolve()
        request.onerror = () => reject(new Error(`expected ${name} to be forgotten`))
      })
    }
  }, JOB_ID)
}
