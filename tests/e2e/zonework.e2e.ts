/**
 * Two technicians cut from one roll while the relay is away, one of them dies in the middle, a piece is spoilt and cut
 * again, and a zone that no drawing shows gets a name. The tests are the chapters of one story and run in order.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setZoneExtent } from '../../src/crdt/job/index.ts'
import type { Ledger, Pen } from '../../src/crdt/ledger/index.ts'
import { setFilm, setRoll } from '../../src/crdt/shop/index.ts'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  choose,
  chooseLanguage,
  comeIn,
  createJob,
  createShop,
  goToJobs,
  openJob,
  openZone,
  zonePanel,
} from './hands.ts'
import type { Desktop } from './launch.ts'
import { askMain, readJob, writeApart } from './main-records.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const PLATE = 'ZW-118-PF'
const WAIT = { timeout: 20_000, interval: 100 }

let workshop: Workshop
let chloe: Desktop
let bruno: Desktop
let jobId: string
let roll = ''

beforeAll(async () => {
  workshop = await openWorkshop('zonework')
  chloe = await workshop.desktop('chloe')
  bruno = await workshop.desktop('bruno')
})
afterAll(() => workshop?.close())
keepEvidence(() => ({ chloe, bruno }))

const jobOf = (desktop: Desktop) => readJob(desktop.window, jobId)
/** Millimetres cut from the roll, as far as that desktop knows. */
const cutOn = async ({ window }: Desktop) =>
  (await askMain(window, 'stock.rolls', {}))
    .filter((use) => use.roll === roll)
    .reduce((sum, use) => sum + use.lengthMm, 0)

