/** Who is where in a job, on the stage: the soft lock of a zone, faces, who is away, what vanishes by itself. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { axeFindings } from './axe.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob } from './stage-job.ts'
import { ANA, BRUNO, CHLOE, member } from './stage-shop.ts'

const JOB = `job/${JOB_ID}`
const TABLET = '01JD0000000000000000000002'

let browser: Browser
let stage: Stage
const elsewhere: Awareness[] = []
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(async () => {
  for (const each of elsewhere.splice(0)) each.destroy()
  expect(stage.problems).toEqual([])
  await stage.close()
})
afterAll(() => browser?.close())

async function openJobAt(hash: string, clock = false): Promise<Page> {
  stage = await openStage({ browser, answers: { ...stageJob('full').answers, 'app.info': member } })
  const { page } = stage
  if (clock) {
    await page.clock.install()
    await page.reload()
  }
  await page.getByRole('main').waitFor()
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
  await page.getByRole('tablist').waitFor()
  return page
}

/** Another window, as the relay passes its presence on. */
function someone(state: Record<string, unknown>) {
  const awareness = new Awareness(new Y.Doc())
  elsewhere.push(awareness)
  const tell = (next: Record<string, unknown> | null) => {
    awareness.setLocalState(next)
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    return stage.tell('document.presence', { name: JOB as 'shop', update })
  }
  return { tell, come: () => tell(state), leave: () => tell(null) }
}
const bruno = (zone: string | null, rest = {}) =>
  someone({ person: BRUNO, name: 'Bruno Petit', device: TABLET, tab: 'zones', zone, field: null, idle: false, ...rest })

/** What this window last said of itself. */
function said(): Record<string, unknown> | null | undefined {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  elsewhere.push(awareness)
  for (const { name: call, input } of stage.asked) {
    const { name, update } = input as { name?: string; update: Record<string, number> }
    if (call !== 'document.presence' || name !== JOB) continue
    applyAwarenessUpdate(awareness, Uint8Array.from(Object.values(update)), 'window')
  }
  return [...awareness.getStates().values()].at(-1)
}

test('somebody on the same zone is a warning that holds nobody back, and comes again with the next', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}?tab=zones&zone=hood`)
  const panel = page.getByRole('complementary', { name: 'Zone choisie' })
  const there = bruno('hood')
  await there.come()
  await panel.getByText('Bruno Petit est sur cette zone').waitFor()
  expect(await axeFindings(page)).toEqual([])
  // Nothing is locked: the tick beside the warning works.
  expect(await panel.getByRole('checkbox', { name: 'Gabarit conforme' }).isEnabled()).toBe(true)
  await panel.getByRole('button', { name: 'Continuer' }).click()
  await panel.getByRole('button', { name: 'Continuer' }).waitFor({ state: 'hidden' })
  await panel.getByText('Bruno Petit est sur cette zone').waitFor() // still said, no longer in the way
  const third = someone({ person: CHLOE, name: 'Chloé Masson', device: 'x', zone: 'hood' })
  await third.come()
  await panel.getByText('Bruno Petit, Chloé Masson sont sur cette zone').waitFor()
  await panel.getByRole('button', { name: 'Continuer' }).waitFor()
  await third.leave()
  await there.tell({ person: BRUNO, name: 'Bruno Petit', device: TABLET, zone: 'roof' })
  await panel.getByText(/sur cette zone/).waitFor({ state: 'hidden' })
})

test('faces in the header tell by name who is here, on which device and where; the list shows them too', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}`)
  await bruno('fender_l').come()
  await someone({ person: CHLOE, name: 'Chloé Masson', device: 'x', tab: 'closing', zone: null, idle: true }).come()
  await someone({ person: ANA, name: 'Ana Rossi', device: 'y', tab: 'photos', zone: null }).come()
  await page.getByRole('button', { name: 'Ici aussi : Ana Rossi, Bruno Petit, Chloé Masson' }).click()
  const bubble = page.getByRole('dialog', { name: 'Qui est là' })
  const line = (text: string) => bubble.getByRole('listitem').filter({ hasText: text })
  await line('Bruno Petit').getByText('Tablette de pose · Aile avant gauche').waitFor()
  await line('Vous, sur un autre poste').getByText('Photos').waitFor()
  await line('Chloé Masson').getByText("Ne touche plus l'écran depuis un moment").waitFor()
  expect(await axeFindings(page, ['region'])).toEqual([])
  await page.keyboard.press('Escape')
  const row = page
    .getByRole('list', { name: 'Liste des zones' })
    .getByRole('button')
    .filter({ hasText: 'Aile avant gauche' })
  await row.getByRole('img', { name: /BP est sur cette zone/ }).waitFor()
})

test('who is away is no warning', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}?tab=zones&zone=hood`)
  await bruno('hood', { idle: true }).come()
  await page.getByText('Zone laissée ouverte par Bruno Petit').waitFor()
  expect(await page.getByRole('button', { name: 'Continuer' }).count()).toBe(0)
})

test('who types in the same text is told beside it, and this window tells where it is typing', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}?tab=notes`)
  const note = page.getByRole('textbox', { name: "Notes de l'intervention" })
  await note.focus()
  await expect
    .poll(() => said())
    .toMatchObject({ person: ANA, tab: 'notes', zone: null, field: 'text/note', idle: false })
  await bruno(null, { tab: 'notes', field: 'text/note' }).come()
  await page.getByText('Bruno Petit écrit ici').waitFor()
  await note.blur()
  await expect.poll(() => said()).toMatchObject({ field: null })
})

test('after two minutes without a touch this window says that it is left alone; one touch and it is back', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}`, true)
  await expect.poll(() => said()).toMatchObject({ idle: false })
  await page.clock.fastForward(121_000)
  await expect.poll(() => said()).toMatchObject({ idle: true })
  await page.mouse.move(300, 300)
  await expect.poll(() => said()).toMatchObject({ idle: false })
})

test('[F38] whoever falls silent is gone within 45 seconds', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}?tab=zones&zone=hood`, true)
  await bruno('hood').come()
  await page.getByText('Bruno Petit est sur cette zone').waitFor()
  await page.clock.fastForward(45_000)
  await page.getByText('Bruno Petit est sur cette zone').waitFor({ state: 'hidden' })
  expect(await page.getByRole('button', { name: /^Ici aussi/ }).count()).toBe(0)
})

test('nonsense from elsewhere draws nothing and breaks nothing', async () => {
  const page = await openJobAt(`/jobs/${JOB_ID}?tab=zones&zone=hood`)
  for (const state of [
    { person: { id: 1 }, name: 'x' },
    { person: 'p', name: '<img src=x onerror=alert(1)>', zone: 'hood', field: {}, tab: '__proto__' },
    { person: 'q', name: 'x'.repeat(2_000) },
  ]) {
    await someone(state).come()
  }
  await stage.tell('document.presence', { name: JOB as 'shop', update: Uint8Array.of(9, 9, 9) })
  await page.getByText('<img src=x onerror=alert(1)> est sur cette zone').waitFor()
  expect(await page.getByRole('button', { name: /^Ici aussi/ }).count()).toBe(1)
})
