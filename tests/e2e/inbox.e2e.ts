/** « À décider », for the shop and in a job: both answers with their authors, one tap or a third, and a way back. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openClient } from '../../src/crdt/client/index.ts'
import { openJob, setOdometer } from '../../src/crdt/job/index.ts'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { fill, pick } from './hands.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { CLIENT_ID, JOB_ID, penOf, stageJob, type Filling } from './stage-job.ts'
import { ANA, BRUNO, member } from './stage-shop.ts'
import { wordsOf } from './words.ts'

const JOB = `job/${JOB_ID}`
const CLIENT = `client/${CLIENT_ID}`

let browser: Browser
let stage: Stage
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  expect(stage.problems).toEqual([])
  await stage.close()
})
afterAll(() => browser?.close())

interface Given {
  readonly filling?: Filling
  readonly hash?: string
  readonly role?: 'supervisor' | 'technician'
  readonly locale?: 'fr' | 'en'
  readonly answers?: Parameters<typeof openStage>[0]['answers']
}

async function open({
  filling = 'conflict',
  hash = '/inbox',
  role = 'supervisor',
  locale = 'fr',
  answers,
}: Given = {}) {
  const job = stageJob(filling)
  const info = { ...member, locale, person: { id: ANA, name: 'Ana Rossi', role } }
  stage = await openStage({ browser, answers: { ...job.answers, ...answers, 'app.info': info } })
  // As main would: a document that is opened again holds what the window gave before.
  stage.answer('document.open', ({ name }) => ({
    state: Y.encodeStateAsUpdate(job.states.has(name) ? kept(job, name) : new Y.Doc()),
    status: { name, state: 'synced', updates: 0, bytes: 0, oldestAt: null },
  }))
  await stage.page.getByRole('main').waitFor()
  await stage.page.evaluate((next) => {
    location.hash = next
  }, hash)
  return { page: stage.page, job }
}

/** The document as main has it after what the window gave it. */
function kept(job: ReturnType<typeof stageJob>, name: string): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get(name)!)
  for (const { name: call, input } of stage.asked) {
    const { name: of, update } = input as { name?: string; update?: Record<string, number> }
    if (call === 'document.append' && of === name) Y.applyUpdate(doc, Uint8Array.from(Object.values(update!)))
  }
  return doc
}
const jobKept = (job: ReturnType<typeof stageJob>) => openJob(kept(job, JOB)).view()

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })
const answer = (within: Locator, words: RegExp) => within.getByRole('button', { name: words })
const toast = (page: Page) => page.getByRole('region', { name: /Messages/ })

test('the navigation counts, the list has every document, oldest first, and is filtered by kind', async () => {
  const { page } = await open()
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /À décider\s*4/ })
    .waitFor()
  await page.getByText('4 points à décider').waitFor()
  await expect.poll(() => page.getByRole('article').count()).toBe(4)
  await card(page, 'Aile avant gauche – Chauffe finale').waitFor()
  const colour = card(page, 'Véhicule GR-204-KD Porsche 911 Carrera – Couleur')
  await colour.getByText('Sophie Garnier').waitFor()
  // Who said the same stands on one card.
  const priority = card(page, 'Priorité')
  expect(await answer(priority, /^Retenir/).count()).toBe(2)
  await answer(priority, /Haute.*Chloé Masson.*Bruno Petit/).waitFor()
  await priority.getByText('Tablette de pose').first().waitFor()
  await page.getByRole('button', { name: 'Doubles clôtures' }).click()
  await page.getByText('Rien de cette nature').waitFor()
  await page.getByRole('button', { name: 'Tout afficher' }).click()
  await expect.poll(() => page.getByRole('article').count()).toBe(4)
})

test('one tap decides without opening the job, and one tap takes it back', async () => {
  const { page, job } = await open()
  await answer(card(page, 'Kilométrage'), /Retenir.*812.*Ana Rossi/).click()
  await toast(page)
    .getByText(/Kilométrage\s: 812\skm/)
    .waitFor()
  expect(jobKept(job).odometerKm).toMatchObject({ value: 812, contested: false, by: [ANA] })
  await toast(page).getByRole('button', { name: 'Annuler' }).click()
  await expect.poll(() => jobKept(job).odometerKm.contested).toBe(true)
  expect(jobKept(job).odometerKm.heads.map((head) => head.value)).toEqual([812, 821])
})