/** One piece for the open zone, from the roll that the dialog offers. */
async function cut(window: Page, metres: string, area: string): Promise<void> {
  await zonePanel(window).getByRole('button', { name: 'Ajouter une découpe' }).click()
  const dialog = window.getByRole('dialog', { name: /^Découpe/ })
  await choose(window, dialog, 'Rouleau', '0007812')
  await dialog.getByRole('textbox', { name: /^Longueur coupée/ }).fill(metres)
  await dialog.getByRole('textbox', { name: /^Surface posée/ }).fill(area)
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

test('a shop with one roll of four metres, a job, and two technicians', async () => {
  const { window } = chloe
  await chooseLanguage(window, 'Français')
  await createShop(window, {
    name: 'Atelier du Nord',
    person: 'Chloé Masson',
    device: 'Box 1',
    relayUrl: workshop.url(),
  })
  await addPerson(window, 'Bruno Petit', 'Technicien')
  const { person } = await askMain(window, 'app.info', {})
  const stock = (ledger: Ledger, pen: Pen) => {
    const film = setFilm(ledger, undefined, { brand: 'Clarté', range: 'Ultra', widthMm: 1520 }, pen)
    roll = setRoll(ledger, undefined, { film, lot: 'CL-114', serial: '0007812', receivedMm: 4000 }, pen)
  }
  await writeApart(window, 'shop', [stock], [person!.id])
  await window.reload()
  await goToJobs(window)
  const vehicle = { client: 'Sophie Garnier', plate: PLATE, make: 'Porsche', model: '911 Carrera' }
  jobId = await createJob(window, { ...vehicle, package: 'Avant partiel' })
  const whole = (ledger: Ledger, pen: Pen) => {
    for (const zone of ['hood', 'fender_l']) setZoneExtent(ledger, zone, 'full', pen)
  }
  await writeApart(window, `job/${jobId}`, [whole], [person!.id])
  await window.reload()
  await comeIn({ admin: window, newcomer: bruno.window, device: 'Box 2' }, 'Bruno Petit')
  await openJob(bruno.window, PLATE)
  await goToJobs(window)
  await openJob(window, PLATE)
})

test('the relay is away: each cuts, and knows of their own piece only; the drawing tells what a bonnet takes', async () => {
  await workshop.relayLeaves()
  await openZone(chloe.window, 'Capot')
  await zonePanel(chloe.window).getByRole('button', { name: 'Ajouter une découpe' }).click()
  const dialog = chloe.window.getByRole('dialog', { name: /^Découpe/ })
  await dialog.getByText(/D'après le dessin, env\..*à couper/).waitFor()
  expect(await axeFindings(chloe.window)).toEqual([])
  await dialog.getByRole('button', { name: 'Annuler' }).click()
  await cut(chloe.window, '1,45', '1,7')
  await openZone(bruno.window, 'Aile avant gauche')
  await cut(bruno.window, '0,8', '0,3')
  await expect.poll(() => cutOn(chloe), WAIT).toBe(1450)
  await expect.poll(() => cutOn(bruno), WAIT).toBe(800)
})

test('[F3] one box dies right after the cut was saved: the piece is there, once', async () => {
  await bruno.kill()
  bruno = await workshop.desktop('bruno')
  await bruno.window.getByRole('main').waitFor()
  expect(await cutOn(bruno)).toBe(800)
})

test('the relay comes back: both lengths are off the roll, on both desktops', async () => {
  await workshop.relayReturns()
  for (const desktop of [chloe, bruno]) await expect.poll(() => cutOn(desktop), WAIT).toBe(2250)
})

test('a piece is spoilt: cut again in one step, both lengths count, and the reason stands on the other desktop', async () => {
  const { window } = chloe
  await zonePanel(window).getByRole('button', { name: 'Recoupe' }).click()
  const dialog = window.getByRole('dialog', { name: 'Recoupe – Capot' })
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await dialog.getByText('À renseigner.').waitFor() // no reason, no recut
  await dialog.getByRole('textbox', { name: /^Pourquoi/ }).fill('pli au bord avant')
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await zonePanel(window)
    .getByText(/gâchée\s: pli au bord avant/)
    .waitFor()
  for (const desktop of [chloe, bruno]) await expect.poll(() => cutOn(desktop), WAIT).toBe(3700)
  await openJob(bruno.window, PLATE)
  await openZone(bruno.window, 'Capot')
  await zonePanel(bruno.window)
    .getByText(/gâchée\s: pli au bord avant/)
    .waitFor()

  // One step back, and the first piece covers again; then the step is made again.
  await window
    .getByRole('button', { name: /^Annuler/ })
    .first()
    .click()
  await expect.poll(() => cutOn(bruno), WAIT).toBe(2250)
  await window
    .getByRole('button', { name: /^Rétablir/ })
    .first()
    .click()
  await expect.poll(() => cutOn(bruno), WAIT).toBe(3700)
})

test('more is cut than there was: nothing is stopped, and a recount is asked for', async () => {
  await openZone(bruno.window, 'Aile avant gauche')
  await cut(bruno.window, '0,5', '0,2')
  for (const desktop of [chloe, bruno]) await expect.poll(() => cutOn(desktop), WAIT).toBe(4200)
  await zonePanel(bruno.window).getByRole('button', { name: 'Ajouter une découpe' }).click()
  await bruno.window
    .getByRole('dialog')
    .getByText(/recompter/i)
    .first()
    .waitFor()
  await bruno.window.getByRole('dialog').getByRole('button', { name: 'Annuler' }).click()
})

test('a zone that no drawing shows is named by one and worked on by the other', async () => {
  await bruno.window.getByRole('button', { name: 'Ajouter une zone libre' }).click()
  const dialog = bruno.window.getByRole('dialog', { name: 'Ajouter une zone libre' })
  await dialog.getByRole('textbox', { name: /^Nom de la zone/ }).fill('Seuil de coffre inox')
  await dialog.getByRole('button', { name: 'Ajouter la zone' }).click()
  await zonePanel(bruno.window).getByRole('heading', { name: 'Seuil de coffre inox' }).waitFor()
  const list = chloe.window.getByRole('list', { name: 'Liste des zones' })
  await list.getByRole('button', { name: /Seuil de coffre inox/ }).click()
  await zonePanel(chloe.window).getByRole('button', { name: 'Renommer la zone' }).click()
  await chloe.window.getByRole('textbox', { name: /^Nom de la zone/ }).fill('Seuil de coffre')
  await chloe.window.getByRole('button', { name: 'Renommer', exact: true }).click()
  await zonePanel(bruno.window).getByRole('heading', { name: 'Seuil de coffre', exact: true }).waitFor()
  const free = (await jobOf(bruno)).zones.filter((zone) => zone.zone.startsWith('custom:'))
  expect(free.map((zone) => zone.name.value)).toEqual(['Seuil de coffre'])
})

test('nothing went wrong in either window meanwhile', () => {
  expect([...chloe.problems, ...bruno.problems]).toEqual([])
})
