/**
 * Everything that is pressed can be hit: at least 44 × 44 px, in the bay view (gloves) 64 px with 12 px between the
 * main controls. Measured on every screen, part of a job and dialog, in three sizes of window.
 *
 * Exempt, and why: links within a sentence (WCAG 2.5.8 exempts them: their size is the line's); the shapes of the zone
 * map, because the list beside it offers every zone (« equivalent control »), which is measured here; parts of one
 * composite control (the segments of a date, the keypad's button at its field), which is hit as a whole.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { RECEPTION_STEPS } from '../../src/crdt/job/index.ts'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { JOB_ID, stageJob } from './stage-job.ts'
import { member } from './stage-shop.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 800, height: 600 },
  { width: 800, height: 1280 },
] as const
/** A pixel is lost to rounding, half of it at each end. */
const THEMES = { light: 43.5, bay: 63.5 } as const
const GAP = 11.5

let browser: Browser
let stage: Stage
beforeAll(async () => {
  browser = await launchBrowser()
})
afterEach(() => stage?.close())
afterAll(() => browser?.close())

interface Place {
  readonly name: string
  readonly hash: string
  /** Opens what lies over it. */
  readonly open?: (page: Page) => Promise<void>
}

const JOB = `/jobs/${JOB_ID}`
const press = (label: string) => (page: Page) => page.getByRole('button', { name: label }).first().click()
const PLACES: readonly Place[] = [
  { name: 'jobs', hash: '/' },
  { name: 'new job', hash: '/new' },
  { name: 'a new client', hash: '/new', open: press(fr['new.newClient']) },
  { name: 'inbox', hash: '/inbox' },
  { name: 'devices', hash: '/devices' },
  { name: 'people', hash: '/people' },
  { name: 'palette', hash: '/', open: press(fr['palette.open']) },
  { name: 'shortcuts', hash: '/', open: (page) => page.keyboard.press('?') },
  { name: 'a third answer', hash: '/inbox', open: press(fr['decide.third']) },
  { name: 'the person', hash: '/', open: press(member.person!.name) },
  ...JOB_TABS.map((tab) => ({ name: `job: ${tab}`, hash: `${JOB}?tab=${tab}` })),
  ...RECEPTION_STEPS.map((step) => ({ name: `reception: ${step}`, hash: `${JOB}?tab=reception&step=${step}` })),
  { name: 'a zone in conflict', hash: `${JOB}?tab=zones&zone=fender_l` },
  { name: 'a zone with film', hash: `${JOB}?tab=zones&zone=hood` },
  { name: 'a story', hash: `${JOB}?tab=conflicts`, open: press('Qui, quoi, quand\u00A0: Kilométrage') },
  { name: 'a cut', hash: `${JOB}?tab=zones&zone=hood`, open: press(fr['film.add']) },
  { name: 'a defect', hash: `${JOB}?tab=zones&zone=hood`, open: press(fr['defect.add']) },
  { name: 'a reason', hash: `${JOB}?tab=zones&zone=hood`, open: press(fr['zone.remove']) },
]
const ofJob = PLACES.filter((place) => place.hash.startsWith(JOB) && place.open === undefined)

async function goTo(place: Place): Promise<Page> {
  stage = await openStage({ browser, answers: { ...stageJob('conflict').answers, 'app.info': member } })
  const { page } = stage
  await page.getByRole('main').waitFor()
  await page.evaluate((next) => {
    location.hash = next
  }, place.hash)
  await page.getByRole('main').waitFor()
  if (place.hash.startsWith(JOB)) await page.getByRole('tabpanel').waitFor()
  await place.open?.(page)
  if (place.open && place.name !== 'a new client') await page.getByRole('dialog').first().waitFor()
  return page
}

async function inEach(
  page: Page,
  themes: readonly (keyof typeof THEMES)[],
  look: (where: string, least: number) => Promise<void>,
) {
  for (const theme of themes) {
    await page.evaluate((next) => {
      document.documentElement.dataset['theme'] = next
    }, theme)
    for (const size of SIZES) {
      await page.setViewportSize(size)
      await look(`${theme} ${size.width} × ${size.height}`, THEMES[theme])
    }
  }
}

describe('every target is large enough', () => {
  test.each(PLACES)('$name', async (place) => {
    const page = await goTo(place)
    await inEach(page, ['light', 'bay'], async (where, least) => {
      await expect.poll(() => page.evaluate(tooSmall, least), { message: where, timeout: 3_000 }).toEqual([])
    })
  })
})

