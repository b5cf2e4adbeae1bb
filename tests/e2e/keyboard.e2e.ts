/**
 * A job from the intake to the report without a pointer: from the list to a new job, its reception, a zone with film
 * and ticks, the gates, the closing, the PDF. The window counts every press of a pointer, and there is none.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { keepEvidence } from './evidence.ts'
import { chooseLanguage, createShop, jobIdOf, jobRow, zonePanel } from './hands.ts'
import { chooseOption, chooseRadio, goBy, press, tabTo, type } from './keys.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'
import { stockTheShop } from './stock.ts'

let folder: string
let desktop: Desktop
let jobId: string
const WAIT = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-keyboard-'))
  desktop = await launchDesktop()
  const { window } = desktop
  window.setDefaultTimeout(15_000)
  await chooseLanguage(window, 'Français')
  await createShop(window, { name: 'Atelier des Deux Rives', person: 'Ana Rossi', device: 'Box 1', relayUrl: '' })
  await stockTheShop(window)
  await window.evaluate(() => {
    const counted = globalThis as unknown as { pointerPresses: number }
    counted.pointerPresses = 0
    for (const event of ['pointerdown', 'mousedown', 'touchstart']) {
      addEventListener(event, (each) => each.isTrusted && counted.pointerPresses++, { capture: true })
    }
  })
})
afterAll(async () => {
  await desktop?.close()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})
keepEvidence(() => ({ desktop }))

const box = (name: string | RegExp) => desktop.window.getByRole('textbox', { name, exact: typeof name === 'string' })
const button = (name: string | RegExp) => desktop.window.getByRole('button', { name })

test('from the list to a new job, with client, vehicle and package', async () => {
  const { window } = desktop
  await goBy(window, 'nouv', 'Nouvelle intervention')
  await window.getByRole('heading', { name: 'Nouvelle intervention', level: 1 }).waitFor()
  await press(window, button('Nouveau client'))
  await type(window, box('Nom'), 'Sophie Garnier')
  await type(window, box('Immatriculation'), 'GR-204-KD')
  await type(window, box('Marque'), 'Porsche')
  await type(window, box('Modèle'), '911 Carrera')
  await chooseRadio(window, window.getByRole('radiogroup', { name: 'Formule' }), 'Avant partiel')
  await press(window, button("Créer l'intervention"))
  await window.getByRole('tablist').waitFor()
  jobId = jobIdOf(window)
  expect((await readJob(window, jobId)).package.value).toBe('partial_front')
})

test('the reception: mileage, and what was looked at', async () => {
  const { window } = desktop
  await goBy(window, 'recep', 'Réception')
  await window.getByRole('tab', { name: 'Réception', selected: true }).waitFor()
  await press(window, button(new RegExp(fr['reception.step.odometer'])))
  await type(window, box(/^Kilométrage/), '812')
  await press(window, button('OK'))
  await expect.poll(async () => (await readJob(window, jobId)).odometerKm.value, WAIT).toBe(812)
  await goBy(window, 'listes', 'Listes')
  const list = window.getByRole('list', { name: 'Réception', exact: true })
  for (const tick of await list.getByRole('checkbox').all()) {
    if (!(await tick.isChecked())) await press(window, tick, 'Space')
  }
  await expect.poll(async () => (await readJob(window, jobId)).state, WAIT).toBe('received')
})

test('a zone: its film and every point of control', async () => {
  const { window } = desktop
  await goBy(window, 'capot', 'Capot')
  const panel = zonePanel(window)
  await panel.getByRole('heading', { name: 'Capot', exact: true }).waitFor()
  for (const tick of await panel.getByRole('checkbox').all()) await press(window, tick, 'Space')
  await expect
    .poll(async () => {
      const hood = (await readJob(window, jobId)).zones.find((zone) => zone.zone === 'hood')!
      return hood.checksDone === hood.checks.length
    }, WAIT)
    .toBe(true)
  await press(window, panel.getByRole('button', { name: 'Ajouter une découpe' }))
  const dialog = window.getByRole('dialog')
  await chooseOption(window, dialog.getByRole('button', { name: 'Film' }), 'Clarté Ultra 190')
  await chooseOption(window, dialog.getByRole('button', { name: 'Rouleau' }), '0007812')
  await type(window, dialog.getByRole('textbox', { name: /^Longueur coupée/ }), '1,45')
  await press(window, dialog.getByRole('button', { name: 'Enregistrer la découpe' }))
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(async () => (await readJob(window, jobId)).totals.lengthMm, WAIT).toBe(1450)
})

test('the gates are passed with a reason, the job is closed', async () => {
  const { window } = desktop
  await goBy(window, 'clot', 'Clôture')
  await window.getByRole('tab', { name: 'Clôture', selected: true }).waitFor()
  const pass = button('Passer outre')
  for (let left = await pass.count(); left > 0; left--) {
    await expect.poll(() => pass.count(), WAIT).toBe(left)
    await press(window, pass.first())
    const dialog = window.getByRole('dialog', { name: 'Passer outre' })
    await type(window, dialog.getByRole('textbox', { name: 'Motif' }), 'Véhicule repris avant la fin, accord du client')
    await press(window, dialog.getByRole('button', { name: 'Passer outre' }))
    await dialog.waitFor({ state: 'hidden' })
  }
  await press(window, button("Clore l'intervention"))
  const dialog = window.getByRole('dialog', { name: "Clore l'intervention" })
  await press(window, dialog.getByRole('button', { name: "Clore l'intervention" }))
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(async () => (await readJob(window, jobId)).standing.kind, WAIT).toBe('sealed')
})

test('the report is written, and Escape, Shift and Tab lead out of everything', async () => {
  const { window, app } = desktop
  const file = path.join(folder, 'rapport.pdf')
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await press(window, button('Exporter le PDF'))
  await window.getByText(/Fichier enregistré\s: .*rapport\.pdf/).waitFor()
  expect((await readFile(file)).subarray(0, 5).toString('latin1')).toBe('%PDF-')
  await tabTo(window, window.getByRole('navigation', { name: 'Navigation principale' }).getByRole('link').first(), true)
  await window.keyboard.press('Enter')
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
  await jobRow(window, 'GR-204-KD').getByText('Clos', { exact: true }).waitFor()
})

test('no pointer was pressed in all of this, and the count itself works', async () => {
  const { window } = desktop
  const presses = () => window.evaluate(() => (globalThis as unknown as { pointerPresses: number }).pointerPresses)
  expect(await presses()).toBe(0)
  await window.mouse.click(5, 5)
  expect(await presses()).toBeGreaterThan(0)
  expect(desktop.problems).toEqual([])
})