test('a third answer is given on the keypad, with a reason', async () => {
  const { page, job } = await open()
  await card(page, 'Kilométrage').getByRole('button', { name: 'Écrire une autre réponse' }).click()
  const dialog = page.getByRole('dialog', { name: 'Écrire une autre réponse' })
  await dialog.getByText(/À la place de\s: 812\skm \/ 821\skm/).waitFor()
  await dialog.getByRole('button', { name: 'Décider' }).click()
  await dialog.getByText('Donnez une réponse.').waitFor() // and nothing was written
  await dialog.getByRole('button', { name: 'Ouvrir le pavé numérique' }).click()
  const keypad = page.getByRole('dialog', { name: 'Réponse' })
  for (const digit of ['8', '2', '0']) await keypad.getByRole('button', { name: digit, exact: true }).click()
  await keypad.getByRole('button', { name: 'OK' }).click()
  await fill(dialog, 'Motif (facultatif)', 'Relu au compteur')
  await dialog.getByRole('button', { name: 'Décider' }).click()
  await toast(page).getByText(/820/).waitFor()
  const { odometerKm, decisions } = jobKept(job)
  expect(odometerKm.value).toBe(820)
  expect(decisions.map(({ chosen }) => [chosen.value, chosen.why])).toEqual([[820, 'Relu au compteur']])
})

test('of few words a third is picked, of a client’s field it is written', async () => {
  const { page, job } = await open()
  await card(page, 'Priorité').getByRole('button', { name: 'Écrire une autre réponse' }).click()
  const dialog = page.getByRole('dialog', { name: 'Écrire une autre réponse' })
  await pick(dialog, 'Réponse', 'Basse')
  await dialog.getByRole('button', { name: 'Décider' }).click()
  await expect.poll(() => jobKept(job).priority.value).toBe('low')
  await card(page, 'Véhicule GR-204-KD Porsche 911 Carrera – Couleur')
    .getByRole('button', { name: 'Écrire une autre réponse' })
    .click()
  await fill(dialog, 'Réponse', 'Bleu saphir')
  await dialog.getByRole('button', { name: 'Décider' }).click()
  const colour = () => openClient(kept(job, CLIENT)).view().vehicles[0]!.colour.value
  await expect.poll(colour).toBe('Bleu saphir')
})

test('an answer that came after the list was read is overruled by nobody', async () => {
  const { page, job } = await open()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get(JOB)!)
  const late = new Ledger(doc)
  const before = Y.encodeStateVector(doc)
  // Somebody who saw only the answer of 812.
  const third = new Y.Doc()
  Y.applyUpdate(third, job.states.get(JOB)!)
  setOdometer(new Ledger(third), 799, penOf(BRUNO))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(third, before))
  expect(late.heads('odometer').map((head) => head.value)).toEqual([799])
  const state = Y.encodeStateAsUpdate(doc)
  stage.answer('document.open', ({ name }) => ({
    state: name === JOB ? state : job.states.get(name)!,
    status: { name: name as 'shop', state: 'synced', updates: 0, bytes: 0, oldestAt: null },
  }))
  await answer(card(page, 'Kilométrage'), /Retenir.*812/).click()
  await toast(page)
    .getByText(/Une autre réponse vient d'arriver/)
    .waitFor()
  expect(stage.asked.filter(({ name }) => name === 'document.append')).toEqual([])
})

test('a technician sees everything and decides nothing', async () => {
  const { page } = await open({ role: 'technician' })
  await expect.poll(() => page.getByRole('article').count()).toBe(4)
  await page.getByText("Un chef d'atelier choisira").waitFor()
  expect(await page.getByRole('button', { name: /^(Retenir|Écrire)/ }).count()).toBe(0)
  await card(page, 'Aile avant gauche – Chauffe finale').getByRole('button', { name: 'Voir la zone' }).click()
  await page
    .getByRole('complementary', { name: 'Zone choisie' })
    .getByRole('heading', { name: 'Aile avant gauche' })
    .waitFor()
})