describe('with gloves there is room between the main controls of a job', () => {
  test.each(ofJob)('$name', async (place) => {
    const page = await goTo(place)
    await inEach(page, ['bay'], async (where) => {
      await expect.poll(() => page.evaluate(tooClose, GAP), { message: where, timeout: 3_000 }).toEqual([])
    })
  })
})

test('what has no room in a narrow header is in the person’s menu', async () => {
  const page = await goTo(PLACES[0]!)
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'bay'
  })
  await page.setViewportSize({ width: 800, height: 600 })
  await page.getByRole('button', { name: /^Apparence/ }).waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: member.person!.name }).click()
  const menu = page.getByRole('dialog', { name: member.person!.name })
  await menu.getByRole('button', { name: /^Langue/ }).waitFor()
  await menu.getByRole('button', { name: /^Apparence/ }).waitFor()
})

describe('nothing of the header lies outside the window', () => {
  test('in every theme and size', async () => {
    const page = await goTo(PLACES[0]!)
    await inEach(page, ['light', 'bay'], async (where) => {
      await expect
        .poll(
          () =>
            page.evaluate(() =>
              [...document.querySelectorAll('header a, header button')]
                .map((control) => ({ name: control.textContent, right: control.getBoundingClientRect().right }))
                .filter(({ right }) => right > innerWidth)
                .map(({ name }) => name),
            ),
          { message: where, timeout: 3_000 },
        )
        .toEqual([])
    })
  })
})

test('the measure itself sees a small button, and two that touch', async () => {
  const page = await goTo(PLACES[0]!)
  await page.evaluate(() => {
    const main = document.querySelector('main')!
    for (const left of [300, 350]) {
      const button = document.createElement('button')
      button.textContent = `small ${left}`
      button.style.cssText = `position: fixed; top: 300px; left: ${left}px; width: 45px; height: 30px; z-index: 99`
      main.append(button)
    }
  })
  expect((await page.evaluate(tooSmall, 43.5)).join()).toMatch(/small 300.*small 350/)
  expect((await page.evaluate(tooClose, GAP)).join()).toContain('small 300 | small 350')
})

/** Runs in the page. */
function tooSmall(least: number): string[] {
  const CONTROLS =
    'button, a[href], input, textarea, select, [role=button], [role=tab], [role=menuitem], [role=option], [role=checkbox], [role=radio], [role=switch]'
  return [...document.querySelectorAll(CONTROLS)]
    .map((control) => control.closest('label') ?? control)
    .filter((control, index, all) => all.indexOf(control) === index)
    .filter((control) => {
      const { width, height } = control.getBoundingClientRect()
      if (width <= 1 || height <= 1 || control.closest('.sr-only, [aria-hidden=true], [inert], svg') !== null)
        return false
      // A link in running text is as high as its line.
      if (control.matches('a') && control.closest('p') && getComputedStyle(control).display === 'inline') return false
      return height < least || width < least
    })
    .map((control) => {
      const { width, height } = control.getBoundingClientRect()
      const name = control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 40)
      return `${control.tagName.toLowerCase()} « ${name} » ${Math.round(width)} × ${Math.round(height)}`
    })
}

/** Runs in the page: pairs that lie side by side or one below the other with too little between them. */
function tooClose(least: number): string[] {
  const controls = [...document.querySelectorAll('main button, main a[href], main [role=tab], main label:has(input)')]
    .filter((control) => control.closest('svg, [aria-hidden=true], .sr-only, [inert]') === null)
    // Parts of one control: hit as a whole.
    .filter((control) => control.closest('[data-rac][role=group], .react-aria-TextField') === null)
    .map((control) => ({ control, box: control.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && box.height > 1)
  const name = (control: Element) => control.getAttribute('aria-label') ?? control.textContent.trim().slice(0, 30)
  const found: string[] = []
  for (const [index, a] of controls.entries()) {
    for (const b of controls.slice(index + 1)) {
      if (a.control.contains(b.control) || b.control.contains(a.control)) continue
      const apartX = Math.max(a.box.left, b.box.left) - Math.min(a.box.right, b.box.right)
      const apartY = Math.max(a.box.top, b.box.top) - Math.min(a.box.bottom, b.box.bottom)
      // What scrolls in a part of its own is not beside what lies outside of that part.
      const scroller = (each: Element) => each.closest('[role=tabpanel], aside, [role=tablist], header')
      if (scroller(a.control) !== scroller(b.control)) continue
      if (Math.max(apartX, apartY) < least)
        found.push(`${name(a.control)} | ${name(b.control)} ${Math.round(Math.max(apartX, apartY))}`)
    }
  }
  return found
}
