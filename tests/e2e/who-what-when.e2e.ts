/**
 * Who, what, when on any field in at most two taps: beside every field of the job's screen stands its story (one tap),
 * and every row says in plain sight who wrote it and when (none). Walked over the whole screen, so that a field which
 * somebody adds without its story is found.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob } from './stage-job.ts'
import { member } from './stage-shop.ts'

/** Labels of what has no story, and why. */
const EXCEPT: readonly (readonly [label: RegExp, why: string])[] = [
  [
    /^(Céramique|Cire|Film déjà posé|Peinture de moins de 7 jours|Aucune protection)$/,
    'usual answers: they write the text below, which has its story beside it',
  ],
  [
    /^(Notes de l'intervention|Remarques sur la zone)/,
    'free texts merge letter by letter: no letter has an author (T2)',
  ],
  [/^Nouveau commentaire/, 'not said yet: once sent it bears author and time'],
  [
    /^(Air|Surface|Hygrométrie|Humidité|Poste de travail|Panneau|Points?)/,
    'a reading being typed: its row bears author and time',
  ],
  [/^Note du client/, 'what the client thinks, being typed: once kept it bears author and time'],
  [
    /^(Ana Rossi|Chloé Masson)$/,
    'nobody assigned them: there is nothing to tell of; who is assigned bears author and time',
  ],
  [
    /^(Moment|Langue du rapport|Vue|Vue de l'historique|Sujet|Genre)$/,
    'chooses how something is shown, added or printed, and says nothing about the job',
  ],
]

const PLACES = [...JOB_TABS.map((tab) => `tab=${tab}`), 'tab=zones&zone=hood', 'tab=zones&zone=fender_r']

let browser: Browser
let stage: Stage
beforeAll(async () => {
  browser = await launchBrowser()
  stage = await openStage({ browser, answers: { ...stageJob('full').answers, 'app.info': member } })
  await stage.page.getByRole('main').waitFor()
})
afterAll(async () => {
  await stage?.close()
  await browser?.close()
})

async function goTo(place: string): Promise<Page> {
  const { page } = stage
  await page.evaluate((next) => {
    location.hash = next
  }, `/jobs/${JOB_ID}?${place}`)
  const tab = /tab=(\w+)/.exec(place)![1]!
  await page.locator(`[role=tab][data-key=${tab}][aria-selected=true]`).waitFor()
  await page.getByRole('tabpanel').waitFor()
  return page
}

test.each(PLACES)('%s: every field has its story beside it', async (place) => {
  const page = await goTo(place)
  const without = await page.evaluate(fieldsWithoutStory)
  expect(without.filter((label) => !EXCEPT.some(([known]) => known.test(label)))).toEqual([])
})

test('one tap on the story says who, when, on which device; what was said before is there, struck out', async () => {
  const page = await goTo('tab=details')
  await page
    .getByRole('button', { name: 'Qui, quoi, quand : Véhicule GR-204-KD Porsche 911 Carrera – Couleur' })
    .click()
  const bubble = page.getByRole('dialog', { name: /^Qui, quoi, quand/ })
  const line = bubble.getByRole('listitem').first()
  await line.getByText('Bleu gentiane').waitFor()
  await line.getByText(/^Chloé Masson · 12\/10\/2026/).waitFor()
  await line.getByText('Tablette de pose').waitFor()
  await line.getByText('Vaut', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  // The title was said twice, the second time by who is here.
  const title = page.getByRole('textbox', { name: 'Intitulé' })
  await title.fill('Face avant, client pressé')
  await title.blur()
  await page.getByRole('button', { name: 'Qui, quoi, quand : Intitulé' }).last().click()
  await expect.poll(() => bubble.getByRole('listitem').count()).toBe(2)
  await bubble.getByRole('listitem').first().getByText('Ce poste').waitFor()
  const before = bubble.getByText('Face avant – Porsche 911 Carrera')
  expect(await before.evaluate((element) => getComputedStyle(element).textDecorationLine)).toBe('line-through')
  await page.keyboard.press('Escape')
})

const AUTHOR = /Bruno Petit · 12\/10\/2026/
test.each([
  ['a reading', 'tab=conditions', /21,4/],
  ['a thickness', 'tab=conditions', /112/],
  ['a defect', 'tab=defects', /Bulle près de l'arête/],
  ['a comment', 'tab=notes', /Le client passe vendredi/],
  ['a cut of film', 'tab=zones&zone=hood', /CL-2609-114/],
] as const)('%s says who wrote it and when, in plain sight', async (_, place, words) => {
  const page = await goTo(place)
  await page.getByText(words).first().waitFor()
  const row = page.locator('li, article, tr').filter({ hasText: words }).filter({ hasText: AUTHOR })
  expect(await row.count()).toBeGreaterThan(0)
})

test('the walk itself finds a field without a story', async () => {
  const page = await goTo('tab=details')
  await page.evaluate(() => {
    const label = document.createElement('label')
    label.textContent = 'Champ oublié'
    label.append(document.createElement('input'))
    document.querySelector('[role=tabpanel]')!.append(label)
  })
  expect(await page.evaluate(fieldsWithoutStory)).toContain('Champ oublié')
})

/** Runs in the page: labels of what can be filled in or ticked and has no story near it. */
function fieldsWithoutStory(): string[] {
  const panel = document.querySelector('[role=tabpanel]')!
  const fields = [
    ...panel.querySelectorAll(
      'input[type=text], input:not([type]), textarea, input[type=checkbox], [role=radiogroup], [role=group]:has([role=spinbutton])',
    ),
  ].filter(
    (field) => field.closest('.sr-only, [aria-hidden=true], [inert]') === null || field.matches('[type=checkbox]'),
  )
  const labelOf = (field: Element): string => {
    const by = field.getAttribute('aria-labelledby')?.split(' ') ?? []
    const words = by.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    const label = field.getAttribute('aria-label') || words || field.closest('label')?.textContent || ''
    const own = field.id === '' ? null : document.querySelector(`label[for="${CSS.escape(field.id)}"]`)
    return (label || own?.textContent || '?').replace(/ \*$/, '').trim()
  }
  const isStory = (button: Element) => button.getAttribute('aria-label')?.startsWith('Qui, quoi, quand') ?? false
  /** In the smallest part around it that holds a story and no other field than this one. */
  const hasStory = (field: Element): boolean => {
    for (let part = field.parentElement; part !== null && part !== panel; part = part.parentElement) {
      const others = fields.filter(
        (other) => other !== field && part!.contains(other) && !other.contains(field) && !field.contains(other),
      )
      if (others.length > 0) return false
      if ([...part.querySelectorAll('button')].some(isStory)) return true
      // A row that was written once bears its author.
      if (field.matches('[type=checkbox]') && /·\s*\d/.test(field.closest('label')?.textContent ?? '')) return true
    }
    return false
  }
  return fields.filter((field) => !hasStory(field)).map(labelOf)
}
