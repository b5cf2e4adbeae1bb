/** [F50] What people type stays text: on the screen where it was typed, in lists, and on every other screen. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Locator, Page } from 'playwright-core'
import { keepEvidence } from './evidence.ts'
import {
  chooseFiles,
  chooseLanguage,
  fill,
  goToDevices,
  goToJobs,
  jobIdOf,
  jobRow,
  keepKeyForLater,
  openTab,
  openZone,
  pick,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'
import { jpegOf, textNamedJpeg } from './pictures.ts'

/** Each closes what it may stand in, asks for a picture that does not exist, and runs when that fails. */
const hostile = (mark: string) => `"'><img src=x onerror="document.title='ran'">${mark}{{t}}`
const NAME = hostile('name')

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
  desktop.window.setDefaultTimeout(15_000)
  await chooseLanguage(desktop.window, 'Français')
  // Whatever is refused by the policy reports itself; whatever runs would not: both are looked for.
  await desktop.window.evaluate(() => {
    const seen: string[] = []
    ;(globalThis as unknown as { hostileSeen: string[] }).hostileSeen = seen
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
  })
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

/** No element was made of it, nothing ran, nothing even tried to. */
async function expectOnlyText(window: Page): Promise<void> {
  const state = await window.evaluate(() => ({
    pictures: document.querySelectorAll('img[src="x"], [onerror]').length,
    title: document.title,
    violations: (globalThis as unknown as { hostileSeen: string[] }).hostileSeen,
  }))
  expect(state).toEqual({ pictures: 0, title: 'RPMA', violations: [] })
}

const fillAll = async (boxes: Locator, mark: string) => {
  for (const [index, box] of (await boxes.all()).entries()) await box.fill(hostile(`${mark}${index}`))
}

test('names of the shop, of people and of the device', async () => {
  const { window } = desktop
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await fill(window, "Nom de l'atelier", NAME)
  await fill(window, 'Votre nom', hostile('p').slice(0, 80))
  await fill(window, 'Nom de ce poste', hostile('d').slice(0, 60))
  await window.getByRole('button', { name: 'Créer mon atelier' }).click()
  await window.getByRole('heading', { name: 'Clé de secours', level: 1 }).waitFor()
  await window.locator('.print-sheet').getByText(NAME, { exact: true }).waitFor({ state: 'attached' })
  await expectOnlyText(window)
  await keepKeyForLater(window)
  // The header shows it where it has room.
  const usual = await window.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  await window.setViewportSize({ ...usual, width: 1920 })
  await window.getByRole('banner').getByText(NAME).waitFor()
  await expectOnlyText(window)
  await window.setViewportSize(usual)
  await goToDevices(window)
  await window.getByRole('listitem').getByText(hostile('d').slice(0, 60)).waitFor()
  await expectOnlyText(window)
})

test('clients, vehicles and titles, typed and then read in the list', async () => {
  const { window } = desktop
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  await fill(window, 'Nom', NAME)
  // Not the e-mail address, which has to look like one; the others are cut where their field ends.
  for (const label of ['Société', 'Téléphone', 'Immatriculation', 'Marque', 'Modèle', 'Couleur', 'Intitulé']) {
    await fill(window, label, hostile(label))
  }
  await pick(window, 'Formule', 'Avant partiel')
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByRole('tablist').waitFor()
  await window.getByRole('heading', { level: 1 }).getByText(hostile('Intitulé')).waitFor()
  await expectOnlyText(window)
  await goToJobs(window)
  await jobRow(window, hostile('Intitulé')).getByText(NAME).waitFor()
  await window.getByRole('searchbox').fill(NAME)
  await expectOnlyText(window)
  await window.getByRole('searchbox').fill('')
  await jobRow(window, hostile('Intitulé')).click()
  await window.getByRole('tablist').waitFor()
})

