/**
 * The devices of a shop, through the windows of two desktops and a real relay with grants: the key on paper, pairing,
 * names and roles, codes of people, and a device that is sent away. The tests are the chapters of one story.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRelay, type Relay } from '../../sync-relay/src/index.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { keepEvidence } from './evidence.ts'
import {
  addPerson,
  becomePerson,
  chooseLanguage,
  fill,
  foundShop,
  goToDevices,
  goToJobs,
  invite,
  openJob,
  openTab,
  pairDevices,
  pick,
  shopSync,
  typeInvitation,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { askMain, readJob } from './main-records.ts'

let folder: string
let relay: Relay
let ana: Desktop
let bruno: Desktop
let jobId: string

const PLATE = 'AB-123-CD'
const WAIT = { timeout: 20_000, interval: 100 }

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-devices-'))
  relay = await startRelay({ data: path.join(folder, 'relay'), auth: 'grants' })
  for (const name of ['ana', 'bruno'] as const) {
    const desktop = await launchDesktop({ dataDir: path.join(folder, name) })
    desktop.window.setDefaultTimeout(15_000)
    await chooseLanguage(desktop.window, 'Français')
    if (name === 'ana') ana = desktop
    else bruno = desktop
  }
})
afterAll(async () => {
  const closed = await Promise.allSettled([ana?.close(), bruno?.close(), relay?.close()])
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  for (const outcome of closed) if (outcome.status === 'rejected') console.error(outcome.reason)
})
keepEvidence(() => ({ ana, bruno }))

const device = (window: Page, name: string) =>
  window.getByRole('list', { name: "Appareils de l'atelier" }).getByRole('listitem').filter({ hasText: name })

async function act(window: Page, name: string, action: string): Promise<void> {
  await device(window, name)
    .getByRole('button', { name: `Actions pour ${name}` })
    .click()
  await window.getByRole('menuitem', { name: action }).click()
}

test('whoever founds a shop is shown its recovery key, prints it, and the device forgets it', async () => {
  const { window } = ana
  await foundShop(window, { name: 'Atelier des Appareils', person: 'Ana Rossi', device: 'Box 1', relayUrl: relay.url })
  await window.getByRole('heading', { name: 'Clé de secours', level: 1 }).waitFor()
  const groups = await window.getByRole('list', { name: 'Clé de secours' }).getByRole('listitem').allInnerTexts()
  expect(groups).toHaveLength(14)
  for (const group of groups) expect(group).toMatch(/^[0-9A-Z]{4}$/)

  await window.emulateMedia({ media: 'print' })
  const onPaper = await window.evaluate(() => document.body.innerText)
  expect(onPaper.replace(/\s+/g, ' ')).toContain(groups.join(' '))
  expect(onPaper).toContain('Atelier des Appareils')
  expect(onPaper).not.toContain('Plus tard')
  await window.emulateMedia({ media: 'screen' })
  await window.evaluate(() => {
    const page = globalThis as unknown as { printed: number; print(): void }
    page.printed = 0
    page.print = () => void page.printed++
  })
  await window.getByRole('button', { name: 'Imprimer' }).click()
  expect(await window.evaluate(() => (globalThis as unknown as { printed: number }).printed)).toBe(1)

  expect((await askMain(window, 'app.info', {})).recoveryKeyWaits).toBe(true)
  await window.getByRole('button', { name: "C'est sur papier" }).click()
  await window.getByRole('heading', { name: 'Interventions', exact: true }).waitFor()
  expect((await askMain(window, 'app.info', {})).recoveryKeyWaits).toBe(false)
  await expect(askMain(window, 'shop.recoveryKey', {})).rejects.toThrow('not-found')
  expect(await window.getByRole('button', { name: 'Clé de secours à imprimer' }).count()).toBe(0)
})

test('a code that was mistyped is refused in words, and nothing was joined', async () => {
  const { relayUrl, code } = await invite(ana.window)
  const last = code.at(-1)!
  await bruno.window.getByRole('button', { name: "Rejoindre l'atelier" }).click()
  await typeInvitation(bruno.window, {
    device: 'Tablette',
    relayUrl,
    code: `${code.slice(0, -1)}${last === '7' ? '8' : '7'}`,
  })
  await bruno.window.getByText(fr['error.wrong-code']).waitFor()
  expect((await askMain(bruno.window, 'app.info', {})).shop).toBeNull()
  await bruno.window.getByRole('button', { name: 'Retour' }).click()
  await ana.window.getByRole('dialog').getByRole('button', { name: 'Fermer' }).click()
})

test('who is refused is told so, and begins again', async () => {
  const { relayUrl, code } = await invite(ana.window)
  await bruno.window.getByRole('button', { name: "Rejoindre l'atelier" }).click()
  await typeInvitation(bruno.window, { device: 'Tablette', relayUrl, code })
  const dialog = ana.window.getByRole('dialog', { name: 'Ajouter un appareil' })
  await dialog.getByRole('button', { name: 'Refuser' }).click()
  await dialog.getByRole('heading', { name: fr['invite.fail.refused.title'] }).waitFor()
  await bruno.window.getByRole('heading', { name: fr['join.fail.refused.title'] }).waitFor()
  await bruno.window.getByRole('button', { name: 'Recommencer' }).click()
  await bruno.window.getByRole('button', { name: 'Retour' }).click()
  await dialog.getByRole('button', { name: 'Fermer' }).click()
})

test('a second device is paired; both lists know both, and both are connected', async () => {
  await addPerson(ana.window, 'Bruno Petit', "Chef d'atelier")
  await pairDevices({ admin: ana.window, newcomer: bruno.window, device: 'Tablette' })
  await becomePerson(bruno.window, 'Bruno Petit')
  await expect.poll(() => shopSync(bruno.window), WAIT).toContain('Synchronisé')
  for (const { window } of [ana, bruno]) {
    await goToDevices(window)
    for (const name of ['Box 1', 'Tablette']) await device(window, name).getByText('Relié').waitFor()
  }
  await device(ana.window, 'Box 1').getByText('Ce poste').waitFor()
  await device(bruno.window, 'Tablette').getByText('Technicien').waitFor()
  await bruno.window.getByText(fr['devices.notAdmin']).waitFor()
  expect(await bruno.window.getByRole('button', { name: 'Ajouter un appareil' }).count()).toBe(0)
  expect(await bruno.window.getByRole('button', { name: /^Actions pour/ }).count()).toBe(0)
})

test('a new name is everywhere', async () => {
  await act(ana.window, 'Tablette', 'Renommer')
  const dialog = ana.window.getByRole('dialog')
  await fill(dialog, "Nom de l'appareil", 'Tablette de pose')
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await dialog.waitFor({ state: 'hidden' })
  for (const { window } of [ana, bruno]) await device(window, 'Tablette de pose').waitFor()
})

test("a supervisor at a technician's device is told why something is missing", async () => {
  const { window } = ana
  await goToJobs(window)
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  for (const [label, text] of [
    ['Nom', 'Sophie Garnier'],
    ['Immatriculation', PLATE],
    ['Marque', 'Porsche'],
    ['Modèle', '911'],
  ] as const) {
    await fill(window, label, text)
  }
  await pick(window, 'Formule', 'Avant partiel')
  await window.getByRole('button', { name: "Créer l'intervention" }).click()
  await window.getByRole('tablist').waitFor()
  await goToJobs(bruno.window)
  jobId = await openJob(bruno.window, PLATE)
  await openTab(bruno.window, 'Clôture')
  await bruno.window.getByText(/^Ce poste a le rôle «\sTechnicien\s»/).waitFor()
  expect(await bruno.window.getByRole('button', { name: 'Passer outre' }).count()).toBe(0)
})

test('with a higher role for the device, the same person may', async () => {
  await setRole("Chef d'atelier")
  await bruno.window.getByRole('button', { name: 'Passer outre' }).first().waitFor()
})

test('as a viewer the device writes nothing any more, and says so', async () => {
  await setRole('Lecteur')
  await bruno.window.getByText(/mais ce poste a le rôle «\sLecteur\s»/).waitFor()
  await openTab(bruno.window, 'Échanges')
  expect(await bruno.window.getByRole('textbox', { name: "Notes de l'intervention" }).isEditable()).toBe(false)
  await setRole('Technicien')
  await expect
    .poll(() => bruno.window.getByRole('textbox', { name: "Notes de l'intervention" }).isEditable(), WAIT)
    .toBe(true)
})

async function setRole(role: string): Promise<void> {
  await goToDevices(ana.window)
  await act(ana.window, 'Tablette de pose', 'Changer le rôle')
  const dialog = ana.window.getByRole('dialog')
  await pick(dialog, "Rôle de l'appareil", role)
  await dialog.getByRole('button', { name: 'Enregistrer' }).click()
  await dialog.waitFor({ state: 'hidden' })
}

test('a code is set, asked for, and refused when it is wrong', async () => {
  const { window } = ana
  await openPersonMenu(window)
  await window.getByRole('button', { name: 'Définir un code' }).click()
  const dialog = window.getByRole('dialog', { name: 'Définir un code' })
  await typeCode(window, '2468')
  await dialog.getByText(fr['pin.again']).waitFor()
  await typeCode(window, '2468')
  await dialog.waitFor({ state: 'hidden' })
  await openPersonMenu(window)
  await window.getByRole('button', { name: 'Quitter' }).click()
  await window.getByRole('heading', { name: 'Qui êtes-vous' }).waitFor()
  expect(await window.getByRole('navigation').count()).toBe(0)

  await window.getByRole('listitem').filter({ hasText: 'Ana Rossi' }).getByRole('button').click()
  await typeCode(window, '1357')
  await window.getByText("Ce n'est pas le bon code.").waitFor()
  for (const digit of '2468') await window.getByRole('dialog').getByRole('button', { name: digit, exact: true }).click()
  await window.getByRole('dialog').getByRole('button', { name: 'Continuer' }).click()
  await window.getByRole('banner').getByRole('button', { name: 'Ana Rossi' }).waitFor()
})

test('an administrator takes away a code that somebody forgot', async () => {
  const { window } = ana
  await becomePerson(window, 'Bruno Petit')
  await openPersonMenu(window)
  await window.getByRole('button', { name: 'Définir un code' }).click()
  await typeCode(window, '11112222')
  await window.getByText(fr['pin.again']).waitFor()
  await typeCode(window, '11112222')
  await window.getByRole('dialog').waitFor({ state: 'hidden' })
  await openPersonMenu(window)
  await window.getByRole('button', { name: 'Quitter' }).click()
  await window.getByRole('listitem').filter({ hasText: 'Ana Rossi' }).getByRole('button').click()
  await typeCode(window, '2468')
  await window.getByRole('banner').getByRole('button', { name: 'Ana Rossi' }).waitFor()
  await openPersonMenu(window)
  await window.getByRole('button', { name: 'Changer de personne' }).click()
  await window.getByRole('button', { name: 'Retirer le code de Bruno Petit' }).click()
  await window.getByRole('dialog').getByRole('button', { name: 'Retirer le code' }).click()
  await window.getByRole('dialog').waitFor({ state: 'hidden' })
  expect((await askMain(window, 'app.info', {})).pins).toHaveLength(1)
})

async function openPersonMenu(window: Page): Promise<void> {
  await window.getByRole('banner').getByRole('button').last().click()
  await window.getByRole('dialog').waitFor()
}
async function typeCode(window: Page, digits: string): Promise<void> {
  await window.getByRole('dialog').getByRole('textbox').focus()
  await window.keyboard.type(digits)
  await window.keyboard.press('Enter')
}

test('a device that is sent away sees it at once, keeps its work, and what it does then waits for review', async () => {
  await goToDevices(ana.window)
  await act(ana.window, 'Tablette de pose', 'Exclure')
  const dialog = ana.window.getByRole('dialog')
  await dialog.getByText(fr['devices.revokeDoesNot']).waitFor()
  await fill(dialog, 'Motif (noté dans le journal)', 'Perdue sur le parking')
  const before = Date.now()
  await dialog.getByRole('button', { name: 'Exclure' }).click()
  await bruno.window
    .getByRole('button', { name: /Attention requise/ })
    .first()
    .waitFor()
  console.log(`devices.e2e: the other window said so ${Date.now() - before} ms after the press`)
  await dialog.waitFor({ state: 'hidden' })
  await ana.window
    .getByRole('list', { name: 'Appareils exclus' })
    .getByText(/Perdue sur le parking/)
    .waitFor()

  await openTab(bruno.window, 'Échanges')
  await fill(bruno.window, 'Nouveau commentaire', 'Écrit après coup')
  await bruno.window.getByRole('button', { name: 'Publier' }).click()
  await bruno.window.getByRole('listitem').getByText('Écrit après coup').waitFor()
  const review = ana.window.getByRole('list', { name: /^Travail tardif/ })
  await expect.poll(() => review.getByRole('listitem').count(), WAIT).toBeGreaterThan(0)
  expect((await readJob(ana.window, jobId)).comments).toEqual([])
})

test('late work that is accepted is in the job; the log tells all of it', async () => {
  const { window } = ana
  const review = window.getByRole('list', { name: /^Travail tardif/ })
  while ((await review.getByRole('listitem').count()) > 0) {
    const left = await review.getByRole('listitem').count()
    await review.getByRole('listitem').first().getByRole('button', { name: 'Accepter' }).click()
    await expect.poll(() => review.getByRole('listitem').count(), WAIT).toBeLessThan(left)
  }
  await expect
    .poll(async () => (await readJob(window, jobId)).comments.map((each) => each.text), WAIT)
    .toEqual(['Écrit après coup'])
  const log = window.getByRole('list', { name: 'Journal' })
  for (const sentence of [
    /a été exclu/,
    /a été admis/,
    /travail tardif .* a été accepté/,
    /Atelier fondé par «\sBox 1\s»/,
  ])
    await log.getByText(sentence).first().waitFor()
})

test('nothing went wrong in the windows meanwhile', () => {
  expect({ ana: ana.problems, bruno: bruno.problems }).toEqual({ ana: [], bruno: [] })
})
