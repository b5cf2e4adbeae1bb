/** The palette and the keys that work everywhere: no pointer is needed for any way through the app. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob } from './stage-job.ts'
import { member } from './stage-shop.ts'
import { wordsOf } from './words.ts'

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

async function openAt(hash: string, locale: 'fr' | 'en' = 'fr'): Promise<Page> {
  stage = await openStage({ browser, answers: { ...stageJob('full').answers, 'app.info': { ...member, locale } } })
  const { page } = stage
  await page.getByRole('main').waitFor()
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
  return page
}
const palette = (page: Page) => page.getByRole('dialog', { name: 'Aller à' })

test('Ctrl+K, a few letters and Enter lead to a screen; Escape leaves everything as it was', async () => {
  const page = await openAt('/')
  await page.getByRole('heading', { name: 'Interventions' }).waitFor()
  await page.keyboard.press('Control+k')
  await palette(page).waitFor()
  await page.keyboard.press('Escape')
  await palette(page).waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('decid')
  await palette(page).getByRole('menuitem', { name: 'À décider' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'À décider', level: 1 }).waitFor()
})

test('what is typed searches the jobs as the list does, and opens the one that is found', async () => {
  const page = await openAt('/')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('GR-204')
  await palette(page)
    .getByRole('menuitem', { name: /Porsche 911 Carrera/ })
    .waitFor()
  await expect
    .poll(() =>
      stage.asked.filter(({ name }) => name === 'jobs.list').map(({ input }) => (input as { search: string }).search),
    )
    .toContain('GR-204')
  await page.keyboard.press('Enter')
  await page.getByRole('tablist').waitFor()
  expect(page.url()).toContain(JOB_ID)
})

test('in a job it leads to its zones and parts', async () => {
  const page = await openAt(`/jobs/${JOB_ID}`)
  await page.getByRole('tablist').waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('aile av dr')
  await palette(page).getByRole('menuitem', { name: 'Aile avant droite' }).waitFor()
  await page.keyboard.press('Enter')
  await page
    .getByRole('complementary', { name: 'Zone choisie' })
    .getByRole('heading', { name: 'Aile avant droite' })
    .waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('clot')
  await palette(page).getByRole('menuitem', { name: 'Clôture' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: 'Clôture', selected: true }).waitFor()
})

test('Alt and a digit is the tab of that place, each of the first nine', async () => {
  const page = await openAt(`/jobs/${JOB_ID}`)
  await page.getByRole('tablist').waitFor()
  for (const [index, tab] of JOB_TABS.slice(0, 9).entries()) {
    await page.keyboard.press(`Alt+Digit${index + 1}`)
    await page.getByRole('tab', { name: new RegExp(`^${fr[`tab.${tab}`]}`), selected: true }).waitFor()
  }
})

test('a question mark lists the keys, in a field it is a letter; a slash goes to the search', async () => {
  const page = await openAt('/')
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox')
  await expect.poll(() => search.evaluate((box) => box === document.activeElement)).toBe(true)
  await page.keyboard.type('?/')
  expect(await search.inputValue()).toBe('?/')
  await search.blur()
  await page.keyboard.press('?')
  const list = page.getByRole('dialog', { name: 'Raccourcis clavier' })
  await list.getByText('Aller à un écran, une intervention, une zone').waitFor()
  // What lies over the screen has the keyboard to itself.
  await page.keyboard.press('Control+k')
  expect(await palette(page).count()).toBe(0)
})

test.each(['fr', 'en'] as const)('axe finds nothing – %s', async (locale) => {
  const say = locale === 'fr' ? fr : en
  const page = await openAt(`/jobs/${JOB_ID}`, locale)
  await page.getByRole('tablist').waitFor()
  for (const theme of ['light', 'dark', 'bay']) {
    await page.evaluate((next) => {
      document.documentElement.dataset['theme'] = next
    }, theme)
    await page.getByRole('button', { name: say['palette.open'] }).click()
    await page.getByRole('menuitem').first().waitFor()
    expect(await axeFindings(page), theme).toEqual([])
    expect(await wordsOf(locale === 'fr' ? 'en' : 'fr', page)).toEqual([])
    stage.answer('jobs.list', { rows: [], total: 0 })
    await page.keyboard.type('zzzz')
    await page.getByText(say['palette.none']).waitFor()
    expect(await axeFindings(page), `${theme} none`).toEqual([])
    await page.keyboard.press('Escape') // empties the field
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: say['shortcut.title'] }).waitFor()
    expect(await axeFindings(page), `${theme} keys`).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
})
