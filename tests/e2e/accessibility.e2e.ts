/** axe finds nothing on any screen: French and English, light and dark, empty, filled, with a conflict. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { checkZone } from '../../src/crdt/job/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  chooseFiles,
  chooseLanguage,
  chooseTheme,
  createShop,
  jobIdOf,
  openDemoShop,
  openJob,
  openTab,
  pick,
  type Language,
  type Theme,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob, writeApart } from './main-records.ts'
import { jpegOf } from './pictures.ts'

const LOOKS: readonly (readonly [Language, Theme])[] = [
  ['Français', 'light'],
  ['English', 'light'],
  ['English', 'dark'],
  ['Français', 'dark'],
]
const words = (language: Language) => (language === 'Français' ? fr : en)

async function inLook(window: Page, language: Language, theme: Theme): Promise<void> {
  await chooseLanguage(window, language)
  await chooseTheme(window, theme)
}
async function goTo(window: Page, hash: string): Promise<void> {
  await window.evaluate((next) => {
    location.hash = next
  }, hash)
}

describe('before there is any work', () => {
  let desktop: Desktop
  beforeAll(async () => {
    desktop = await launchDesktop()
    desktop.window.setDefaultTimeout(15_000)
  })
  afterAll(() => desktop?.close())
  keepEvidence(() => ({ desktop }))

  test.each(LOOKS)('first run, its forms – %s, %s', async (language, theme) => {
    const { window } = desktop
    const say = words(language)
    await inLook(window, language, theme)
    expect(await axeFindings(window)).toEqual([])
    for (const [way, action] of [
      [say['first.createAction'], say['first.createAction']],
      [say['recover.title'], say['recover.action']],
    ] as const) {
      await window.getByRole('button', { name: way }).click()
      await window.getByRole('button', { name: action }).click() // with nothing filled in: the form says what it needs
      await window.getByRole('textbox', { name: say['relay.address'] }).waitFor()
      expect(await axeFindings(window), way).toEqual([])
      await window.getByRole('button', { name: say['action.back'] }).click()
    }
    await window.getByRole('button', { name: say['first.joinAction'] }).click()
    expect(await axeFindings(window), 'scan').toEqual([])
    for (const way of [say['join.way.link'], say['join.way.typed']]) {
      await pick(window, say['join.how'], way)
      await window.getByRole('button', { name: say['first.joinAction'] }).click()
      await window.locator('[aria-invalid=true]').first().waitFor()
      expect(await axeFindings(window), way).toEqual([])
    }
    await window.getByRole('button', { name: say['action.back'] }).click()
  })

  test('a shop is made', async () => {
    const { window } = desktop
    await inLook(window, 'Français', 'light')
    await createShop(window, { name: 'Atelier vide', person: 'Ana Rossi', device: 'Box 1', relayUrl: '' })
    await addPerson(window, 'Bruno Petit', 'Technicien')
  })

  test.each(LOOKS)('choice of a person, empty list, new job with its complaints – %s, %s', async (language, theme) => {
    const { window } = desktop
    const say = words(language)
    await goTo(window, '/')
    await inLook(window, language, theme)
    await window.getByRole('heading', { name: say['jobs.none'] }).waitFor()
    expect(await axeFindings(window), 'empty list').toEqual([])
    await goTo(window, '/people')
    await window.getByRole('heading', { name: say['person.who'].slice(0, 8) }).waitFor()
    expect(await axeFindings(window), 'people').toEqual([])
    await goTo(window, '/new')
    await window.getByRole('button', { name: say['new.newClient'] }).click()
    await window.getByRole('button', { name: say['new.create'] }).click()
    await window.getByText(say['draft.plate']).waitFor()
    expect(await axeFindings(window), 'new job').toEqual([])
  })
})

describe('in the middle of the work', () => {
  let desktop: Desktop
  let jobId: string
  beforeAll(async () => {
    desktop = await launchDesktop()
    const { window } = desktop
    window.setDefaultTimeout(15_000)
    await chooseLanguage(window, 'Français')
    await openDemoShop(window)
    await openJob(window, 'GK-482-ZR')
    jobId = jobIdOf(window)
    await openTab(window, 'Photos')
    await chooseFiles(window, window.getByRole('button', { name: 'Trois-quarts avant gauche' }), [
      jpegOf({ name: 'avant-gauche.jpg' }),
    ])
    await window
      .getByRole('listitem')
      .getByRole('button', { name: /^Voir la photo/ })
      .waitFor()
    await openTab(window, 'Défauts')
    await window.getByRole('button', { name: 'Signaler un défaut' }).click()
    const dialog = window.getByRole('dialog', { name: 'Signaler un défaut' })
    for (const [label, option] of [
      ['Zone', 'Capot'],
      ['Type', "Bulle d'air"],
    ] as const) {
      await dialog.getByRole('button', { name: label }).click()
      await window.getByRole('option', { name: option, exact: true }).click()
    }
    await dialog.getByRole('button', { name: 'Enregistrer le défaut' }).click()
    await dialog.waitFor({ state: 'hidden' })
    const people = (await readJob(window, jobId)).assignments.map((each) => each.person)
    await writeApart(
      window,
      `job/${jobId}`,
      [true, false].map((done) => (ledger, pen) => checkZone(ledger, 'fender_l', 'heat', done, pen)),
      [people[0]!, people[0]!],
    )
    await window.reload()
    await window.getByRole('tab', { name: /^À décider/ }).waitFor()
    expect((await readJob(window, jobId)).conflicts).toHaveLength(1)
  })
  afterAll(() => desktop?.close())
  keepEvidence(() => ({ desktop }))

  test.each(LOOKS)('list of jobs, and found by none – %s, %s', async (language, theme) => {
    const { window } = desktop
    const say = words(language)
    await goTo(window, '/')
    await inLook(window, language, theme)
    await window.getByText('GK-482-ZR').waitFor()
    expect(await axeFindings(window), 'filled').toEqual([])
    await window.getByRole('searchbox').fill('nothing of that name')
    await window.getByRole('heading', { name: say['jobs.noneFound'] }).waitFor()
    expect(await axeFindings(window), 'no match').toEqual([])
    await window.getByRole('searchbox').fill('')
  })

  test.each(LOOKS)('every part of a job – %s, %s', async (language, theme) => {
    const { window } = desktop
    const say = words(language)
    await goTo(window, `/jobs/${jobId}`)
    await inLook(window, language, theme)
    await expect.poll(() => window.getByRole('tab').count()).toBe(JOB_TABS.length)
    for (const tab of JOB_TABS) {
      await goTo(window, `/jobs/${jobId}?tab=${tab}`)
      const name = new RegExp(`^${say[`tab.${tab}`]}`)
      await window.getByRole('tab', { name, selected: true }).waitFor()
      await window.getByRole('tabpanel', { name }).waitFor()
      expect(await axeFindings(window), tab).toEqual([])
    }
  })

  test.each(LOOKS)(
    'a zone in conflict, a zone with film, and what opens over them – %s, %s',
    async (language, theme) => {
      const { window } = desktop
      const say = words(language)
      await goTo(window, `/jobs/${jobId}?tab=zones&zone=fender_l`)
      await inLook(window, language, theme)
      const panel = window.getByRole('complementary', { name: say['zone.panel'] })
      await panel.getByRole('heading', { level: 2 }).waitFor()
      expect(await axeFindings(window), 'conflict').toEqual([])
      await goTo(window, `/jobs/${jobId}?tab=zones&zone=hood`)
      await panel.getByRole('listitem').first().waitFor()
      expect(await axeFindings(window), 'film').toEqual([])
      for (const opener of [say['film.add'], say['defect.add'], say['zone.remove']]) {
        await panel.getByRole('button', { name: opener }).click()
        await window.getByRole('dialog').waitFor()
        expect(await axeFindings(window), opener).toEqual([])
        await window.getByRole('dialog').getByRole('button', { name: say['action.cancel'] }).click()
        await window.getByRole('dialog').waitFor({ state: 'hidden' })
      }
      await window.getByRole('button', { name: new RegExp(`^${say['sync.scopeShop']}`) }).click()
      await window.getByRole('dialog').waitFor()
      // React Aria puts a hidden way out beside the dialog, for screen readers: in no landmark, and rightly so.
      expect(await axeFindings(window, ['region']), 'sync').toEqual([])
      await window.keyboard.press('Escape')
      await window.getByRole('dialog').waitFor({ state: 'hidden' })
    },
  )
})

test('axe itself works here: a button without a name is found', async () => {
  const desktop = await launchDesktop()
  try {
    await desktop.window.getByRole('main').waitFor()
    await desktop.window.evaluate(() => document.querySelector('main')!.append(document.createElement('button')))
    expect((await axeFindings(desktop.window)).filter((line) => line.startsWith('button-name'))).toHaveLength(1)
  } finally {
    await desktop.close()
  }
})
