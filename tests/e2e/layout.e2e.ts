/** The window itself never scrolls: only its parts do, so that the header and the tabs stay where they are. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { keepEvidence } from './evidence.ts'
import { chooseLanguage, goToDevices, openDemoShop, openJob, openTab, openZone } from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
] as const

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
  const { window } = desktop
  window.setDefaultTimeout(15_000)
  await chooseLanguage(window, 'Français')
  await openDemoShop(window)
  await openJob(window, 'GK-482-ZR')
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

test.each(SIZES)('no tab and no open zone scrolls the whole page at $width × $height', async (size) => {
  const { window } = desktop
  await window.setViewportSize(size)
  for (const tab of JOB_TABS) {
    await openTab(window, new RegExp(`^${fr[`tab.${tab}`]}`)).then((panel) => panel.waitFor())
    expect(await scrolledAway(), tab).toEqual({ page: 0, main: 0 })
  }
  const panel = await openZone(window, 'Capot')
  await panel.getByRole('button', { name: 'Ajouter des photos' }).waitFor()
  expect(await scrolledAway(), 'a zone is open').toEqual({ page: 0, main: 0 })
})

test.each(SIZES)('nor does a new job at $width × $height', async (size) => {
  const { window } = desktop
  await window.setViewportSize(size)
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: "Créer l'intervention" }).waitFor()
  expect(await scrolledAway()).toEqual({ page: 0, main: 0 })
})

test.each(SIZES)('nor do the devices and who is here at $width × $height', async (size) => {
  const { window } = desktop
  await window.setViewportSize(size)
  await goToDevices(window)
  expect(await scrolledAway()).toEqual({ page: 0, main: 0 })
  await window.getByRole('banner').getByRole('button').last().click()
  await window.getByRole('button', { name: 'Changer de personne' }).click()
  await window.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor()
  expect(await scrolledAway()).toEqual({ page: 0, main: 0 })
})

test('the check sees a page that scrolls', async () => {
  const { window } = desktop
  await window.evaluate(() => {
    const stray = document.createElement('div')
    stray.id = 'stray'
    stray.style.cssText = 'position: absolute; top: 3000px; height: 1px; width: 1px'
    document.body.append(stray)
  })
  expect((await scrolledAway()).page).toBeGreaterThan(0)
  await window.evaluate(() => document.getElementById('stray')!.remove())
})

/** How far the page, and the part under its header, let themselves be scrolled; pixels. */
function scrolledAway(): Promise<{ page: number; main: number }> {
  return desktop.window.evaluate(() => {
    const main = document.getElementById('main')!
    scrollTo(0, 9999)
    main.scrollTo(0, 9999)
    const seen = { page: scrollY, main: main.scrollTop }
    scrollTo(0, 0)
    main.scrollTo(0, 0)
    return seen
  })
}
