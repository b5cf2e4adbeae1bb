/**
 * A vehicle is taken in by two technicians on two devices: one begins, the relay goes, both go on, and what either
 * wrote is there for the other. The tests are the chapters of one story and run in order.
 */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  becomePerson,
  choose,
  chooseFiles,
  chooseLanguage,
  chooseTheme,
  createJob,
  createShop,
  goToJobs,
  jobRow,
  openJob,
  openTab,
  pairDevices,
  pick,
  tick,
} from './hands.ts'
import type { Desktop } from './launch.ts'
import { readJob } from './main-records.ts'
import { BLUE, jpegOf } from './pictures.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const PLATE = 'FH-771-RW'
const WAIT = { timeout: 20_000, interval: 100 }

let workshop: Workshop
let ana: Desktop
let bruno: Desktop
let jobId: string

beforeAll(async () => {
  workshop = await openWorkshop('reception')
  ana = await workshop.desktop('ana')
  bruno = await workshop.desktop('bruno')
})
afterAll(() => workshop?.close())
keepEvidence(() => ({ ana, bruno }))

const rail = (window: Page) => window.getByRole('navigation', { name: 'Étapes de la réception' })
async function step(window: Page, name: string): Promise<Locator> {
  await rail(window).getByRole('button', { name }).click()
  const body = window.getByRole('region', { name, exact: true })
  await body.waitFor()
  return body
}
const stateOf = (window: Page, name: string) => rail(window).getByRole('button', { name }).innerText()
const damages = (window: Page) => window.getByRole('list', { name: 'Dommages notés' }).getByRole('listitem')
const drawing = (window: Page) => window.getByRole('group', { name: /^Dommages sur le véhicule/ })

test('one begins: the first step that is not done opens by itself', async () => {
  const { window } = ana
  await chooseLanguage(window, 'Français')
  await createShop(window, { name: 'Atelier Mistral', person: 'Ana Rossi', device: 'Box 1', relayUrl: workshop.url() })
  await addPerson(window, 'Bruno Petit', 'Technicien')
  await goToJobs(window)
  const vehicle = { client: 'Karim Haddad', plate: PLATE, make: 'Alpine', model: 'A110' }
  jobId = await createJob(window, { ...vehicle, package: 'Avant partiel' })
  await openTab(window, 'Réception')
  const identity = window.getByRole('region', { name: 'Véhicule', exact: true })
  await tick(identity, 'Identité du véhicule contrôlée')
  await expect.poll(() => stateOf(window, 'Véhicule'), WAIT).toContain('Fait')
  await window.getByRole('button', { name: /^Continuer/ }).click()
  const odometer = window.getByRole('region', { name: 'Kilométrage', exact: true })
  await odometer.getByRole('textbox', { name: /^Kilométrage/ }).fill('8120')
  await tick(odometer, 'Kilométrage relevé')
  await expect.poll(async () => (await readJob(window, jobId)).odometerKm.value, WAIT).toBe(8120)
})

test('a damage is set where it was touched, with an arrow to a second touch', async () => {
  const { window } = ana
  await step(window, 'Dommages')
  const box = (await drawing(window).boundingBox())!
  const touch = (x: number, y: number) => window.mouse.click(box.x + box.width * x, box.y + box.height * y)
  await touch(0.32, 0.73) // the bonnet, from above
  const form = window.getByRole('region', { name: 'Nouveau dommage' })
  await pick(form, 'Type', 'Éclat')
  await form.getByRole('button', { name: 'Ajouter une flèche' }).click()
  await drawing(window).scrollIntoViewIfNeeded()
  const again = (await drawing(window).boundingBox())!
  await window.mouse.click(again.x + again.width * 0.3, again.y + again.height * 0.68)
  await form.getByRole('button', { name: 'Déplacer la flèche' }).waitFor()
  await form.getByRole('button', { name: 'Noter le dommage' }).click()
  await expect.poll(() => damages(window).count(), WAIT).toBe(1)
  const [made] = (await readJob(window, jobId)).defects
  expect(made).toMatchObject({ zone: 'hood', type: 'chip', phase: 'pre_existing' })
  expect(made!.position!.x).toBeGreaterThan(300)
  expect(made!.arrow!.y).toBeLessThan(made!.position!.y)
})

