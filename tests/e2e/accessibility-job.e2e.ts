/**
 * axe finds nothing on any part of a job and in « À décider »: French and English, light and dark and bay; empty, full,
 * and with conflicts. On the stage, in one browser, so that all of it stays a matter of seconds.
 */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob, type Filling } from './stage-job.ts'
import { member } from './stage-shop.ts'
import { wordsOf } from './words.ts'

const THEMES = ['light', 'dark', 'bay'] as const
const FILLINGS: readonly Filling[] = ['empty', 'full', 'conflict']
const LOCALES = ['fr', 'en'] as const
const JOB = `/jobs/${JOB_ID}`
const HASHES = [
  '/inbox',
  '/',
  ...JOB_TABS.map((tab) => `${JOB}?tab=${tab}`),
  `${JOB}?tab=zones&zone=fender_l`,
  `${JOB}?tab=zones&zone=trunk`,
]
const cases = LOCALES.flatMap((locale) => FILLINGS.map((filling) => [locale, filling] as const))

let browser: Browser
let stage: Stage | undefined
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(() => stage?.close())
afterAll(() => browser?.close())

test.each(cases)('every part of a job – %s, %s', { timeout: 180_000 }, async (locale, filling) => {
  const answers = { ...stageJob(filling).answers, 'app.info': { ...member, locale } }
  stage = await openStage({ browser, answers })
  const { page } = stage
  const say = locale === 'fr' ? fr : en
  await page.getByRole('main').waitFor()
  for (const hash of HASHES) {
    await page.evaluate((next) => {
      location.hash = next
    }, hash)
    const tab = /tab=(\w+)/.exec(hash)?.[1]
    if (tab !== undefined) {
      await page.locator(`[role=tab][data-key=${tab}][aria-selected=true]`).waitFor()
      await page.getByRole('tabpanel').waitFor()
    } else
      await page.getByRole('heading', { level: 1, name: say[hash === '/' ? 'jobs.title' : 'inbox.title'] }).waitFor()
    for (const [index, theme] of THEMES.entries()) {
      await page.evaluate((next) => {
        document.documentElement.dataset['theme'] = next
      }, theme)
      // Between themes nothing but colours differs; in the bay their contrast is at least 7:1.
      const only =
        index === 0 ? undefined : ['color-contrast', theme === 'bay' ? 'color-contrast-enhanced' : 'link-in-text-block']
      expect(await axeFindings(page, [], only), `${hash} ${theme}`).toEqual([])
    }
    expect(await wordsOf(locale === 'fr' ? 'en' : 'fr', page), `${hash}: words of the other language`).toEqual([])
  }
  expect(stage.problems).toEqual([])
})