test('every text of a job: remarks, notes, comments, places, lots, reasons, signer', async () => {
  const { window } = desktop
  const jobId = jobIdOf(window)
  const panel = await openZone(window, 'Capot')
  await fillAll(panel.getByRole('textbox'), 'zone')
  await panel.getByRole('button', { name: 'Ajouter une découpe' }).click()
  await fill(window.getByRole('dialog'), 'Lot', hostile('lot'))
  await window
    .getByRole('dialog')
    .getByRole('textbox', { name: /^Longueur coupée/ })
    .fill('1')
  await window.getByRole('dialog').getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await panel.getByText(hostile('lot')).waitFor()
  await expectOnlyText(window)

  await openTab(window, 'Échanges')
  await window.getByRole('textbox', { name: "Notes de l'intervention" }).fill(hostile('note'))
  await fill(window, 'Nouveau commentaire', hostile('comment'))
  await window.getByRole('button', { name: 'Publier' }).click()
  await window.getByRole('listitem').getByText(hostile('comment')).waitFor()
  await expectOnlyText(window)

  const conditions = await openTab(window, 'Conditions')
  await conditions.getByRole('textbox', { name: /^Air/ }).fill('20')
  await conditions.getByRole('textbox', { name: /^Humidité/ }).fill('50')
  await fill(conditions, 'Poste de travail', hostile('place'))
  await conditions.getByRole('button', { name: 'Ajouter le relevé' }).click()
  await conditions.getByText(hostile('place')).waitFor()
  await expectOnlyText(window)

  await openTab(window, 'Clôture')
  await window.getByRole('button', { name: 'Passer outre' }).first().click()
  const dialog = window.getByRole('dialog', { name: 'Passer outre' })
  await dialog.getByRole('textbox', { name: 'Motif' }).fill(hostile('reason'))
  await dialog.getByRole('button', { name: 'Passer outre' }).click()
  await window.getByText(hostile('reason')).first().waitFor()
  await window.getByRole('button', { name: 'Le client refuse de signer' }).click()
  const refusal = window.getByRole('dialog', { name: 'Le client refuse de signer' })
  await fill(refusal, 'Nom du signataire', hostile('signer'))
  await refusal.getByRole('textbox', { name: 'Motif' }).fill(hostile('refusal'))
  await refusal.getByRole('button', { name: 'Enregistrer' }).click()
  await window.getByText(hostile('refusal')).first().waitFor()
  await expectOnlyText(window)
  const job = await readJob(window, jobId)
  expect(job.refusals.map((each) => each.signer)).toEqual([hostile('signer')])
  expect(job.comments.map((each) => each.text)).toEqual([hostile('comment')])
})

test('names of files, refused or taken, and pictures that are scripts', async () => {
  const { window } = desktop
  await openTab(window, 'Photos')
  const button = window.getByRole('tabpanel').getByRole('button', { name: 'Ajouter des photos' })
  const svg = {
    name: '<img src=x onerror=alert(1)>.svg.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=\'ran\'"/>'),
  }
  await chooseFiles(window, button, [
    { ...jpegOf({ name: 'good.jpg' }), name: '<img src=x onerror=alert(2)>.jpg' },
    textNamedJpeg('<img src=x onerror=alert(3)>.jpg'),
    svg,
  ])
  await window.getByText(/<img src=x onerror=alert\(3\)>\.jpg n'est pas une photo/).waitFor()
  await window.getByText(/svg\.jpg n'est pas une photo/).waitFor()
  await window
    .getByRole('listitem')
    .getByRole('button', { name: /^Voir la photo/ })
    .waitFor()
  await expectOnlyText(window)
})

test('a place in the address that is no place changes nothing', async () => {
  const { window } = desktop
  const before = new URL(window.url()).hash
  for (const hash of [
    `#/jobs/${'0'.repeat(26)}?tab=<img>&zone=__proto__`,
    '#/jobs/../../etc',
    '#/<img src=x onerror=1>',
  ]) {
    await window.evaluate((next) => {
      location.hash = next
    }, hash)
    await window.getByRole('banner').waitFor()
    await expectOnlyText(window)
  }
  await window.evaluate((next) => {
    location.hash = next
  }, before)
  await window.getByRole('tablist').waitFor()
  expect(desktop.problems).toEqual([])
})
