/**
 * A supervisor's afternoon, on two desktops: air that is too cold, a cut in the paint, gates that say what is missing,
 * a client who signs, work that arrives late from a box without a network, and what the paper says of it all. The
 * tests are the chapters of one story and run in order.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addPhoto,
  check,
  checkZone,
  NOTE,
  reviewDamage,
  setOdometer,
  setZoneExtent,
  useFilm as recordCut,
  ZONE_CHECK_IDS,
} from '../../src/crdt/job/index.ts'
import { editText, type Ledger, type Pen } from '../../src/crdt/ledger/index.ts'
import { setFilm } from '../../src/crdt/shop/index.ts'
import { CHECKLISTS, REQUIRED_VIEWS } from '../../src/crdt/vocabulary/index.ts'
import { readPdf } from '../main/report/read-pdf.ts'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  choose,
  chooseLanguage,
  comeIn,
  createJob,
  createShop,
  fill,
  goToJobs,
  openJob,
  openTab,
  openZone,
  pick,
  tick,
} from './hands.ts'
import type { Desktop } from './launch.ts'
import { askMain, readJob, writeApart } from './main-records.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

let workshop: Workshop
let chief: Desktop
let bruno: Desktop
let jobId: string

const PLATE = 'GR-204-KD'
const WAIT = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  workshop = await openWorkshop('closing')
  chief = await workshop.desktop('chief')
  bruno = await workshop.desktop('bruno')
})
afterAll(() => workshop?.close())
keepEvidence(() => ({ chief, bruno }))

/** The job as main of both desktops has it. */
const jobOf = (desktop: Desktop) => readJob(desktop.window, jobId)
const missingFor = async (desktop: Desktop, gate: 'installation' | 'ready' | 'delivery') =>
  (await jobOf(desktop)).gates[gate].missing.map((each) => each.kind)

async function giveReason(window: Page, dialog: string, reason: string): Promise<void> {
  const box = window.getByRole('dialog', { name: dialog })
  await box.getByRole('textbox', { name: 'Motif' }).fill(reason)
  await box.getByRole('button', { name: dialog }).click()
  await box.waitFor({ state: 'hidden' })
}

/** A picture's row without its bytes: what the gates ask for, not what this story is about. */
const aPhoto = (changes: Partial<Parameters<typeof addPhoto>[1]>): Parameters<typeof addPhoto>[1] => ({
  sha256: 'ab'.repeat(32),
  thumbnail: null,
  rendition: null,
  mime: 'image/jpeg',
  bytes: 1000,
  width: 400,
  height: 300,
  phase: 'reception',
  view: null,
  zone: null,
  defect: null,
  ...changes,
})

/** The morning: received, prepared, cut. What is measured and laid is told by the tests. */
function morning(ledger: Ledger, pen: Pen): void {
  for (const name of Object.keys(CHECKLISTS.reception.checks)) check(ledger, 'reception', name, true, pen)
  for (const name of Object.keys(CHECKLISTS.preparation.checks)) check(ledger, 'preparation', name, true, pen)
  setOdometer(ledger, 812, pen)
  reviewDamage(ledger, true, pen)
  for (const view of REQUIRED_VIEWS) addPhoto(ledger, aPhoto({ view: view as 'front_left' }), pen)
  editText(ledger, NOTE, 'Baguette de calandre à reposer avant la remise.', pen)
}

/** The hood, but for its inspection: the cut and its film's limits were written by hand in another test. */
function laid(ledger: Ledger, pen: Pen): void {
  for (const name of ZONE_CHECK_IDS) checkZone(ledger, 'hood', name, true, pen)
  addPhoto(ledger, aPhoto({ zone: 'hood', phase: 'after' }), pen)
}

