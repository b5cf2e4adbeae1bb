/** The demonstration, both languages, both looks, the keyboard, and what a window may lose without losing work. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { keepEvidence } from './evidence.ts'
import {
  chooseLanguage,
  chooseTheme,
  fill,
  goToJobs,
  openDemoShop,
  openJob,
  openTab,
  openZone,
  tick,
  tickOf,
  zonePanel,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'
import { wordsOf } from './words.ts'

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
  desktop.window.setDefaultTimeout(15_000)
  await chooseLanguage(desktop.window, 'Français')
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

const PORSCHE = 'GK-482-ZR'

test('the first screen offers three ways, in both languages', async () => {
  const { window } = desktop
  for (const name of ['Créer mon atelier', 'Voir la démonstration', "Rejoindre l'atelier"]) {
    await window.getByRole('button', { name }).waitFor()
  }
  expect(await wordsOf('en', window)).toEqual([])
  await chooseLanguage(window, 'English')
  await window.getByRole('button', { name: 'Create my shop' }).waitFor()
  expect(await wordsOf('fr', window)).toEqual([])
  await chooseLanguage(window, 'Français')
})

test('the demonstration opens with jobs, and says that it is one', async () => {
  const { window } = desktop
  await openDemoShop(window)
  await window.getByRole('banner').getByText('Démonstration').waitFor()
  await expect.poll(() => window.getByRole('list', { name: 'Interventions' }).getByRole('link').count()).toBe(4)
})

test('the demonstration stays on this device: nothing offers a relay for it', async () => {
  const { window } = desktop
  await window.getByRole('button', { name: /^Synchronisation de l'atelier/ }).click()
  const bubble = window.getByRole('dialog')
  await bubble.getByText(fr['sync.aloneExplained']).waitFor()
  expect(await bubble.getByRole('button', { name: /relais/ }).count()).toBe(0)
  await window.keyboard.press('Escape')
  await bubble.waitFor({ state: 'hidden' })
})

test('a cut with neither roll nor lot is not taken; with a lot it is', async () => {
  const { window } = desktop
  const jobId = await openJob(window, 'HB-117-QD') // nothing is cut there yet
  const panel = await openZone(window, 'Capot')
  await panel.getByRole('button', { name: 'Ajouter une découpe' }).click()
  const dialog = window.getByRole('dialog')
  expect(await dialog.getByRole('textbox', { name: 'Lot', exact: true }).inputValue()).toBe('')
  await dialog.getByRole('textbox', { name: /^Longueur coupée/ }).fill('1,2')
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await dialog.getByText('Choisissez un rouleau ou indiquez un lot.').waitFor()
  expect((await readJob(window, jobId)).filmUses).toEqual([])
  await fill(dialog, 'Lot', 'LOT-ESSAI')
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect
    .poll(async () => (await readJob(window, jobId)).filmUses)
    .toMatchObject([{ roll: '', lot: 'LOT-ESSAI', lengthMm: 1200 }])
  await goToJobs(window)
})

test('there and back between the languages, no screen keeps words of the other', async () => {
  const { window } = desktop
  await openJob(window, PORSCHE)
  await openZone(window, 'Capot')
  await chooseLanguage(window, 'English')
  await window.getByRole('tab', { name: 'Zones' }).waitFor()
  expect(await wordsOf('fr', window)).toEqual([])
  expect((await wordsOf('en', window)).length, 'English words that the search itself finds').toBeGreaterThan(30)
  const tabs = window.getByRole('tab')
  for (const tab of await tabs.all()) {
    await tab.click()
    expect(await wordsOf('fr', window), `tab ${await tab.innerText()}`).toEqual([])
  }
  await goToJobs(window)
  expect(await wordsOf('fr', window)).toEqual([])
  await window.getByRole('navigation').getByRole('link', { name: 'New job' }).click()
  await window.getByRole('heading', { name: 'New job', level: 1 }).waitFor()
  expect(await wordsOf('fr', window)).toEqual([])
  await chooseLanguage(window, 'Français')
  await window.getByRole('heading', { name: 'Nouvelle intervention', level: 1 }).waitFor()
  expect(await wordsOf('en', window)).toEqual([])
})

test('light and dark differ, and the wish is kept over a reload', async () => {
  const { window } = desktop
  const heading = window.getByRole('heading', { level: 1 })
  const ink = () => heading.evaluate((element) => getComputedStyle(element).color)
  await chooseTheme(window, 'light')
  const light = await ink()
  await chooseTheme(window, 'dark')
  expect(await ink()).not.toBe(light)
  await window.reload()
  await window.locator('html[data-theme=dark]').waitFor({ state: 'attached' })
  await chooseTheme(window, 'light')
})

test('without a mouse: Tab finds the map, arrows walk on it, Enter opens the zone', async () => {
  const { window } = desktop
  await goToJobs(window)
  await openJob(window, PORSCHE)
  await window.getByRole('heading', { name: 'Choisissez une zone' }).waitFor()
  const focused = () =>
    window.evaluate(() => {
      const element = document.activeElement
      const onMap = element?.closest('svg[role=group]') !== null && element?.closest('svg[role=group]') !== undefined
      return { onMap, name: element?.getAttribute('aria-label') ?? '' }
    })
  await window.getByRole('tab', { name: 'Zones' }).focus()
  let stops = 0
  while (!(await focused()).onMap) {
    expect(++stops, 'Tab never reached the map').toBeLessThan(30)
    await window.keyboard.press('Tab')
  }
  const first = (await focused()).name
  // At the edge of the drawing one direction leads nowhere; of four, one leads somewhere.
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp']) {
    if ((await focused()).name !== first) break
    await window.keyboard.press(key)
  }
  const { onMap, name } = await focused()
  expect(onMap).toBe(true)
  expect(name).not.toBe(first)
  await window.keyboard.press('Enter')
  await zonePanel(window)
    .getByRole('heading', { name: name.split(' – ')[0]!, exact: true })
    .waitFor()
})

test('a reload keeps the place and the work', async () => {
  const { window } = desktop
  const panel = await openZone(window, 'Aile avant droite')
  await tick(panel, 'Gabarit conforme')
  await expect.poll(() => tickOf(panel, 'Gabarit conforme').isChecked()).toBe(true)
  const place = window.url()
  const before = await cacheRows(window)
  await window.reload()
  expect(window.url()).toBe(place)
  await zonePanel(window).getByRole('heading', { name: 'Aile avant droite', exact: true }).waitFor()
  await expect.poll(() => tickOf(zonePanel(window), 'Gabarit conforme').isChecked()).toBe(true)
  // Each opening of a cache writes a row: the shop's, the job's and its client's. The next test wipes what is in use.
  await expect.poll(async () => (await cacheRows(window)) - before).toBeGreaterThanOrEqual(3)
})

/** How many rows the window's caches hold together. Asked behind a write that has begun, it counts what was written. */
function cacheRows(window: Page): Promise<number> {
  return window.evaluate(async () => {
    const answerOf = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result))
        request.addEventListener('error', () => reject(request.error ?? new Error('no answer')))
      })
    let rows = 0
    for (const { name } of await indexedDB.databases()) {
      const database = await answerOf(indexedDB.open(name!))
      rows += await answerOf(database.transaction('updates').objectStore('updates').count())
      database.close()
    }
    return rows
  })
}

