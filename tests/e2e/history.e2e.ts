/** What was done, the job as it stood, and one's own edits taken back: in the demonstration shop, through the window. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import {
  chooseLanguage,
  chooseTheme,
  openDemoShop,
  openJob,
  openTab,
  openZone,
  tick,
  tickOf,
  zonePanel,
} from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'

const PLATE = 'GK-482-ZR'
const WAIT = { timeout: 15_000, interval: 100 }
let desk: Desktop
let jobId: string

beforeAll(async () => {
  desk = await launchDesktop()
  desk.window.setDefaultTimeout(15_000)
  await chooseLanguage(desk.window, 'Français')
  await openDemoShop(desk.window)
  jobId = await openJob(desk.window, PLATE)
})
afterAll(() => desk?.close())
keepEvidence(() => ({ desk }))

const heat = async () => {
  const zone = (await readJob(desk.window, jobId)).zones.find((each) => each.zone === 'fender_l')
  return zone?.checks.find((check) => check.check === 'heat')?.value
}
const undoButton = () => desk.window.getByRole('button', { name: /^(Annuler|Rien à annuler)/ })
const redoButton = () => desk.window.getByRole('button', { name: /^Rétablir/ }).first()

test('[U1] a tick is taken back by key, and made again after the window was loaded anew', async () => {
  const { window } = desk
  await tick(await openZone(window, 'Aile avant gauche'), 'Chauffe finale')
  await expect.poll(heat, WAIT).toBe(true)
  await expect.poll(() => undoButton().getAttribute('aria-label'), WAIT).toContain('Chauffe finale')
  await window.keyboard.press('Control+z')
  await window.getByText(/^Annulé\s: Aile avant gauche – Chauffe finale/).waitFor()
  await expect.poll(heat, WAIT).toBeUndefined()

  await window.reload()
  await openZone(window, 'Aile avant gauche')
  await expect.poll(() => redoButton().getAttribute('aria-label'), WAIT).toContain('Chauffe finale')
  await redoButton().click()
  await expect.poll(heat, WAIT).toBe(true)
  await expect.poll(() => tickOf(zonePanel(window), 'Chauffe finale').isChecked(), WAIT).toBe(true)
})

test('[U1] what others did is not one’s own to take back', async () => {
  // Hugo ticked once; everything else in the demonstration is Inès'.
  await undoButton().click()
  await expect.poll(heat, WAIT).toBeUndefined()
  await expect.poll(() => undoButton().getAttribute('aria-label'), WAIT).toBe('Rien à annuler')
  expect(await undoButton().isDisabled()).toBe(true)
})

test('letters in a note are taken back by the note itself', async () => {
  const { window } = desk
  await openTab(window, 'Échanges')
  const note = window.getByRole('textbox', { name: "Notes de l'intervention" })
  const before = await note.inputValue()
  await note.press('End')
  await note.pressSequentially('Joint usé.')
  await expect.poll(() => note.inputValue(), WAIT).toContain('Joint usé.')
  await note.press('Control+z')
  await expect.poll(() => note.inputValue(), WAIT).toBe(before)
})

test('working time runs on after the window was loaded anew, and ends where it was begun', async () => {
  const { window } = desk
  const panel = await openZone(window, 'Capot')
  await panel.getByRole('button', { name: 'Démarrer' }).click()
  await window.getByText(/^Capot\s: 0\sh\s00$/).waitFor()
  await window.reload()
  await window.getByText(/^Capot\s: 0\sh\s00$/).waitFor()
  await (await openZone(window, 'Capot')).getByRole('button', { name: 'Arrêter' }).click()
  await expect
    .poll(async () => (await readJob(window, jobId)).sessions.map(({ zone, end }) => [zone, end !== undefined]), WAIT)
    .toEqual([['hood', true]])
  await window.getByText(/^Capot\s: 0\sh\s00$/).waitFor({ state: 'hidden' })
})

test('[H1] [H4] the job as it was, what differs, and a former answer taken up again', async () => {
  const { window } = desk
  await openTab(window, 'Listes')
  const km = window.getByRole('textbox', { name: /^Kilométrage/ })
  await km.fill('9999')
  await km.press('Tab')
  await expect.poll(async () => (await readJob(window, jobId)).odometerKm.value, WAIT).toBe(9999)

  await openTab(window, 'Historique')
  await window.getByText('Kilométrage : 9 999 km').first().waitFor()
  await window.getByText('Remonter le temps').click()
  await window.getByRole('button', { name: /^Préparation faite/ }).click()
  const then = window.getByRole('region', { name: "L'intervention telle qu'elle était" })
  await then.getByText('812 km').first().waitFor()
  const differences = window.getByRole('region', { name: 'Comparer avec maintenant' })
  await differences.getByText(/Alors\s: 812\skm\. Maintenant\s: 9\s999\skm/).waitFor()
  await differences.getByRole('button', { name: /Reprendre cette valeur.*Kilométrage/ }).click()
  await expect.poll(async () => (await readJob(window, jobId)).odometerKm.value, WAIT).toBe(812)
  const history = (await readJob(window, jobId)).odometerKm.heads
  expect(history).toHaveLength(1) // an answer more, none less
})

test('the slider and the steps move through every fact by keyboard', async () => {
  const { window } = desk
  const slider = window.getByRole('slider', { name: 'Moment' })
  await slider.focus()
  await window.keyboard.press('Home')
  await expect.poll(() => slider.inputValue(), WAIT).toBe('0')
  await window.getByRole('button', { name: 'Un pas en avant' }).click()
  await expect.poll(() => slider.inputValue(), WAIT).toBe('1')
})

test('axe finds nothing in either look, light and dark', async () => {
  const { window } = desk
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(window, theme)
    expect(await axeFindings(window)).toEqual([])
    await window.getByText('Activité', { exact: true }).click()
    expect(await axeFindings(window)).toEqual([])
    await window.getByText('Remonter le temps').click()
  }
  expect(desk.problems).toEqual([])
})