test('the shop opens: a supervisor and a technician, a film whose sheet asks for 15 to 30 °C', async () => {
  const { window } = chief
  await chooseLanguage(window, 'Français')
  await createShop(window, {
    name: 'Atelier des Deux Rives',
    person: 'Chloé Masson',
    device: 'Bureau',
    relayUrl: workshop.url(),
  })
  await addPerson(window, 'Bruno Petit', 'Technicien')
  const { person } = await askMain(window, 'app.info', {})
  let film = ''
  const stock = (ledger: Ledger, pen: Pen) => {
    film = setFilm(ledger, undefined, { brand: 'Clarté', range: 'Ultra', minAirDeci: 150, maxAirDeci: 300 }, pen)
  }
  await writeApart(window, 'shop', [stock], [person!.id])
  await window.reload()
  await goToJobs(window)
  const vehicle = { client: 'Sophie Garnier', plate: PLATE, make: 'Porsche', model: '911 Carrera' }
  jobId = await createJob(window, { ...vehicle, package: 'Avant partiel' })
  // One zone is enough for an afternoon.
  const others = (await jobOf(chief)).zones.map((zone) => zone.zone).filter((zone) => zone !== 'hood')
  const cut = (ledger: Ledger, pen: Pen) => {
    morning(ledger, pen)
    for (const zone of others) setZoneExtent(ledger, zone, null, pen)
    const size = { widthMm: 1520, lengthMm: 1400, netMm2: 1_900_000, centsPerM2: null }
    const limits = { minAirDeci: 150, maxAirDeci: 300 }
    recordCut(ledger, { zones: ['hood'], film, roll: '', lot: 'CL-114', purpose: 'cut', limits, ...size }, pen)
  }
  await writeApart(window, `job/${jobId}`, [cut], [person!.id])
  await window.reload()

  await comeIn({ admin: window, newcomer: bruno.window, device: 'Box 2' }, 'Bruno Petit')
  await openJob(bruno.window, PLATE)
  await goToJobs(window)
  await openJob(window, PLATE)
})

test('12 °C is fine by the trade and not by the film: the reading blocks, and a technician cannot lift it', async () => {
  const { window } = bruno
  const panel = await openTab(window, 'Conditions')
  await panel.getByText(/Limites reprises de la fiche\s: Clarté Ultra\./).waitFor()
  await panel.getByRole('textbox', { name: /^Air/ }).fill('12')
  await panel.getByRole('textbox', { name: /^Humidité/ }).fill('50')
  await panel.getByText('Bloquant', { exact: true }).waitFor() // said while it is typed
  await panel.getByRole('button', { name: 'Ajouter le relevé' }).click()
  await panel.getByText(/^La pose attend/).waitFor()
  await panel.getByText(/Limite\s: 15\s°C – 30\s°C/).waitFor()
  expect(await panel.getByRole('button', { name: 'Lever', exact: true }).count()).toBe(0)
  expect(await missingFor(bruno, 'installation')).toEqual(['blocking_condition'])
})

test('film is laid all the same, the air gets better: the cold reading is not forgotten', async () => {
  await writeApart(bruno.window, `job/${jobId}`, [laid], [(await askMain(bruno.window, 'app.info', {})).person!.id])
  await bruno.window.reload()
  const panel = await openTab(bruno.window, 'Conditions')
  await panel.getByRole('textbox', { name: /^Air/ }).fill('21')
  await panel.getByRole('textbox', { name: /^Humidité/ }).fill('50')
  await panel.getByRole('button', { name: 'Ajouter le relevé' }).click()
  await panel.getByRole('list', { name: 'Relevés' }).getByText('Dans la cible').waitFor()
  expect(await missingFor(bruno, 'installation')).toEqual(['blocking_condition'])
  await panel.getByText(/^La pose attend/).waitFor()
})

