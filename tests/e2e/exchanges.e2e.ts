/** « Échanges » on the stage: calling people by keys and by touch, other words, withdrawing, and what is new to whom. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { addComment, commentThread, openJob } from '../../src/crdt/job/index.ts'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { axeFindings } from './axe.ts'
import { choose, chooseLanguage, chooseTheme } from './hands.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { AT, JOB_ID, penOf, stageJob } from './stage-job.ts'
import { ANA, BRUNO, CHLOE, member } from './stage-shop.ts'

const JOB = `job/${JOB_ID}`
const WAIT = { timeout: 10_000, interval: 50 }
let browser: Browser
let stage: Stage
let job: ReturnType<typeof stageJob>
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  expect(stage.problems).toEqual([])
  await stage.close()
})
afterAll(() => browser?.close())

async function open(place: string, role: 'admin' | 'viewer' = 'admin'): Promise<Page> {
  job = stageJob('full')
  stage = await openStage({
    browser,
    answers: { ...job.answers, 'app.info': { ...member, person: { ...member.person!, role } } },
  })
  await stage.page.getByRole('main').waitFor()
  await goTo(place)
  return stage.page
}
async function goTo(place: string): Promise<void> {
  await stage.page.evaluate((next) => {
    location.hash = next
  }, `/jobs/${JOB_ID}?${place}`)
  await stage.page.getByRole('tabpanel').waitFor()
}

/** The document as main has it after what the window gave it. */
function kept() {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get(JOB)!)
  for (const { name, input } of stage.asked) {
    const { name: of, update } = input as { name?: string; update?: Record<string, number> }
    if (name === 'document.append' && of === JOB) Y.applyUpdate(doc, Uint8Array.from(Object.values(update!)))
  }
  return openJob(doc)
}

/** Bruno writes on his tablet, and it arrives. */
async function brunoSays(text: string, mentions: readonly string[]): Promise<void> {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get(JOB)!)
  const before = Y.encodeStateVector(doc)
  addComment(new Ledger(doc), { text, zone: 'hood', mentions }, penOf(BRUNO, AT - 86_400_000)) // his clock is a day behind
  const update = Y.encodeStateAsUpdate(doc, before)
  ;(job.states as Map<string, Uint8Array>).set(JOB, Y.encodeStateAsUpdate(doc)) // what main opens from now on
  await stage.tell('document.update', { name: JOB as 'shop', update })
}

const field = (within: Page | Locator) => within.getByRole('textbox', { name: 'Nouveau commentaire' })
const tab = (page: Page) => page.getByRole('tab', { name: /^Échanges/ })

test('[M1] by keys: letters after an @ find people, arrows choose, the row names them', async () => {
  const page = await open('tab=notes')
  await field(page).fill('Capot prêt ')
  await field(page).press('End')
  await field(page).pressSequentially('@')
  const people = page.getByRole('listbox', { name: 'Personnes à appeler' })
  await expect.poll(() => people.getByRole('option').allInnerTexts(), WAIT).toEqual(['Bruno Petit', 'Chloé Masson'])
  await field(page).press('ArrowDown')
  await field(page).press('ArrowUp')
  await field(page).press('Enter')
  await field(page).pressSequentially('et @mass')
  await people.getByRole('option', { name: 'Chloé Masson' }).waitFor()
  await field(page).press('Tab')
  expect(await field(page).inputValue()).toBe('Capot prêt @Bruno Petit et @Chloé Masson ')
  await field(page).press('Control+Enter')
  await page.getByRole('listitem').filter({ hasText: 'Capot prêt @Bruno Petit' }).waitFor()
  expect(await field(page).inputValue()).toBe('')
  await expect
    .poll(() => kept().view().comments.at(-1), WAIT)
    .toMatchObject({
      text: 'Capot prêt @Bruno Petit et @Chloé Masson',
      mentions: [BRUNO, CHLOE],
      zone: null,
    })
})

test('[M1] by touch, in the panel of a zone: a button, a name, and the comment is about that zone', async () => {
  const page = await open('tab=zones&zone=hood')
  const panel = page.getByRole('complementary', { name: 'Zone choisie' })
  await panel.getByRole('button', { name: "@ Appeler quelqu'un" }).click()
  await panel.getByRole('option', { name: 'Bruno Petit' }).click()
  expect(await field(panel).inputValue()).toBe('@Bruno Petit ')
  await field(panel).pressSequentially('voir le bord')
  await panel.getByRole('button', { name: 'Publier' }).click()
  await expect
    .poll(() => kept().view().comments.at(-1), WAIT)
    .toMatchObject({
      text: '@Bruno Petit voir le bord',
      mentions: [BRUNO],
      zone: 'hood',
    })
})

