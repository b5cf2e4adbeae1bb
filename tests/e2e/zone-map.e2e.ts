/** The drawing: each body has its own, every zone can be reached by key, by finger and by list, and axe finds nothing. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { drawingOf, drawnZones, packageZones, zonePlaces } from '../../src/crdt/drawing/index.ts'
import { setZoneExtent } from '../../src/crdt/job/index.ts'
import { BODY_TYPES, PACKAGES } from '../../src/crdt/vocabulary/index.ts'
import type { BodyType } from '../../src/crdt/vocabulary/index.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { keepEvidence } from './evidence.ts'
import { choose, chooseLanguage, chooseTheme, goToJobs, openDemoShop, openJob, pick, zonePanel } from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob, writeApart } from './main-records.ts'

const BODIES = Object.keys(BODY_TYPES) as BodyType[]
const VIEW = { left: 'Gauche', right: 'Droite', front: 'Avant', rear: 'Arrière', top: 'Dessus' } as const

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
  const { window } = desktop
  window.setDefaultTimeout(15_000)
  await chooseLanguage(window, 'Français')
  await openDemoShop(window)
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

const drawing = (window: Page) => window.getByRole('group', { name: /^Zones (du véhicule|of the vehicle)/ })
const zoneOn = (window: Page, zone: string) => drawing(window).locator(`[role=button][data-zone="${zone}"]`)
const walkable = (window: Page) =>
  drawing(window)
    .getByRole('button')
    .evaluateAll((shapes) => shapes.map((shape) => shape.getAttribute('data-zone')!))

test('a new job is drawn as the body that is chosen, and its package gives it the zones that it has', async () => {
  const { window } = desktop
  await window.getByRole('navigation').getByRole('link', { name: 'Nouvelle intervention' }).click()
  await window.getByRole('button', { name: 'Nouveau client' }).click()
  const main = window.getByRole('main')
  await pick(main, 'Formule', PACKAGES.complete.label.fr)
  for (const body of BODIES) {
    await choose(window, main, 'Carrosserie', BODY_TYPES[body].fr)
    expect((await walkable(window)).sort(), body).toEqual([...drawnZones(drawingOf(body))].sort())
    const chosen = await drawing(window).locator('[role=button][data-state]').count()
    expect(chosen, body).toBe(packageZones('complete', body).length)
    await expectNoFindings(window, body)
  }
  await choose(window, main, 'Carrosserie', BODY_TYPES.coupe.fr)
  for (const zone of ['roof', 'grille']) await zoneOn(window, zone).press('Enter')
  await choose(window, main, 'Carrosserie', BODY_TYPES.suv.fr)
  const picked = (zone: string) => zoneOn(window, zone).getAttribute('data-state')
  expect(await picked('roof'), 'taken away by hand').toBeNull()
  expect(await picked('grille'), 'added by hand').not.toBeNull()
  expect(await picked('door_rl'), 'a coupé has none').not.toBeNull()
}, 240_000) // axe looks at each body twice

test('each demonstration job shows its own vehicle', async () => {
  const { window } = desktop
  for (const [plate, body] of [
    ['GK-482-ZR', 'coupe'],
    ['GX-930-LM', 'suv'],
    ['HC-655-VN', 'city'],
  ] as const) {
    await goToJobs(window)
    await openJob(window, plate)
    await zoneOn(window, 'hood').waitFor()
    expect((await walkable(window)).sort(), body).toEqual([...drawnZones(drawingOf(body))].sort())
  }
})

test('by keyboard alone: into the drawing, to a neighbour, its panel open, and what it is about in sight', async () => {
  const { window } = desktop
  await goToJobs(window)
  await openJob(window, 'GK-482-ZR')
  await window.getByRole('radio', { name: 'Tout' }).focus()
  await window.keyboard.press('Tab')
  expect(await focusedZone(window)).toBe('fender_l') // the first zone of the job, in the order of the drawing
  const walked = new Set<string>()
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'ArrowDown']) {
    await window.keyboard.press(key)
    walked.add(await focusedZone(window))
  }
  expect(walked.size).toBeGreaterThan(2)
  await zoneOn(window, 'roof').focus()
  await window.keyboard.press('ArrowLeft')
  expect(await focusedZone(window)).toBe('screen_center')
  await window.keyboard.press('ArrowLeft')
  expect(await focusedZone(window)).toBe('hood')
  const tip = window.locator('[data-tip=hood]')
  expect(await tip.innerText()).toMatch(/^Capot\s+Contrôlée\s+Film, lot CL-2609-114$/)
  expect(await zoneOn(window, 'hood').getAttribute('aria-label')).toBe('Capot – Contrôlée, Film, lot CL-2609-114')
  await window.keyboard.press('Escape')
  await tip.waitFor({ state: 'hidden' })
  await window.keyboard.press('Enter')
  await zonePanel(window).getByRole('heading', { name: 'Capot' }).waitFor()
  expect(await zoneOn(window, 'hood').getAttribute('aria-pressed')).toBe('true')
})

test.each(['light', 'bay'] as const)(
  'in a small window, theme %s, one view alone makes a door edge a finger wide',
  async (theme) => {
    const { window } = desktop
    await goToJobs(window)
    await openJob(window, 'GK-482-ZR')
    await window.setViewportSize({ width: 800, height: 600 })
    await window.evaluate((next) => {
      document.documentElement.dataset['theme'] = next
    }, theme)
    await pick(window, 'Vue', 'Gauche')
    for (const zone of ['door_edge_fl', 'mirror_l', 'sill_fl', 'a_pillar_l']) {
      const hit = await tapAround(window, zone)
      expect(hit, `${zone} takes a finger beside it`).toBe(zone)
    }
    await window.evaluate(() => {
      document.documentElement.dataset['theme'] = 'light'
    })
    await window.setViewportSize({ width: 1280, height: 800 })
  },
)

test('the view is kept by this window, and a zone from the list that it does not show turns the vehicle', async () => {
  const { window } = desktop
  for (const [view, name] of Object.entries(VIEW)) {
    await pick(window, 'Vue', name)
    const shown = zonePlaces(drawingOf('coupe'), view as keyof typeof VIEW).map((place) => place.zone)
    expect((await walkable(window)).sort(), view).toEqual([...shown].sort())
    const texts = await drawing(window).locator('text').allTextContents()
    expect(texts, 'the choice above says which view it is').not.toContain(fr[`map.view.${view as keyof typeof VIEW}`])
  }
  await pick(window, 'Vue', 'Gauche')
  await window.reload()
  expect(await window.getByRole('radio', { name: 'Gauche' }).isChecked()).toBe(true)
  await window
    .getByRole('list', { name: 'Liste des zones' })
    .getByRole('button', { name: /Optique avant droite/ })
    .click()
  await zoneOn(window, 'headlight_r').waitFor()
  expect(await window.getByRole('radio', { name: 'Gauche' }).isChecked()).toBe(false)
  await pick(window, 'Vue', 'Tout')
})

test('a zone that the drawing does not show stands in the list, and says so', async () => {
  const { window } = desktop
  const jobId = await openedJob(window)
  const person = (await readJob(window, jobId)).title.by[0]!
  const free = 'custom:01ARZ3NDEKTSV4RRFFQ69G5FAV'
  await writeApart(
    window,
    `job/${jobId}`,
    ['door_rl', free].map((zone) => (ledger, pen) => setZoneExtent(ledger, zone, 'full', pen)),
    [person, person],
  )
  await window.reload()
  const rows = window
    .getByRole('list', { name: 'Liste des zones' })
    .getByRole('button')
    .filter({ hasText: 'pas sur le dessin' })
  await rows.first().waitFor()
  expect(await rows.count()).toBe(2)
  await rows.filter({ hasText: 'Porte ARG' }).click()
  await zonePanel(window).getByRole('heading', { name: 'Porte ARG' }).waitFor()
})

async function openedJob(window: Page): Promise<string> {
  await goToJobs(window)
  return openJob(window, 'GK-482-ZR')
}

async function expectNoFindings(window: Page, what: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(window, theme)
    expect(await axeFindings(window), `${what}, ${theme}`).toEqual([])
  }
}

const focusedZone = (window: Page) =>
  window.evaluate(() => document.activeElement?.getAttribute('data-zone') ?? 'nothing on the drawing')

/** Touches as a finger does, a third of a target's width outside of the zone's own middle; answers the zone that opened. */
async function tapAround(window: Page, zone: string): Promise<string> {
  await zoneOn(window, zone).scrollIntoViewIfNeeded()
  const place = zonePlaces(drawingOf('coupe'), 'left').find((each) => each.zone === zone)!
  await zoneOn(window, zone).evaluate(
    (shape, { centre }) => {
      const drawn = (shape as SVGGraphicsElement).ownerSVGElement!
      const at = new DOMPoint(centre.x, centre.y).matrixTransform(drawn.getScreenCTM()!)
      const touch = { bubbles: true, detail: 1, pointerType: 'touch', clientX: at.x + 9, clientY: at.y }
      drawn.dispatchEvent(new PointerEvent('click', touch))
    },
    { centre: place.centre },
  )
  await window.waitForFunction(() => document.querySelector('[data-selected=true]') !== null)
  return (await drawing(window).locator('[data-selected=true]').first().getAttribute('data-zone'))!
}