test('by keyboard alone a damage is set in the middle of a zone', async () => {
  const { window } = ana
  await drawing(window).getByRole('button').first().focus()
  await window.keyboard.press('ArrowRight')
  await window.keyboard.press('Enter')
  const form = window.getByRole('region', { name: 'Nouveau dommage' })
  await pick(form, 'Type', 'Rayure')
  await form.getByRole('button', { name: 'Noter le dommage' }).click()
  await expect.poll(() => damages(window).count(), WAIT).toBe(2)
})

test('another technician goes on where the first one stopped, while the relay is away for both', async () => {
  const { window } = bruno
  await chooseLanguage(window, 'Français')
  await pairDevices({ admin: ana.window, newcomer: window, device: 'Box 2' })
  await becomePerson(window, 'Bruno Petit')
  await jobRow(window, PLATE).waitFor()
  await openJob(window, PLATE)
  await openTab(window, 'Réception')
  await expect.poll(() => stateOf(window, 'Kilométrage'), WAIT).toContain('Fait')
  await workshop.relayLeaves()

  const thickness = await step(window, 'Épaisseurs')
  await choose(window, thickness, 'Élément', 'Capot')
  for (const point of ['118', '165']) {
    await thickness.getByRole('textbox', { name: /^Point/ }).fill(point)
    await thickness.getByRole('button', { name: 'Ajouter le point' }).click()
  }
  await thickness.getByText('Reprise possible').waitFor()
  await thickness.getByRole('button', { name: 'Ajouter la mesure' }).click()
  await thickness.getByText('118 · 165 µm').waitFor()

  const tour = await step(window, 'Tour photo')
  await chooseFiles(window, tour.getByRole('button', { name: 'Trois-quarts avant gauche' }), [
    jpegOf({ name: 'avant-gauche.jpg', width: 320, height: 240, left: BLUE }),
  ])
  await tour.getByRole('button', { name: /^Voir la photo : Trois-quarts avant gauche/ }).waitFor()

  await goToJobs(ana.window)
  await openJob(ana.window, PLATE)
  await openTab(ana.window, 'Réception')
  const zones = await step(ana.window, 'Zones convenues')
  await zones.getByRole('button', { name: 'Track' }).click()
  await zones.getByRole('list', { name: 'Zones convenues' }).getByText('Pavillon').waitFor()
})

test('the relay comes back, and both have it all', async () => {
  await workshop.relayReturns()
  for (const { window } of [ana, bruno]) {
    await expect
      .poll(async () => {
        const job = await readJob(window, jobId)
        return [job.thickness.length, job.photos.length, job.defects.length, job.zones.some((z) => z.zone === 'roof')]
      }, WAIT)
      .toEqual([1, 1, 2, true])
  }
  const thickness = await step(ana.window, 'Épaisseurs')
  await thickness.getByText('118 · 165 µm').waitFor()
  expect(ana.problems).toEqual([])
})

test('axe finds nothing in any step, in both languages, light and dark', async () => {
  const { window } = ana
  for (const [language, list] of [
    ['Français', 'Étapes de la réception'],
    ['English', 'Steps of the reception'],
  ] as const) {
    await chooseLanguage(window, language)
    for (const theme of ['light', 'dark'] as const) {
      await chooseTheme(window, theme)
      const steps = window.getByRole('navigation', { name: list }).getByRole('button')
      for (let index = 0; index < (await steps.count()); index++) {
        await steps.nth(index).click()
        expect(await axeFindings(window)).toEqual([])
      }
    }
  }
})