test('in the job, its client’s and vehicle’s fields are among what is to be decided', async () => {
  const { page, job } = await open({ hash: `/jobs/${JOB_ID}?tab=conflicts` })
  await page.getByRole('tab', { name: /^À décider\s*4/, selected: true }).waitFor()
  await expect.poll(() => page.getByRole('article').count()).toBe(4)
  await answer(card(page, 'Aile avant gauche – Chauffe finale'), /Retenir.*Fait.*Ana Rossi/).click()
  await page
    .getByText(/Aile avant gauche – Chauffe finale\s: Fait/)
    .first()
    .waitFor()
  await expect.poll(() => page.getByRole('article').count()).toBe(3)
  await answer(card(page, 'Véhicule GR-204-KD Porsche 911 Carrera – Couleur'), /Retenir.*nuit.*Bruno/).click()
  await expect.poll(() => page.getByRole('article').count()).toBe(2)
  expect(openClient(kept(job, CLIENT)).view().vehicles[0]!.colour.value).toBe('Bleu nuit')
  // The way back leaves both standing again, here as well.
  await toast(page).getByRole('button', { name: 'Annuler' }).first().click()
  await expect.poll(() => page.getByRole('article').count()).toBe(3)
})

test('a closing that was modified, or made twice, leads to the closing', async () => {
  const row = (kind: 'modified' | 'double-seal', count: number) => ({
    document: JOB,
    item: 'standing',
    kind,
    said: [{ id: 'x', by: BRUNO, device: 'd', at: 1 }],
    count,
    oldestAt: 1,
    job: { id: JOB_ID, number: 'OR-1', title: 'Face avant', state: 'closed' as const, plate: '', scheduledStart: null },
    client: '',
  })
  const rows = [row('modified', 3), { ...row('double-seal', 2), document: `${JOB}x` }]
  const { page } = await open({ answers: { 'inbox.list': { rows, total: 2 } } })
  await page.getByRole('article', { name: 'Close deux fois, avec des contenus différents' }).waitFor()
  await page
    .getByRole('article', { name: '3 modifications depuis la clôture' })
    .getByRole('button', { name: 'Voir la clôture' })
    .click()
  await page.getByRole('tab', { name: 'Clôture', selected: true }).waitFor()
})

test('a list that cannot be read says so, and reads again', async () => {
  const { page } = await open()
  await page.getByRole('article').first().waitFor()
  stage.fail('inbox.list', { kind: 'storage', message: 'test' })
  await stage.tell('projections.changed', { names: [JOB] })
  await page.getByRole('alert').waitFor()
  stage.answer('inbox.list', { rows: [], total: 0 })
  await page.getByRole('button', { name: 'Réessayer' }).click()
  await page.getByRole('heading', { name: 'Rien à décider' }).waitFor()
})

test.each(['fr', 'en'] as const)('axe finds nothing, and no word of the other language – %s', async (locale) => {
  const say = locale === 'fr' ? fr : en
  const { page } = await open({ locale })
  await page.getByRole('article').first().waitFor()
  for (const theme of ['light', 'dark', 'bay']) {
    await page.evaluate((next) => {
      document.documentElement.dataset['theme'] = next
    }, theme)
    expect(await axeFindings(page), theme).toEqual([])
    await page.getByRole('article').nth(1).getByRole('button', { name: say['decide.third'] }).click()
    await page.getByRole('dialog').waitFor()
    expect(await axeFindings(page), `${theme} third`).toEqual([])
    expect(await wordsOf(locale === 'fr' ? 'en' : 'fr', page)).toEqual([])
    await page.getByRole('dialog').getByRole('button', { name: say['action.cancel'] }).click()
  }
  stage.answer('inbox.list', { rows: [], total: 0 })
  await stage.tell('projections.changed', { names: [JOB] })
  await page.getByRole('heading', { name: say['conflict.none'] }).waitFor()
  expect(await axeFindings(page), 'empty').toEqual([])
})
