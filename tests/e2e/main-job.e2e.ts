/**
 * The path that the software exists for, through the real windows of two desktops and a real relay: one job, two
 * people, a relay that goes and comes back, a power cut, a contradiction, a closing, a report. The tests are the
 * chapters of one story and run in order.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRelay, type Relay } from '../../sync-relay/src/index.ts'
import { axeFindings } from './axe.ts'
import {
  addPerson,
  becomePerson,
  choose,
  chooseFiles,
  chooseLanguage,
  createShop,
  fill,
  goToJobs,
  jobIdOf,
  jobRow,
  jobSync,
  openJob,
  openTab,
  openZone,
  pairDevices,
  pick,
  shopSync,
  tick,
  tickOf,
  zonePanel,
} from './hands.ts'
import { keepEvidence } from './evidence.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { blobFiles, readJob } from './main-records.ts'
import { BLUE, jpegOf, RED, textNamedJpeg, truncated } from './pictures.ts'
import { stockTheShop } from './stock.ts'

let folder: string
let relay: Relay
let relayPort = 0
let ana: Desktop
let bruno: Desktop
let jobId: string

const PLATE = 'GR-204-KD'
const WAIT = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-main-job-'))
  await relayReturns()
  ana = await desktopOf('ana')
  bruno = await desktopOf('bruno')
})
afterAll(async () => {
  // Each on its own: a desktop that is gone already must not keep the others from being closed.
  const closed = await Promise.allSettled([ana?.close(), bruno?.close(), relay?.close()])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  for (const outcome of closed) if (outcome.status === 'rejected') console.error(outcome.reason)
})

keepEvidence(() => ({ ana, bruno }))

async function relayReturns(): Promise<void> {
  relay = await startRelay({ port: relayPort, data: path.join(folder, 'relay'), auth: 'grants' })
  relayPort = relay.port
}

async function desktopOf(name: string): Promise<Desktop> {
  const desktop = await launchDesktop({ dataDir: path.join(folder, name) })
  desktop.window.setDefaultTimeout(15_000)
  return desktop
}

/** « Sur ce poste », and how many edits: undefined while the badge says something else. */
async function editsOnThisDeviceOnly(window: Page): Promise<number | undefined> {
  const words = await jobSync(window)
  if (!words.includes('Sur ce poste')) return undefined
  return Number(/(\d+) modifications?/.exec(words)?.[1] ?? 0)
}

const noteBox = (window: Page) => window.getByRole('textbox', { name: "Notes de l'intervention" })
/** In the lists: a photo of the tour also stands in its place of the tour. */
const photos = (window: Page) => window.getByRole('listitem').getByRole('button', { name: /^Voir la photo/ })
const conflictCard = (window: Page) => window.getByRole('article', { name: 'Capot – Chauffe finale' })

test('the first device creates the shop, its people, and gets films and rolls', async () => {
  await chooseLanguage(ana.window, 'Français')
  await createShop(ana.window, {
    name: 'Atelier des Deux Rives',
    person: 'Ana Rossi',
    device: 'Box 1',
    relayUrl: relay.url,
  })
  await addPerson(ana.window, 'Bruno Petit', 'Technicien')
  await addPerson(ana.window, 'Chloé Masson', "Chef d'atelier")
  await stockTheShop(ana.window)
  await expect.poll(() => shopSync(ana.window), WAIT).toContain('Synchronisé')
})

test('a client, a vehicle and a job are made through the screens', async () => {
  const { window } = ana
  await goToJobs(window)
  await window.getByRole('heading', { name: "Aucune intervention pour l'instant" }).waitFor()
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  await fill(window, 'Nom', 'Sophie Garnier')
  await fill(window, 'Téléphone', '06 00 00 01 01')
  await fill(window, 'Immatriculation', PLATE.toLowerCase())
  await fill(window, 'VIN', 'WP0ZZZ99ZTS392124')
  await fill(window, 'Marque', 'Porsche')
  await fill(window, 'Modèle', '911 Carrera')
  await pick(window, 'Formule', 'Avant partiel')
  await window.getByRole('group', { name: 'Techniciens affectés' }).getByText('Bruno Petit').click()
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByRole('tablist').waitFor()
  jobId = jobIdOf(window)
  await expect(window.getByRole('heading', { level: 1 }).innerText()).resolves.toContain('Porsche 911 Carrera')
  await expect.poll(() => jobSync(window), WAIT).toContain('Synchronisé')
  const made = await readJob(window, jobId)
  expect(made.number.value).toBe('OR-00001') // the relay gave it; a provisional one starts with the device
  expect(made.zones.map((zone) => zone.zone)).toContain('hood')
})

