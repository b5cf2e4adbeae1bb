/** No box in a cupboard: one desktop hosts the relay by a switch, another joins there, and both survive a restart. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  becomePerson,
  chooseLanguage,
  createShop,
  fill,
  goToDevices,
  goToJobs,
  pairDevices,
  pick,
  shopSync,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { askMain } from './main-records.ts'

let folder: string
let ana: Desktop
let bruno: Desktop

const WAIT = { timeout: 30_000, interval: 100 }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-hosting-'))
  ana = await desktopOf('ana')
  bruno = await desktopOf('bruno')
  for (const { window } of [ana, bruno]) await chooseLanguage(window, 'Français')
})
afterAll(async () => {
  const closed = await Promise.allSettled([ana?.close(), bruno?.close()])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  for (const outcome of closed) if (outcome.status === 'rejected') console.error(outcome.reason)
})
keepEvidence(() => ({ ana, bruno }))

async function desktopOf(name: string): Promise<Desktop> {
  const desktop = await launchDesktop({ dataDir: path.join(folder, name) })
  desktop.window.setDefaultTimeout(15_000)
  return desktop
}

test('a shop that began alone gets its relay from a switch, and names it as its own', async () => {
  const { window } = ana
  await createShop(window, { name: 'Atelier Sans Armoire', person: 'Ana Rossi', device: 'Bureau', relayUrl: '' })
  await addPerson(window, 'Bruno Petit', 'Technicien')
  await goToDevices(window)
  await window.getByText(fr['devices.noRelayText']).waitFor()
  await window.getByRole('main').getByRole('button', { name: 'Choisir un relais' }).click()
  const dialog = window.getByRole('dialog', { name: 'Relais' })
  await fill(dialog, 'Port', '0')
  await pick(dialog, 'Joignable depuis', 'Ce poste seulement') // tests listen on loopback only
  await dialog.getByText('Héberger le relais sur ce poste').click()
  await dialog.getByText('En marche').waitFor()
  const address = await dialog.getByRole('listitem').first().innerText()
  expect(address).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/)
  await expect.poll(() => dialog.getByRole('textbox', { name: 'Adresse du relais' }).inputValue()).toBe(address)
  await dialog.getByRole('button', { name: 'Annuler' }).click()
  await expect.poll(() => shopSync(window), WAIT).toContain('Synchronisé')
  expect((await askMain(window, 'app.info', {})).relayUrl).toBe(address)
})

test('a second desktop joins the relay that the first one hosts', async () => {
  await pairDevices({ admin: ana.window, newcomer: bruno.window, device: 'Tablette' })
  await becomePerson(bruno.window, 'Bruno Petit')
  await expect.poll(() => shopSync(bruno.window), WAIT).toContain('Synchronisé')
})

test('while the host is away the other works on; when it is back, both have everything', async () => {
  await ana.close()
  const { window } = bruno
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  for (const [label, text] of [
    ['Nom', 'Sophie Garnier'],
    ['Immatriculation', 'AB-123-CD'],
    ['Marque', 'Porsche'],
    ['Modèle', '911'],
  ] as const) {
    await fill(window, label, text)
  }
  await pick(window, 'Formule', 'Avant partiel')
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByRole('tablist').waitFor()
  await expect.poll(() => shopSync(window), WAIT).toMatch(/Sur ce poste\s+\d+ modif/)

  ana = await desktopOf('ana')
  await expect.poll(() => shopSync(window), WAIT).toContain('Synchronisé')
  await goToJobs(ana.window)
  await ana.window.getByRole('link').filter({ hasText: 'AB-123-CD' }).waitFor()
})

test('switched off, it says so, and the device that hosted it says that nothing can be reached', async () => {
  const { window } = ana
  await window.getByRole('button', { name: /^Synchronisation de l'atelier/ }).click()
  await window
    .getByRole('dialog')
    .getByRole('button', { name: /relais/ })
    .click()
  const dialog = window.getByRole('dialog', { name: 'Relais' })
  await dialog.getByText('En marche').waitFor()
  await dialog.getByText('Héberger le relais sur ce poste').click()
  await dialog.getByText('Éteint').waitFor()
  await dialog.getByRole('button', { name: 'Annuler' }).click()
  await goToDevices(window)
  await window.getByText(fr['devices.stale']).waitFor()
  expect(ana.problems).toEqual([])
})