test('[F6][F8] the window’s cache is wiped under its feet: work goes on, and all of it comes back from main', async () => {
  const { window } = desktop
  // While databases are being closed, Chromium sometimes never answers the question: it is asked again.
  const databases = () =>
    window.evaluate(() => {
      const silence = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1000))
      const names = indexedDB.databases().then((all) => all.map((each) => each.name ?? ''))
      return Promise.race([names, silence])
    })
  await expect.poll(async () => (await databases())?.length ?? 0).toBeGreaterThan(0)
  const chromium = await desktop.app.context().newCDPSession(window)
  const origin = await window.evaluate(() => location.origin)
  await chromium.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' })
  await chromium.detach()
  await expect.poll(databases).toEqual([])

  await tick(zonePanel(window), 'Rouleau scanné')
  await expect.poll(() => tickOf(zonePanel(window), 'Rouleau scanné').isChecked()).toBe(true)
  await openTab(window, 'Échanges')
  await window.getByRole('textbox', { name: "Notes de l'intervention" }).fill('Écrit sans cache.')
  await window.reload()
  await expect
    .poll(() => window.getByRole('textbox', { name: "Notes de l'intervention" }).inputValue())
    .toBe('Écrit sans cache.')
  const panel = await openZone(window, 'Aile avant droite')
  for (const name of ['Gabarit conforme', 'Rouleau scanné']) {
    await expect.poll(() => tickOf(panel, name).isChecked()).toBe(true)
  }
  await goToJobs(window)
  await expect.poll(() => window.getByRole('list', { name: 'Interventions' }).getByRole('link').count()).toBe(4)
})

test('nothing went wrong in the window meanwhile', () => {
  expect(desktop.problems).toEqual([])
})