test('the gate leads the supervisor there, who lifts the reading with a reason that both see', async () => {
  const { window } = chief
  await expect.poll(() => missingFor(chief, 'installation'), WAIT).toEqual(['blocking_condition'])
  await openTab(window, 'Clôture')
  await window
    .getByRole('list', { name: /Éléments manquants\s: Avant la pose/ })
    .getByRole('button', { name: /^Relevé hors limites/ })
    .click()
  await window.getByRole('tab', { name: 'Conditions', selected: true }).waitFor()
  await window.getByRole('button', { name: 'Lever', exact: true }).click()
  await giveReason(window, 'Lever', 'Panneau chauffé à la lampe, 19 °C au laser')
  for (const desktop of [chief, bruno]) {
    await desktop.window.getByText(/Chloé Masson\s: Panneau chauffé à la lampe/).waitFor()
    await expect.poll(() => missingFor(desktop, 'installation'), WAIT).toEqual([])
  }
  expect(await axeFindings(window), 'conditions, lifted').toEqual([])
})

test('what the vehicle brought along holds nothing; a cut in the paint does, until it was reworked', async () => {
  const { window } = bruno
  await openTab(window, /^Défauts/)
  const report = async (phase: string, zone: string, type: string) => {
    await window.getByRole('button', { name: 'Signaler un défaut' }).click()
    const dialog = window.getByRole('dialog', { name: 'Signaler un défaut' })
    await pick(dialog, 'Moment', phase)
    await choose(window, dialog, 'Zone', zone)
    await choose(window, dialog, 'Type', type)
    await pick(dialog, 'Gravité', 'Bloquant')
    await dialog.getByRole('button', { name: 'Enregistrer le défaut' }).click()
    await dialog.waitFor({ state: 'hidden' })
  }
  await report('Préexistant', 'Pavillon', 'Corrosion')
  await report('Contrôle', 'Capot', 'Coupure du vernis')
  await expect.poll(() => missingFor(chief, 'ready'), WAIT).toEqual(['zone_unfinished', 'blocking_defect'])
  await openTab(chief.window, 'Clôture')
  await chief.window.getByRole('button', { name: /^Défaut bloquant ouvert\s: Capot/ }).click()
  await chief.window
    .getByRole('complementary', { name: 'Zone choisie' })
    .getByText('Coupure du vernis')
    .first()
    .waitFor()

  const card = window.getByRole('article', { name: /Coupure du vernis, Capot/ })
  await pick(card, 'Suite donnée', 'Repris')
  const dialog = window.getByRole('dialog', { name: 'Repris' })
  await dialog
    .getByRole('textbox', { name: 'Ce qui a été refait' })
    .fill('Film déposé, retouche vernis, nouvelle découpe')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await card.getByText('Film déposé, retouche vernis, nouvelle découpe').waitFor()
  await expect.poll(() => missingFor(chief, 'ready'), WAIT).toEqual([])
})

test('a gate that was passed in haste is closed again, and both reasons stay', async () => {
  const { window } = chief
  const panel = await openTab(window, 'Clôture')
  await panel.getByRole('button', { name: 'Passer outre' }).click() // of the delivery: nobody signed yet
  await giveReason(window, 'Passer outre', 'Client au téléphone')
  await panel.getByRole('button', { name: 'Retirer la dérogation' }).click()
  await giveReason(window, 'Retirer la dérogation', 'Le client passe ce soir')
  await panel.getByText(/Client au téléphone.*Le client passe ce soir/).waitFor()
  expect(await missingFor(chief, 'delivery')).toEqual(['signature'])
})