test('a second device is paired; the job is there without having been opened', async () => {
  const { window } = bruno
  await chooseLanguage(window, 'Français')
  await pairDevices({ admin: ana.window, newcomer: window, device: 'Box 2' })
  await window.getByRole('listitem').filter({ hasText: 'Bruno Petit' }).waitFor()
  expect(await axeFindings(window)).toEqual([])
  await becomePerson(window, 'Bruno Petit')
  await jobRow(window, PLATE).waitFor()
  await expect(jobRow(window, PLATE).innerText()).resolves.toContain('Sophie Garnier')
  expect(await openJob(window, PLATE)).toBe(jobId)
  await goToJobs(ana.window)
  await openJob(ana.window, PLATE)
})

test('both tick on the same zone, see each other and each other’s tick', async () => {
  const hoodOfAna = await openZone(ana.window, 'Capot')
  // Through window, main, relay, main, window. How long it took is told, and asserted nowhere.
  const warned = hoodOfAna
    .getByText('Bruno Petit est sur cette zone')
    .waitFor()
    .then(() => performance.now())
  const hoodOfBruno = await openZone(bruno.window, 'Capot')
  const opened = performance.now()
  console.info(
    `somebody came to the same zone: warned ${Math.round((await warned) - opened)} ms after they had it open`,
  )
  await hoodOfBruno.getByText('Ana Rossi est sur cette zone').waitFor()
  await tick(hoodOfAna, 'Gabarit conforme')
  await tick(hoodOfBruno, 'Rouleau scanné')
  await expect.poll(() => tickOf(hoodOfBruno, 'Gabarit conforme').isChecked(), WAIT).toBe(true)
  await expect.poll(() => tickOf(hoodOfAna, 'Rouleau scanné').isChecked(), WAIT).toBe(true)
  await hoodOfAna.getByRole('listitem').filter({ hasText: 'Rouleau scanné' }).getByText('Bruno Petit').waitFor()
})

test('without the relay both say « sur ce poste », with a count, and both go on', async () => {
  await relay.close()
  await tick(zonePanel(ana.window), 'Film positionné')
  await tick(zonePanel(ana.window), 'Chauffe finale')
  await tick(zonePanel(bruno.window), 'Bords rabattus')
  // A contradiction: for one of them it is done, for the other it is not.
  await tick(zonePanel(bruno.window), 'Chauffe finale')
  await expect.poll(() => tickOf(zonePanel(bruno.window), 'Chauffe finale').isChecked()).toBe(true)
  await tick(zonePanel(bruno.window), 'Chauffe finale')
  await expect.poll(() => tickOf(zonePanel(bruno.window), 'Chauffe finale').isChecked()).toBe(false)
  await expect.poll(() => editsOnThisDeviceOnly(ana.window), WAIT).toBeGreaterThanOrEqual(2)
  await expect.poll(() => editsOnThisDeviceOnly(bruno.window), WAIT).toBeGreaterThanOrEqual(3)
  for (const { window } of [ana, bruno])
    await expect.poll(() => shopSync(window), WAIT).toMatch(/Sur ce poste\s+\d+ modif/)

  await openTab(ana.window, 'Échanges')
  await noteBox(ana.window).pressSequentially('Joint avant gauche à surveiller. ')
  await openTab(bruno.window, 'Échanges')
  await noteBox(bruno.window).pressSequentially('Client prévenu pour vendredi. ')
})

