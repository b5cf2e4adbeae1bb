/** The guide in the window: F1 opens the page of the screen, without a network. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob } from './stage-job.ts'
import { member } from './stage-shop.ts'

let browser: Browser
let stage: Stage
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  expect(stage.problems).toEqual([])
  await stage.close()
})
afterAll(() => browser?.close())

async function openAt(hash: string, locale: 'fr' | 'en' = 'fr') {
  stage = await openStage({ browser, answers: { ...stageJob('full').answers, 'app.info': { ...member, locale } } })
  const { page } = stage
  await page.getByRole('main').waitFor()
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
  return page
}

test('F1 opens the page of the tab, with its pictures; a link leads on; Escape goes back', async () => {
  const page = await openAt(`/jobs/${JOB_ID}?tab=zones`)
  await page.getByRole('tablist').waitFor()
  await page.keyboard.press('F1')
  const help = page.getByRole('dialog', { name: 'Aide' })
  await help.getByRole('heading', { name: 'Zones et pose' }).waitFor()
  await expect
    .poll(() => help.getByRole('img').evaluateAll((all) => all.map((each) => (each as HTMLImageElement).naturalWidth)))
    .toEqual([1280])
  expect(await axeFindings(page)).toEqual([])
  await help.getByRole('listitem').getByRole('button', { name: 'Films et rouleaux' }).last().press('Enter')
  await help.getByRole('heading', { name: 'Films et rouleaux' }).waitFor()
  await page.keyboard.press('Escape')
  await help.waitFor({ state: 'hidden' })
})

test('« ? » in the header opens it too; a search narrows the pages; the English window says that they are French', async () => {
  const page = await openAt('/', 'en')
  await page.getByRole('button', { name: 'Help (F1)' }).click()
  const help = page.getByRole('dialog', { name: 'Help' })
  await help.getByText('The guide is in French.').waitFor()
  await help.getByRole('textbox', { name: 'Search the help' }).fill('humidite releve')
  const pages = help.getByRole('navigation', { name: 'Pages of the help' }).getByRole('button')
  await expect.poll(() => pages.allInnerTexts()).toContain('Relevés de conditions')
  expect(await pages.allInnerTexts()).not.toContain('Photos')
  expect(await axeFindings(page)).toEqual([])
  await help.getByRole('textbox', { name: 'Search the help' }).fill('xyzzy')
  await help.getByText('No page fits. Try a single word.').waitFor()
})