test('the client signs on the handed tablet, where nothing else of the app is within reach', async () => {
  const { window } = chief
  await window.getByRole('button', { name: 'Faire signer' }).click()
  const pad = window.getByRole('dialog', { name: 'Signature du client' })
  await pad.getByText('911 Carrera').waitFor()
  const box = (await pad.boundingBox())!
  const size = await window.evaluate(() => [innerWidth, innerHeight])
  expect([Math.round(box.width), Math.round(box.height)]).toEqual(size)
  await window.keyboard.press('Escape')
  await window.keyboard.press('F1')
  await window.keyboard.press('Control+k')
  await pad.waitFor()
  expect(await window.getByRole('dialog').count()).toBe(1)
  expect(await axeFindings(window), 'signature pad').toEqual([])
  await pad.getByRole('button', { name: 'Valider' }).click()
  await pad.getByRole('alert').getByText('Signez dans le cadre.').waitFor()
  const field = (await pad.getByRole('img', { name: 'Zone de signature' }).boundingBox())!
  await window.mouse.move(field.x + 60, field.y + field.height / 2)
  await window.mouse.down()
  for (let i = 1; i <= 40; i++) {
    await window.mouse.move(field.x + 60 + i * 8, field.y + field.height / 2 - 60 * Math.sin(i / 4))
  }
  await window.mouse.up()
  // The tablet is turned, and turned back: what was drawn stays.
  await window.setViewportSize({ width: 800, height: 1280 })
  await pad.getByRole('button', { name: 'Valider' }).waitFor()
  await window.setViewportSize({ width: 1280, height: 800 })
  await fill(pad, 'Qualité', 'Propriétaire')
  await pad.getByRole('button', { name: 'Valider' }).click()
  await pad.waitFor({ state: 'hidden' })
  await window.getByRole('img', { name: 'Signature de Sophie Garnier' }).waitFor()
  expect(await missingFor(chief, 'delivery')).toEqual([])
  const [signature] = (await jobOf(chief)).signatures
  expect(signature!.strokes).toHaveLength(1)
  expect(signature!.strokes[0]!.length).toBeGreaterThan(16) // a wave, not a line between its ends
  await pick(window, 'Note du client, de 0 à 10 (facultatif)', '9')
  await window.getByRole('textbox', { name: 'Remarque du client' }).fill('Bords impeccables')
  await window.getByRole('button', { name: /^Enregistrer 9/ }).click()
  await window.getByText('9 / 10', { exact: true }).waitFor()
})

test('it is closed as revision A', async () => {
  const { window } = chief
  const panel = window.getByRole('tabpanel', { name: 'Clôture' })
  await panel.getByRole('button', { name: "Clore l'intervention" }).click()
  await closeIt(window)
  await expect.poll(async () => (await jobOf(bruno)).standing.kind, WAIT).toBe('sealed')
})

test('work from a box without a network arrives after the signature: nothing is lost, and every place says so', async () => {
  await workshop.relayLeaves()
  const hood = await openZone(bruno.window, 'Capot')
  await tick(hood, 'Contrôle rasant') // unticked: seen again under the lamp
  await openTab(bruno.window, /^Échanges/)
  const note = bruno.window.getByRole('textbox', { name: "Notes de l'intervention" })
  await note.fill('Baguette de calandre reposée, clips neufs.')
  await expect.poll(async () => (await jobOf(bruno)).notes[0]?.text, WAIT).toContain('clips neufs')
  expect((await jobOf(chief)).standing.kind).toBe('sealed')
  await workshop.relayReturns()
  const { window } = chief
  await window.getByText('Modifié depuis la clôture (révision A)').waitFor({ timeout: 40_000 })
  const panel = await openTab(window, 'Clôture')
  await panel.getByText('Modifié depuis la signature', { exact: true }).waitFor()
  await panel.getByRole('button', { name: /^Modifié depuis la signature\s: à faire signer de nouveau/ }).waitFor()
  expect(await missingFor(chief, 'delivery')).toEqual(['signature_outdated'])
})

