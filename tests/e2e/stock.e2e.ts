/** « Films et rouleaux »: what is left, recounting, a new roll, its label; and a cut that says what the roll has. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { readShop, setFilm, setRoll } from '../../src/crdt/shop/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, penOf, stageJob } from './stage-job.ts'
import { ANA, member } from './stage-shop.ts'

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

const ROLL = '01JD00000000000000000000R1'

async function open(hash: string, role: 'supervisor' | 'technician' = 'supervisor', locale: 'fr' | 'en' = 'fr') {
  const job = stageJob('full')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get('shop')!)
  const ledger = new Ledger(doc)
  const film = setFilm(ledger, undefined, { brand: 'Clarté', range: 'Ultra 190', widthMm: 1520 }, penOf(ANA))
  setRoll(ledger, ROLL, { film, lot: 'CL-2609-114', serial: '0007812', receivedMm: 15_000, expiresAt: 1 }, penOf(ANA))
  const states = new Map([...job.states, ['shop', Y.encodeStateAsUpdate(doc)]])
  const plate = { id: JOB_ID, number: 'OR-00042', title: 'Face avant', plate: 'AB-123-CD' }
  stage = await openStage({
    browser,
    answers: {
      ...job.answers,
      'document.open': ({ name }) => ({
        state: states.get(name) ?? Y.encodeStateAsUpdate(new Y.Doc()),
        status: { name, state: 'synced', updates: 0, bytes: 0, oldestAt: null },
      }),
      'stock.rolls': [{ roll: ROLL, cuts: 3, lengthMm: 15_400, jobs: 2 }],
      'stock.cuts': [{ job: plate, cuts: 3, lengthMm: 15_400 }],
      'app.info': { ...member, locale, person: { id: ANA, name: 'Ana Rossi', role } },
    },
  })
  await stage.page.getByRole('main').waitFor()
  await stage.page.evaluate((next) => {
    location.hash = next
  }, hash)
  return { page: stage.page, doc }
}

test('a roll below zero asks for a recount, which becomes a difference with its reason', async () => {
  const { page, doc } = await open('/stock')
  await page.getByText('à recompter').waitFor()
  await page.getByText('date dépassée').waitFor()
  // Of four other devices one is connected and one was sent away.
  await page.getByText('solde local, 2 appareils non vus').waitFor()
  await page.getByRole('button', { name: 'Recompter – 0007812' }).click()
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText(fr['stock.reasonFault']).waitFor()
  await page.getByRole('textbox', { name: fr['stock.counted'] }).fill('1,5')
  await page.getByRole('textbox', { name: fr['reason.label'] }).fill('Mesuré au mètre')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await page.getByText(/Recompté\s: reste/).waitFor()
  for (const { name, input } of stage.asked) {
    const { update } = input as { update?: Record<string, number> }
    if (name === 'document.append') Y.applyUpdate(doc, Uint8Array.from(Object.values(update!)))
  }
  expect(readShop(new Ledger(doc)).adjustments).toMatchObject([
    { roll: ROLL, deltaMm: 1_900, reason: 'Mesuré au mètre', by: ANA },
  ])
})

test('a technician sees rolls and their label, and edits nothing', async () => {
  const { page } = await open('/stock', 'technician')
  await page.getByRole('button', { name: 'Étiquette et découpes – 0007812' }).click()
  await page.getByRole('img', { name: 'QR code du rouleau 0007812' }).waitFor()
  await page.getByRole('link', { name: /OR-00042/ }).waitFor()
  await page.getByRole('button', { name: fr['action.close'] }).click()
  expect(await page.getByRole('button', { name: /Recompter|Ajouter|Recevoir|chute/ }).count()).toBe(0)
})

test('a cut is warned of a short and old roll, and saved all the same', async () => {
  const { page } = await open(`/jobs/${JOB_ID}?tab=zones&zone=hood`)
  await page.getByRole('button', { name: fr['film.add'] }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByRole('button', { name: new RegExp(fr['film.film']) })
    .first()
    .click()
  await page.getByRole('option', { name: 'Clarté Ultra 190' }).last().click()
  await dialog
    .getByRole('button', { name: new RegExp(fr['film.roll']) })
    .last()
    .click()
  await page.getByRole('option', { name: /0007812/ }).click()
  await dialog.getByRole('textbox', { name: fr['film.length'] }).fill('1,45')
  await dialog.getByText(fr['stock.short']).waitFor()
  await dialog.getByText(fr['stock.expiredTitle']).waitFor()
  await dialog.getByText(/^Coupé 2,2\s?m²/).waitFor()
  await dialog.getByRole('button', { name: fr['film.save'] }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(stage.asked.some(({ name }) => name === 'document.append')).toBe(true)
})

test.each(['fr', 'en'] as const)('axe finds nothing in the stock – %s', async (locale) => {
  const say = locale === 'fr' ? fr : en
  const { page } = await open('/stock', 'supervisor', locale)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.getByRole('heading', { name: say['stock.title'] }).waitFor()
    expect(await axeFindings(page)).toEqual([])
    for (const button of [say['stock.show'], say['stock.recount'], say['stock.offcut']]) {
      await page.getByRole('button', { name: new RegExp(`^${button} –`) }).click()
      await page.getByRole('dialog').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await page.getByRole('button', { name: say['action.close'] }).click()
    }
  }
})