test('a cut of film is written down with its roll and lot, offline as well', async () => {
  const { window } = ana
  const panel = await openZone(window, 'Capot')
  await panel.getByRole('button', { name: 'Ajouter une découpe' }).click()
  const dialog = window.getByRole('dialog')
  await choose(window, dialog, 'Film', 'Clarté Ultra 190')
  await choose(window, dialog, 'Rouleau', '0007812')
  expect(await dialog.getByRole('textbox', { name: 'Lot', exact: true }).inputValue()).toBe('CL-2609-114')
  await dialog.getByRole('textbox', { name: /^Longueur coupée/ }).fill('1,45')
  await dialog.getByRole('button', { name: 'Enregistrer la découpe' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await panel.getByText('1,45').waitFor()
  await expect.poll(async () => (await readJob(window, jobId)).totals.lengthMm, WAIT).toBe(1450)
})

test('photos are added by both; one that was held sideways stands upright', async () => {
  await openTab(ana.window, 'Photos')
  await openTab(bruno.window, 'Photos')
  const add = (window: Page) => window.getByRole('tabpanel').getByRole('button', { name: 'Ajouter des photos' })
  const sideways = jpegOf({ name: 'cote.jpg', width: 480, height: 320, left: RED, right: BLUE, orientation: 6 })
  await chooseFiles(ana.window, add(ana.window), [sideways])
  const quarter = bruno.window.getByRole('button', { name: 'Trois-quarts avant gauche' })
  await chooseFiles(bruno.window, quarter, [jpegOf({ name: 'avant-gauche.jpg' })])
  for (const { window } of [ana, bruno]) await expect.poll(() => photos(window).count(), WAIT).toBe(1)

  const picture = photos(ana.window).locator('img')
  await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), WAIT).toBeGreaterThan(0)
  const seen = await picture.evaluate((element) => {
    const image = element as HTMLImageElement
    const canvas = document.createElement('canvas')
    canvas.width = image.naturalWidth
    canvas.height = image.naturalHeight
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const at = (y: number) => [...context.getImageData(canvas.width / 2, y, 1, 1).data].slice(0, 3)
    return { width: canvas.width, height: canvas.height, top: at(8), bottom: at(canvas.height - 8) }
  })
  expect(seen.height).toBeGreaterThan(seen.width)
  expect(seen.top[0]).toBeGreaterThan(seen.top[2]! + 80) // the left half, red, is above
  expect(seen.bottom[2]).toBeGreaterThan(seen.bottom[0]! + 80)
  const [photo] = (await readJob(ana.window, jobId)).photos
  expect(photo).toMatchObject({ width: 320, height: 480 })
})