test('the supervisor reads it as it was and as it is, word by word, and withdraws the tick', async () => {
  const { window } = chief
  await window.getByRole('button', { name: 'Voir les 2 modifications' }).first().click()
  const dialog = window.getByRole('dialog', { name: /^Modifié depuis la clôture/ })
  await dialog.getByText('Capot – Contrôle rasant').waitFor()
  await dialog.getByText(/^Fait → Pas fait$/).waitFor()
  await dialog.locator('del').filter({ hasText: 'à' }).first().waitFor()
  await dialog.locator('ins').filter({ hasText: 'clips neufs' }).waitFor()
  expect(await axeFindings(window), 'late changes').toEqual([])
  await dialog.getByRole('button', { name: 'Retirer', exact: true }).click()
  const reason = window.getByRole('dialog', { name: 'Retirer cette modification' })
  await reason.getByRole('textbox', { name: 'Motif' }).fill('Revu ensemble : rien sous la lampe')
  await reason.getByRole('button', { name: 'Retirer', exact: true }).click()
  await expect.poll(() => missingFor(chief, 'ready'), WAIT).toEqual([])
  await dialog.getByRole('button', { name: 'Fermer' }).click()
})

test('the note is accepted as revision B, by a supervisor’s word in place of a second signature; the PDF says so', async () => {
  const { window } = chief
  const panel = await openTab(window, 'Clôture')
  await panel.getByRole('button', { name: 'Passer outre' }).click()
  await giveReason(window, 'Passer outre', 'Client prévenu, ne repasse pas pour une note')
  await panel.getByRole('button', { name: 'Clore à nouveau' }).click()
  await closeIt(window)
  await panel.getByRole('list', { name: 'Révisions' }).getByText('Révision B').waitFor()
  const file = path.join(workshop.folder, 'rapport.pdf')
  await chief.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, file)
  await panel.getByRole('button', { name: 'Exporter le PDF' }).click()
  await window.getByText(/Fichier enregistré/).waitFor()
  const { text } = readPdf(await readFile(file))
  for (const said of [
    'Révision B',
    'Modifié depuis la signature (version signée',
    'Levé par Chloé Masson',
    'Panneau chauffé à la lampe',
    'Film déposé, retouche vernis, nouvelle découpe',
    'Client au téléphone',
    'Le client passe ce soir',
    'Client prévenu, ne repasse pas pour une note',
    '9 / 10',
    'Bords impeccables',
  ]) {
    expect(text).toContain(said)
  }
})

test('it is reopened with a reason, suspended above every part, and goes on', async () => {
  const { window } = chief
  await window.getByRole('button', { name: "Rouvrir l'intervention" }).click()
  await giveReason(window, "Rouvrir l'intervention", 'Reprise du capot demandée')
  await expect.poll(async () => (await jobOf(bruno)).standing.kind, WAIT).toBe('open')
  // Open again, and what was signed is not what stands: every part of the job says so.
  await bruno.window.getByText('Modifié depuis la signature', { exact: true }).first().waitFor()
  await window.getByRole('button', { name: 'Retirer la signature' }).click()
  await giveReason(window, 'Retirer la signature', 'Signée avant la reprise')
  await expect.poll(() => missingFor(bruno, 'delivery'), WAIT).toEqual(['signature'])
  await openTab(window, 'Fiche')
  await window.getByRole('button', { name: 'Suspendre' }).click()
  await giveReason(window, 'Suspendre', 'Film en rupture')
  await bruno.window.getByText(/^Suspendue\s: Film en rupture$/).waitFor()
  await bruno.window.getByRole('button', { name: 'Reprendre', exact: true }).click()
  await expect.poll(async () => (await jobOf(chief)).suspended.value, WAIT).toBeNull()
})

test('nothing went wrong in the windows meanwhile', () => {
  // Photos are rows without bytes here.
  const faults = ({ problems }: Desktop) => problems.filter((problem) => !/status of 404.*\/blob\//.test(problem))
  expect({ chief: faults(chief), bruno: faults(bruno) }).toEqual({ chief: [], bruno: [] })
})

async function closeIt(window: Page): Promise<void> {
  const dialog = window.getByRole('dialog', { name: "Clore l'intervention" })
  await dialog.getByRole('button', { name: "Clore l'intervention" }).click()
  await dialog.waitFor({ state: 'hidden' })
}
