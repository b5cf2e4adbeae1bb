/**
 * `npm run docs:screenshots`: the pictures of docs/guide, from the stage: one shop, one job, in French, light, always
 * the same size. It stands here because it uses the tests' stage, and nobody imports tests.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { SyncStatus } from '../../src/contract/index.ts'
import { checkZone, NOTE, seal, setZoneScore } from '../../src/crdt/job/index.ts'
import { editText, type Ledger } from '../../src/crdt/ledger/index.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { setup } from './global-setup.ts'
import { launchBrowser, newcomer, openStage } from './stage.ts'
import { AT, JOB_ID, penOf, stageJob } from './stage-job.ts'
import { BRUNO, CHLOE, member, shopAnswers } from './stage-shop.ts'

const root = path.resolve(import.meta.dirname, '../..')
const out = path.join(root, 'docs', 'guide', 'images')

interface Shot {
  readonly name: string
  readonly hash: string
  readonly sync?: SyncStatus
  readonly open?: (page: Page) => Promise<void>
  /** What the job holds besides. */
  readonly also?: (ledger: Ledger) => void
}

const WAITING = {
  pending: { documents: 1, updates: 3, bytes: 1840, oldestAt: AT + 8 * 3_600_000, blobs: 2 },
  relay: { state: 'offline', since: AT + 8 * 3_600_000 },
} as const

async function openSync(page: Page): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${fr['sync.scopeShop']}`) }).click()
  await page.getByRole('dialog').waitFor()
}

const JOB = `/jobs/${JOB_ID}`
const press = (label: string) => async (page: Page) => {
  await page.getByRole('button', { name: label, exact: true }).first().click()
  await page.getByRole('dialog').waitFor()
}
const SHOTS: readonly Shot[] = [
  { name: 'interventions', hash: '/' },
  { name: 'nouvelle-intervention', hash: '/new' },
  { name: 'appareils', hash: '/devices' },
  { name: 'reception', hash: `${JOB}?tab=reception&step=damage` },
  { name: 'zones', hash: `${JOB}?tab=zones&zone=hood` },
  { name: 'films', hash: `${JOB}?tab=zones&zone=hood`, open: press(fr['film.add']) },
  { name: 'conditions', hash: `${JOB}?tab=conditions` },
  { name: 'photos', hash: `${JOB}?tab=photos` },
  { name: 'defauts', hash: `${JOB}?tab=defects` },
  { name: 'cloture', hash: `${JOB}?tab=closing` },
  { name: 'signature', hash: `${JOB}?tab=closing`, open: press(fr['sign.action']) },
  { name: 'a-decider', hash: `${JOB}?tab=conflicts` },
  { name: 'historique', hash: `${JOB}?tab=history` },
  {
    name: 'modifications-tardives',
    hash: `${JOB}?tab=zones`,
    also: closedAndChanged,
    open: async (page) => {
      await page
        .getByRole('button', { name: /^Voir les? / })
        .first()
        .click()
      await page.locator('ins').first().waitFor()
    },
  },
  { name: 'hors-ligne', hash: '/', sync: { ...WAITING, state: 'local' }, open: openSync },
  {
    name: 'depannage',
    hash: '/',
    sync: { ...WAITING, state: 'attention', problem: 'relay-read-only' },
    open: openSync,
  },
  { name: 'raccourcis', hash: '/', open: press(fr['palette.open']) },
]

process.chdir(root)
await setup()
await mkdir(out, { recursive: true })
const browser = await launchBrowser()
try {
  const first = await openStage({ browser, answers: { ...shopAnswers(), 'app.info': newcomer } })
  await first.page.getByRole('button', { name: fr['first.createAction'] }).waitFor()
  await take(first.page, 'premiers-pas')
  await first.close()
  for (const { name, hash, sync, open, also } of SHOTS) {
    const { answers } = stageJob(also ? 'full' : 'conflict', also)
    const stage = await openStage({
      browser,
      answers: {
        ...answers,
        'jobs.sealedNotes': [{ name: NOTE, text: 'Baguette de calandre à reposer.' }],
        'app.info': member,
        ...(sync ? { 'sync.status': sync } : {}),
      },
    })
    const { page } = stage
    // Times are told as seen that evening, whenever the pictures are taken.
    await page.clock.setFixedTime(AT + 9 * 3_600_000)
    await page.getByRole('main').waitFor()
    await page.evaluate((next) => {
      location.hash = next
    }, hash)
    await (hash.startsWith(JOB) ? page.getByRole('tabpanel') : page.getByRole('heading', { level: 1 }))
      .first()
      .waitFor()
    await open?.(page)
    await take(page, name)
    await stage.close()
  }
} finally {
  await browser.close()
}

/** Closed by a supervisor; then a technician's afternoon comes in from a box without a network. */
function closedAndChanged(ledger: Ledger): void {
  seal(ledger, 'ab'.repeat(32), 'Chloé Masson', penOf(CHLOE, AT + 4 * 3_600_000))
  const late = penOf(BRUNO, AT + 5 * 3_600_000)
  setZoneScore(ledger, 'hood', 6, late)
  checkZone(ledger, 'fender_l', 'squeegee', true, late)
  editText(ledger, NOTE, 'Baguette de calandre reposée, clips neufs.', late)
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light'
  })
  await page.waitForTimeout(400) // what slides in has arrived
  await page.screenshot({ path: path.join(out, `${name}.png`), animations: 'disabled', caret: 'hide' })
}