test('[M2] [M3] one’s own comment gets other words, is taken back by key, and is withdrawn with its place kept', async () => {
  const page = await open('tab=notes')
  await field(page).fill('Bord guache')
  await page.getByRole('button', { name: 'Publier' }).click()
  const line = page.getByRole('listitem').filter({ hasText: 'Bord' })
  await line.getByRole('button', { name: 'Modifier le commentaire' }).click()
  await page.getByRole('textbox', { name: 'Modifier le commentaire' }).fill('Bord gauche')
  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await line.getByText(/· modifié$/).waitFor()
  expect(await line.count()).toBe(1)
  await page.getByRole('tab', { name: /^Échanges/ }).focus()
  await page.keyboard.press('Control+z')
  await line.getByText('Bord guache').waitFor()
  await page.keyboard.press('Control+y')
  await line.getByText('Bord gauche').waitFor()
  await line.getByRole('button', { name: 'Retirer le commentaire' }).click()
  const dialog = page.getByRole('dialog', { name: 'Retirer le commentaire' })
  await dialog.getByRole('textbox').fill('Réglé')
  await dialog.getByRole('button', { name: 'Retirer le commentaire' }).click()
  await page.getByText(/^Commentaire retiré par Ana Rossi/).waitFor()
  await expect
    .poll(
      () =>
        kept()
          .view()
          .comments.map((each) => each.by),
      WAIT,
    )
    .toEqual([BRUNO])
  expect(commentThread(kept().ledger).at(-1)).toMatchObject({ withdrawn: { by: ANA, why: 'Réglé' } })
})

test('a call that arrives is counted on the tab until it was looked at, also over a restart and a slow clock', async () => {
  const page = await open('tab=zones')
  expect(await tab(page).innerText()).toBe('Échanges')
  await brunoSays('@Ana Rossi bulle au bord', [ANA])
  await expect.poll(() => tab(page).innerText(), WAIT).toMatch(/^Échanges\s*1/)
  await page.reload()
  await expect.poll(() => tab(page).innerText(), WAIT).toMatch(/^Échanges\s*1/)
  await goTo('tab=notes')
  const line = page.getByRole('listitem').filter({ hasText: 'bulle au bord' })
  await line.getByText('Pour vous').waitFor()
  await line.getByText('Nouveau').waitFor()
  await expect.poll(() => tab(page).innerText(), WAIT).toBe('Échanges')
  await goTo('tab=zones')
  await goTo('tab=notes')
  await line.getByText('Pour vous').waitFor()
  expect(await line.getByText('Nouveau').count()).toBe(0)
  await brunoSays('@Chloé Masson à toi', [CHLOE])
  await page.getByText('à toi').waitFor()
  expect(await tab(page).innerText()).toBe('Échanges')
})

test('who may only read finds no field and no button; others’ words bear no pen', async () => {
  const page = await open('tab=notes', 'viewer')
  await page.getByText('Le client passe vendredi').waitFor()
  expect(await field(page).count()).toBe(0)
  expect(await page.getByRole('button', { name: /^(Modifier|Retirer) le commentaire/ }).count()).toBe(0)
})

test('axe finds nothing, with people offered, in both languages, light and dark', async () => {
  const page = await open('tab=notes')
  await brunoSays('@Ana Rossi bulle au bord', [ANA])
  for (const language of ['Français', 'English'] as const) {
    await chooseLanguage(page, language)
    for (const theme of ['light', 'dark'] as const) {
      await chooseTheme(page, theme)
      await page.getByRole('textbox', { name: /^(Nouveau commentaire|New comment)$/ }).fill('@')
      await page.getByRole('listbox').waitFor()
      expect(await axeFindings(page)).toEqual([])
      await pictures(page, `${language}-${theme}`)
    }
  }
})

/** For eyes, where RPMA_PICTURES names a folder. */
async function pictures(page: Page, name: string): Promise<void> {
  const folder = process.env['RPMA_PICTURES']
  if (folder) await page.screenshot({ path: `${folder}/exchanges-${name}.png` })
}

test('the activity marks what came since this person looked, and is narrowed by zone and kind', async () => {
  const page = await open('tab=history')
  await page.getByRole('article').first().waitFor()
  await goTo('tab=zones')
  await brunoSays('Bulle au bord', [])
  await goTo('tab=history')
  const news = page.getByRole('article').filter({ hasText: 'Nouveau' })
  await expect.poll(() => news.count(), WAIT).toBe(1)
  await news.getByText('Commentaire : Bulle au bord'.replace(' :', '\u00a0:')).waitFor()
  await choose(page, page.getByRole('tabpanel'), 'Zone', 'Capot')
  await choose(page, page.getByRole('tabpanel'), 'Genre', 'Ajouts')
  const articles = page.getByRole('article')
  await expect
    .poll(async () => (await articles.allInnerTexts()).every((text) => text.includes('Capot')), WAIT)
    .toBe(true)
  expect((await articles.allInnerTexts()).join()).not.toContain('Chauffe finale')
  await choose(page, page.getByRole('tabpanel'), 'Genre', 'Clôtures')
  await expect.poll(() => articles.count(), WAIT).toBe(0)
})