test('half a photo and a text with a photo’s name are refused in words, and leave nothing behind', async () => {
  const { window } = ana
  const before = { blobs: await blobFiles(ana), facts: (await readJob(window, jobId)).factCount }
  const button = window.getByRole('tabpanel').getByRole('button', { name: 'Ajouter des photos' })
  await chooseFiles(window, button, [truncated(jpegOf({ name: 'moitie.jpg' })), textNamedJpeg('courses.jpg')])
  const notices = window.getByRole('region', { name: 'Photos en cours' })
  await notices.getByText(/moitie\.jpg est incomplète\s: copiez-la de nouveau.*Rien n'a été ajouté\./).waitFor()
  await notices.getByText(/courses\.jpg n'est pas une photo, malgré son nom\. Rien n'a été ajouté\./).waitFor()
  expect({ blobs: await blobFiles(ana), facts: (await readJob(window, jobId)).factCount }).toEqual(before)
  await expect.poll(() => photos(window).count()).toBe(1)
  for (const name of ['courses.jpg', 'moitie.jpg']) {
    await notices.getByRole('button', { name: `Compris, retirer ${name} de la liste` }).click()
  }
})

test('[F3] after a power cut everything that was saved is there', async () => {
  const saved = await readJob(bruno.window, jobId)
  const edits = await editsOnThisDeviceOnly(bruno.window)
  await bruno.kill()
  bruno = await desktopOf('bruno')
  const { window } = bruno
  await jobRow(window, PLATE).waitFor()
  await openJob(window, PLATE)
  expect(await readJob(window, jobId)).toEqual(saved)
  expect(await editsOnThisDeviceOnly(window)).toBe(edits)
  const panel = await openZone(window, 'Capot')
  await expect.poll(() => tickOf(panel, 'Bords rabattus').isChecked()).toBe(true)
  expect(await tickOf(panel, 'Chauffe finale').isChecked()).toBe(false)
  await openTab(window, 'Échanges')
  await expect.poll(() => noteBox(window).inputValue()).toBe('Client prévenu pour vendredi. ')
  await openTab(window, 'Photos')
  const picture = photos(window).locator('img')
  await expect.poll(() => picture.evaluate((img) => (img as HTMLImageElement).naturalWidth), WAIT).toBeGreaterThan(0)
})

test('when the relay returns both have everything: ticks, notes letter by letter, photos', async () => {
  await relayReturns()
  for (const { window } of [ana, bruno]) {
    await expect.poll(() => jobSync(window), WAIT).toContain('Synchronisé')
  }
  await expect
    .poll(
      async () => (await readJob(ana.window, jobId)).factCount === (await readJob(bruno.window, jobId)).factCount,
      WAIT,
    )
    .toBe(true)
  // Both look at the photos meanwhile: the other's picture appears as soon as its bytes are here.
  for (const { window } of [ana, bruno]) {
    await expect.poll(() => photos(window).count(), WAIT).toBe(2)
    const loaded = () =>
      photos(window)
        .locator('img')
        .evaluateAll((all) => all.filter((img) => (img as HTMLImageElement).naturalWidth > 0).length)
    await expect.poll(loaded, WAIT).toBe(2)
  }
  for (const { window } of [ana, bruno]) {
    const panel = await openZone(window, 'Capot')
    for (const name of ['Gabarit conforme', 'Rouleau scanné', 'Film positionné', 'Bords rabattus']) {
      await expect.poll(() => tickOf(panel, name).isChecked(), WAIT).toBe(true)
    }
    await panel.getByText('1,45').waitFor()
    await openTab(window, 'Échanges')
    await expect.poll(() => noteBox(window).inputValue(), WAIT).toContain('Joint avant gauche à surveiller.')
    expect(await noteBox(window).inputValue()).toContain('Client prévenu pour vendredi.')
  }
  expect(await noteBoxOn(ana)).toBe(await noteBoxOn(bruno))
})

async function noteBoxOn({ window }: Desktop): Promise<string> {
  await openTab(window, 'Échanges')
  return noteBox(window).inputValue()
}

test('the contradiction is shown to both, and only a supervisor decides it', async () => {
  for (const { window } of [ana, bruno]) {
    await openTab(window, /^À décider/)
    await conflictCard(window)
      .getByText(/^Ana Rossi · /)
      .waitFor()
    await conflictCard(window)
      .getByText(/^Bruno Petit · /)
      .waitFor()
  }
  expect(
    await conflictCard(bruno.window)
      .getByRole('button', { name: /^Retenir/ })
      .count(),
  ).toBe(0)
  await becomePerson(ana.window, 'Chloé Masson')
  await openJob(ana.window, PLATE)
  await openTab(ana.window, /^À décider/)
  await conflictCard(ana.window)
    .getByRole('button', { name: /Retenir cette réponse.*Fait.*Ana Rossi/ })
    .click()
  for (const { window } of [ana, bruno]) {
    await window.getByRole('heading', { name: 'Rien à décider' }).waitFor()
    // The one who decided also reads it in a notice.
    await window
      .getByRole('tabpanel')
      .getByText(/Capot – Chauffe finale\s: Fait/)
      .first()
      .waitFor()
  }
  const panel = await openZone(bruno.window, 'Capot')
  await expect.poll(() => tickOf(panel, 'Chauffe finale').isChecked(), WAIT).toBe(true)
})

test('the gates list what is missing and lead there', async () => {
  const { window } = ana
  await openTab(window, 'Clôture')
  const before = window.getByRole('list', { name: /Éléments manquants\s: Avant la pose/ })
  await before.getByRole('button', { name: 'Film et rouleau' }).first().waitFor()
  await before.getByRole('button', { name: 'Le kilométrage' }).click()
  await window.getByRole('tab', { name: 'Réception', selected: true }).waitFor()
  const odometer = window.getByRole('textbox', { name: /^Kilométrage/ })
  await odometer.fill('812')
  await openTab(window, 'Clôture') // leaving the field is enough
  await expect.poll(async () => (await readJob(window, jobId)).odometerKm.value, WAIT).toBe(812)
  await before.waitFor()
  await expect.poll(() => before.getByRole('button', { name: 'Le kilométrage' }).count()).toBe(0)
  await before.getByRole('button', { name: /Film et rouleau\s: Pare-chocs avant/ }).click()
  await zonePanel(window).getByRole('heading', { name: 'Pare-chocs avant', exact: true }).waitFor()
})

test('a supervisor passes the gates with a reason and closes the job: revision A on both', async () => {
  const { window } = ana
  const panel = await openTab(window, 'Clôture')
  const seal = panel.getByRole('button', { name: "Clore l'intervention" })
  expect(await seal.isEnabled()).toBe(false)
  for (const left of [3, 2, 1]) {
    const pass = panel.getByRole('button', { name: 'Passer outre' })
    await expect.poll(() => pass.count(), WAIT).toBe(left)
    await pass.first().click()
    const dialog = window.getByRole('dialog', { name: 'Passer outre' })
    await dialog.getByRole('textbox', { name: 'Motif' }).fill('Véhicule repris avant la fin, accord du client')
    await dialog.getByRole('button', { name: 'Passer outre' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await seal.click()
  const dialog = window.getByRole('dialog', { name: "Clore l'intervention" })
  await dialog.getByRole('button', { name: "Clore l'intervention" }).click()
  await dialog.waitFor({ state: 'hidden' })
  for (const desktop of [ana, bruno]) {
    await openTab(desktop.window, 'Clôture')
    await desktop.window.getByText(/^Close, révision A – Chloé Masson/).waitFor()
    await desktop.window.getByText('Clos', { exact: true }).first().waitFor()
  }
  const hashes = await Promise.all([ana, bruno].map((desktop) => desktop.window.getByRole('code').first().innerText()))
  expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(hashes[1]).toBe(hashes[0])
})

test('the report is written where the person says', async () => {
  const file = path.join(folder, 'rapport.pdf')
  await bruno.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await bruno.window.getByRole('button', { name: 'Exporter le PDF' }).click()
  await bruno.window.getByText(new RegExp(`Fichier enregistré\\s: .*rapport\\.pdf`)).waitFor()
  const bytes = await readFile(file)
  expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  expect(bytes.subarray(-1024).toString('latin1')).toContain('%%EOF')
})

test('a change after the closing is kept and announced on both', async () => {
  const panel = await openZone(bruno.window, 'Capot')
  await tick(panel, 'Raclage complet')
  for (const { window } of [ana, bruno]) {
    await window.getByText('Modifié depuis la clôture (révision A)').waitFor()
    await window.getByRole('button', { name: 'Voir la modification' }).waitFor()
  }
  await ana.window.getByRole('button', { name: 'Voir la modification' }).click()
  const dialog = ana.window.getByRole('dialog', { name: /^Modifié depuis la clôture/ })
  await dialog.getByText('Capot – Raclage complet').waitFor()
  await dialog.getByText(/→ Fait$/).waitFor()
  await dialog.getByText('Bruno Petit').waitFor()
  expect(await axeFindings(ana.window), 'late changes').toEqual([])
  await openTab(bruno.window, 'Clôture')
  expect(await axeFindings(bruno.window), 'closed and modified').toEqual([])
})

test('the supervisor accepts it as revision B, and reopens the job with a reason', async () => {
  const { window } = ana
  await window.getByRole('dialog').getByRole('button', { name: 'Clore à nouveau' }).click()
  const panel = await openTab(window, 'Clôture')
  await panel.getByRole('button', { name: 'Clore à nouveau' }).click()
  const dialog = window.getByRole('dialog', { name: "Clore l'intervention" })
  await dialog.getByRole('button', { name: "Clore l'intervention" }).click()
  await dialog.waitFor({ state: 'hidden' })
  const revisions = bruno.window.getByRole('list', { name: 'Révisions' }).getByRole('listitem')
  await revisions.filter({ hasText: 'Révision B' }).getByText('En vigueur').waitFor()
  await revisions.filter({ hasText: 'Révision A' }).getByText('Remplacée').waitFor()
  expect(await bruno.window.getByRole('button', { name: "Rouvrir l'intervention" }).count()).toBe(0)

  await panel.getByRole('button', { name: "Rouvrir l'intervention" }).click()
  const reason = window.getByRole('dialog', { name: "Rouvrir l'intervention" })
  await reason.getByRole('textbox', { name: 'Motif' }).fill('Reprise du capot demandée')
  await reason.getByRole('button', { name: "Rouvrir l'intervention" }).click()
  await revisions.filter({ hasText: 'Révision B' }).getByText('Reprise du capot demandée').waitFor()
  await expect.poll(async () => (await readJob(bruno.window, jobId)).standing.kind, WAIT).toBe('open')
})

test('nothing went wrong in the windows meanwhile', () => {
  // A photo that is known before its bytes have arrived is no fault.
  const faults = ({ problems }: Desktop) =>
    problems.filter((problem) => !/status of 404.*\/blob\/[0-9a-f]{64}$/.test(problem))
  expect({ ana: faults(ana), bruno: faults(bruno) }).toEqual({ ana: [], bruno: [] })
})
