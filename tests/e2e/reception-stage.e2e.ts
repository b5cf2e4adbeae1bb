/** The reception's steps one by one, on a stage: what a keypad, a picture and a touch on the vehicle write down. */
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openClient } from '../../src/crdt/client/index.ts'
import {
  addDefect,
  addPhoto,
  addThickness,
  createJob,
  openJob,
  RECEPTION_STEPS,
  setCoatings,
  setOdometer,
  type ReceptionStepId,
} from '../../src/crdt/job/index.ts'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { en } from '../../src/renderer/i18n/en.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { chooseFiles, fill, pick, tick, tickOf } from './hands.ts'
import { jpegOf } from './pictures.ts'
import { launchBrowser, openStage, type Stage } from './stage.ts'
import { AT, CLIENT_ID, JOB_ID, PLATE, penOf, stageJob, type Filling } from './stage-job.ts'
import { ANA, BRUNO, CHLOE, member } from './stage-shop.ts'

const JOB = `job/${JOB_ID}`
const CLIENT = `client/${CLIENT_ID}`
const VISIT_ID = '01JD0000000000000000000777'
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

interface Given {
  readonly filling?: Filling
  readonly also?: (ledger: Ledger) => void
  readonly locale?: 'fr' | 'en'
  readonly role?: 'technician' | 'viewer'
  readonly answers?: Parameters<typeof openStage>[0]['answers']
  /** With these a browser of its own is opened. */
  readonly switches?: readonly string[]
  readonly permissions?: readonly string[]
}

async function open(step: ReceptionStepId, given: Given = {}): Promise<Page> {
  const { filling = 'empty', also, locale = 'fr', role = 'technician', answers, switches, permissions } = given
  job = stageJob(filling, also)
  const info = { ...member, locale, person: { id: ANA, name: 'Ana Rossi', role } }
  stage = await openStage({
    ...(switches ? { switches } : { browser }),
    ...(permissions ? { permissions } : {}),
    answers: { ...job.answers, ...answers, 'app.info': info },
  })
  await stage.page.getByRole('main').waitFor()
  await goTo(stage.page, step)
  return stage.page
}
async function goTo(page: Page, step: ReceptionStepId): Promise<void> {
  await page.evaluate((next) => {
    location.hash = next
  }, `/jobs/${JOB_ID}?tab=reception&step=${step}`)
  await page.getByRole('tabpanel').waitFor()
}

/** The document as main has it after what the window gave it. */
function kept(name: string): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, job.states.get(name)!)
  for (const { name: call, input } of stage.asked) {
    const { name: of, update } = input as { name?: string; update?: Record<string, number> }
    if (call === 'document.append' && of === name) Y.applyUpdate(doc, Uint8Array.from(Object.values(update!)))
  }
  return doc
}
const jobKept = () => openJob(kept(JOB)).view()
const vehicleKept = () => openClient(kept(CLIENT)).view().vehicles[0]!

/** What this device knows of an earlier visit of the same vehicle, two days before. */
function visited(km: number): Pick<Given, 'answers'> {
  const { answers, states } = stageJob('empty')
  const now = new Y.Doc()
  Y.applyUpdate(now, states.get(JOB)!)
  const vehicle = openJob(now).view().vehicle.value!
  const visit = new Y.Doc()
  const [ledger, pen] = [new Ledger(visit), penOf(CHLOE, AT - 2 * 86_400_000)]
  createJob(
    ledger,
    { number: 'OR-00017', title: 'Usure', client: CLIENT_ID, vehicle, package: 'a_la_carte', people: [] },
    pen,
  )
  setOdometer(ledger, km, pen)
  const list = answers['jobs.list'] as { readonly rows: readonly object[] }
  return {
    answers: {
      'jobs.list': {
        rows: [...list.rows, { ...list.rows[0], id: VISIT_ID, number: 'OR-00017' }],
        total: 2,
      } as never,
      'document.open': ({ name }) => ({
        state:
          name === `job/${VISIT_ID}`
            ? Y.encodeStateAsUpdate(visit)
            : (states.get(name) ?? Y.encodeStateAsUpdate(new Y.Doc())),
        status: { name: name as 'shop', state: 'synced', updates: 0, bytes: 0, oldestAt: null },
      }),
    },
  }
}

async function type(within: Locator | Page, digits: string): Promise<void> {
  for (const digit of digits) await within.getByRole('button', { name: digit, exact: true }).click()
}
const step = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

describe('the odometer', () => {
  test('is typed on keys that are in sight; one claim is written, not one for each digit', async () => {
    const page = await open('odometer')
    const body = step(page, 'Kilométrage')
    await type(body, '8137')
    await body.getByRole('button', { name: fr['keypad.erase'] }).click()
    await type(body, '2')
    expect(jobKept().odometerKm.heads).toEqual([])
    await body.getByRole('button', { name: fr['keypad.done'] }).click()
    await expect.poll(() => jobKept().odometerKm.value, WAIT).toBe(8132)
    expect(openJob(kept(JOB)).ledger.history(jobKept().odometerKm.item)).toHaveLength(1)
  })

  test('whoever goes on without pressing OK loses nothing', async () => {
    const page = await open('odometer')
    await type(step(page, 'Kilométrage'), '954')
    await page.getByRole('button', { name: /^Continuer/ }).click()
    await expect.poll(() => jobKept().odometerKm.value, WAIT).toBe(954)
  })

  test('what an earlier visit read is told; less than that is warned about and kept', async () => {
    const page = await open('odometer', visited(12_400))
    const body = step(page, 'Kilométrage')
    await body.getByText(/Relevé précédent.*12\s400\skm.*OR-00017/).waitFor()
    await type(body, '1240')
    await body.getByRole('button', { name: fr['keypad.done'] }).click()
    await body.getByText(/Moins qu'au relevé précédent/).waitFor()
    await expect.poll(() => jobKept().odometerKm.value, WAIT).toBe(1240)
    await type(body, '9')
    await body.getByRole('button', { name: fr['keypad.done'] }).click()
    await body.getByText(/Moins qu'au relevé précédent/).waitFor({ state: 'hidden' })
  })
})

describe('the vehicle', () => {
  test('its body is chosen by a picture, its year with keys', async () => {
    const page = await open('identity')
    const body = step(page, 'Véhicule')
    await pick(body, 'Carrosserie', 'SUV')
    await expect.poll(() => vehicleKept().body.value, WAIT).toBe('suv')
    await fill(body, 'Année', '1800')
    await body.getByRole('textbox', { name: 'Année' }).blur()
    await body.getByText(fr['draft.year']).waitFor()
    await fill(body, 'Année', '2024')
    await body.getByRole('textbox', { name: 'Année' }).blur()
    await expect.poll(() => vehicleKept().year.value, WAIT).toBe(2024)
  })

  test('a plate that somebody else has too is told, however it is written; a foreign one is not refused', async () => {
    const { answers } = stageJob('empty')
    const [own] = answers['clients.list'] as readonly { readonly vehicles: readonly object[] }[]
    const twin = { ...own, id: '01JD0000000000000000000778', name: 'Karim Haddad' }
    const vehicles = [{ ...own!.vehicles[0], id: '01JD0000000000000000000779', plate: PLATE.replaceAll('-', ' ') }]
    const page = await open('identity', { answers: { 'clients.list': [own, { ...twin, vehicles }] as never } })
    const body = step(page, 'Véhicule')
    await body.getByText(/Cette plaque est aussi chez.*Karim Haddad/).waitFor()
    await fill(body, 'Immatriculation', 'B-MW 1234')
    await body.getByRole('textbox', { name: 'Immatriculation' }).blur()
    await body.getByText(fr['vehicle.plateForeign']).waitFor()
    await expect.poll(() => vehicleKept().plate.value, WAIT).toBe('B-MW 1234')
    await body.getByText(/Cette plaque est aussi chez/).waitFor({ state: 'hidden' })
  })
})

describe('paint', () => {
  test('a panel is touched, its points typed, and the vehicle bears what was found', async () => {
    const page = await open('thickness')
    const body = step(page, 'Épaisseurs')
    const panels = body.getByRole('group', { name: /^Éléments à mesurer/ })
    await panels.getByRole('button', { name: 'Capot' }).first().click()
    await type(body, '118')
    await body.getByRole('button', { name: fr['thickness.addPoint'] }).click()
    await type(body, '231')
    await body.getByText('Reprise', { exact: true }).waitFor()
    await body.getByRole('button', { name: fr['thickness.add'] }).click()
    await expect.poll(() => jobKept().thickness.at(0)?.microns, WAIT).toEqual([118, 231])
    await panels.getByRole('button', { name: 'Capot – Reprise' }).first().waitFor()
  })

  test('one that was redone suggests the tick and a waiver; both are somebody’s own press', async () => {
    const page = await open('thickness', {
      also: (ledger) => void addThickness(ledger, { zone: 'hood', microns: [231] }, penOf(BRUNO)),
    })
    const body = step(page, 'Épaisseurs')
    await body.getByText(/Peinture refaite.*Capot \(231 µm\)/).waitFor()
    expect(jobKept().comments).toEqual([])
    await body.getByRole('button', { name: /^Cocher/ }).click()
    await body.getByRole('button', { name: fr['respray.note'] }).click()
    await body.getByText(fr['respray.noted']).waitFor()
    await expect.poll(() => jobKept().comments.map((each) => each.text), WAIT).toHaveLength(1)
    const respray = jobKept().checklists.reception.checks.find((each) => each.check === 'respray')
    expect(respray!.value).toBe(true)
  })
})

describe('the tour with a camera', () => {
  const CAMERA = {
    permissions: ['camera'],
    switches: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
  }
  let blobs = 0
  const stored = {
    'blobs.put': (input: { blobs: readonly unknown[] }) => ({
      sha256s: input.blobs.map(() => (++blobs).toString(16).padStart(64, '0')),
    }),
  } as const
  const views = () => jobKept().photos.map((photo) => photo.view)
  const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
  const shutter = (page: Page) => page.getByRole('dialog').getByRole('button', { name: fr['camera.take'], exact: true })

  test('shot by shot it leads around the vehicle; what was aimed with is not in the picture', async () => {
    const page = await open('photos', { answers: stored, ...CAMERA })
    await page.getByRole('button', { name: /^Photographier le tour.*10 vues/ }).click()
    await dialog(page, 'Trois-quarts avant gauche').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await shutter(page).click()
    await dialog(page, 'Face avant').getByRole('button', { name: fr['tour.skip'] }).click()
    await dialog(page, 'Trois-quarts avant droit').waitFor()
    await shutter(page).click()
    await dialog(page, 'Côté droit').getByRole('button', { name: fr['action.close'] }).click()
    await expect.poll(views, WAIT).toEqual(['front_left', 'front_right'])
    const [photo] = jobKept().photos
    expect(photo).toMatchObject({ phase: 'reception', mime: 'image/jpeg', defect: null })
    expect(photo!.width).toBeGreaterThan(photo!.height)
    await page.getByRole('button', { name: /^Photographier le tour.*8 vues/ }).waitFor()
  })

  test('one photo again: the newest shows, the first stays, and the walk does not go on', async () => {
    const page = await open('photos', { answers: stored, ...CAMERA })
    await page.getByRole('button', { name: /^Compteur/ }).click()
    await dialog(page, 'Compteur').waitFor()
    await shutter(page).click()
    await dialog(page, 'Trois-quarts avant gauche').getByRole('button', { name: fr['action.close'] }).click()
    await page.getByRole('button', { name: /^Reprendre.*Compteur/ }).click()
    await shutter(page).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await expect.poll(views, WAIT).toEqual(['odometer', 'odometer'])
    await page.getByRole('button', { name: /^Reprendre.*Compteur.*2 photos/ }).waitFor()
  })

  test('the camera is given back when the dialog closes; without one a file is as good', async () => {
    const page = await open('photos', { answers: stored, ...CAMERA })
    const tracks = await page.evaluateHandle(() => {
      const seen: MediaStreamTrack[] = []
      const devices = navigator.mediaDevices
      const ask = devices.getUserMedia.bind(devices)
      devices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted)
        seen.push(...stream.getTracks())
        return stream
      }
      return seen
    })
    const states = () => tracks.evaluate((seen) => seen.map((track) => track.readyState))
    await page.getByRole('button', { name: /^VIN/ }).click()
    await expect.poll(() => shutter(page).isEnabled(), WAIT).toBe(true)
    expect(await states()).toEqual(['live'])
    await page.keyboard.press('Escape')
    await expect.poll(states, WAIT).toEqual(['ended'])
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'))
    })
    await page.getByRole('button', { name: /^VIN/ }).click()
    await page.getByText(fr['scan.busy']).waitFor()
    await page.getByText(fr['camera.instead']).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await chooseFiles(page, page.getByRole('dialog').getByRole('button', { name: fr['camera.file'] }), [
      jpegOf({ name: 'vin.jpg', width: 320, height: 240 }),
    ])
    await expect.poll(views, WAIT).toEqual(['vin'])
  })
})

test('the usual coatings are one touch each; « none » stands alone; what was typed stays', async () => {
  const page = await open('coatings', {
    also: (ledger) => void setCoatings(ledger, 'cire, voile de plage avant', penOf(BRUNO)),
  })
  const body = page.getByRole('list', { name: fr['coatings.usual'] })
  expect(await tickOf(body, 'Cire').isChecked()).toBe(true)
  await tick(body, 'Céramique')
  await expect.poll(() => jobKept().coatings.value, WAIT).toBe('cire, voile de plage avant, Céramique')
  await tick(body, 'Cire')
  await expect.poll(() => jobKept().coatings.value, WAIT).toBe('voile de plage avant, Céramique')
  await tick(body, 'Aucune protection')
  await expect.poll(() => jobKept().coatings.value, WAIT).toBe('Aucune protection')
  await tick(body, 'Film déjà posé')
  await expect.poll(() => jobKept().coatings.value, WAIT).toBe('Film déjà posé')
})

describe('a damage on a photo', () => {
  const SHA = 'ab'.repeat(32)
  const scratched = (ledger: Ledger) => {
    const pen = penOf(BRUNO)
    const [zone, phase] = ['hood', 'pre_existing'] as const
    addDefect(ledger, { zone, phase, type: 'scratch', severity: 1, note: '', position: { x: 300, y: 700 } }, pen)
    addPhoto(
      ledger,
      {
        ...{ sha256: SHA, thumbnail: null, rendition: null, mime: 'image/jpeg', bytes: 1, width: 640, height: 480 },
        ...{ phase: 'reception', view: 'front', zone: null, defect: null },
      },
      pen,
    )
  }
  async function marking(): Promise<Page> {
    const here = { sha256: SHA, here: true, relay: true }
    const page = await open('damage', { also: scratched, answers: { 'blobs.status': [here] as never } })
    const { buffer } = jpegOf({ name: 'front.jpg', width: 640, height: 480 })
    await page.route('**/blob/**', (route) => route.fulfill({ body: buffer, contentType: 'image/jpeg' }))
    await page
      .getByRole('list', { name: 'Dommages notés' })
      .getByRole('button', { name: /^1.*Rayure, Capot/ })
      .click()
    await page.getByRole('button', { name: fr['mark.open'] }).click()
    await expect.poll(async () => (await surface(page).boundingBox())?.width, WAIT).toBeGreaterThan(300)
    return page
  }
  const surface = (page: Page) => page.getByRole('application', { name: fr['mark.surface'] })

  test('is touched on it, with an arrow by a second touch; the photo’s row stays as it is', async () => {
    const page = await marking()
    const photos = jobKept().photos
    const box = (await surface(page).boundingBox())!
    await surface(page).click({ position: { x: box.width * 0.25, y: box.height * 0.5 } })
    await page.getByRole('button', { name: fr['mark.arrow'] }).click()
    await surface(page).click({ position: { x: box.width * 0.75, y: box.height * 0.25 } })
    expect(await axeFindings(page)).toEqual([])
    await page.getByRole('button', { name: fr['mark.save'] }).click()
    await expect.poll(() => jobKept().marks.length, WAIT).toBe(1)
    const [mark] = jobKept().marks
    expect(mark).toMatchObject({ photo: photos[0]!.id, defect: jobKept().defects[0]!.id })
    expect(Math.abs(mark!.place.x - 250) + Math.abs(mark!.place.y - 500)).toBeLessThan(10)
    expect(Math.abs(mark!.arrow!.x - 750) + Math.abs(mark!.arrow!.y - 250)).toBeLessThan(10)
    expect(jobKept().photos).toEqual(photos)
  })

  test('by keyboard alone, and withdrawn with a reason', async () => {
    const page = await marking()
    await surface(page).focus()
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowUp']) await page.keyboard.press(key)
    await page.getByRole('button', { name: fr['mark.save'] }).press('Enter')
    await expect.poll(() => jobKept().marks[0]?.place, WAIT).toEqual({ x: 460, y: 496 })
    const withdraw = fr['mark.withdraw'].replace('{{number}}', '1')
    await page.getByRole('button', { name: withdraw }).click()
    const why = page.getByRole('dialog', { name: withdraw })
    await why.getByRole('textbox').fill('mauvaise photo')
    await why.getByRole('button', { name: withdraw }).click()
    await expect.poll(() => jobKept().marks, WAIT).toEqual([])
  })
})

test('« no damage » is an answer of its own', async () => {
  const page = await open('damage')
  await tick(step(page, 'Dommages'), fr['damage.noneReviewed'])
  await expect.poll(() => jobKept().damageReviewed.value, WAIT).toBe(true)
})

test('a viewer reads every step and can change nothing', async () => {
  const page = await open('odometer', { filling: 'full', role: 'viewer' })
  for (const each of RECEPTION_STEPS) {
    await goTo(page, each)
    const body = step(page, fr[`reception.step.${each}`])
    await body.waitFor()
    await expect.poll(() => body.getByRole('checkbox').first().isDisabled(), WAIT).toBe(true)
  }
  expect(stage.asked.filter(({ name }) => name === 'document.append')).toEqual([])
})

test.each(['fr', 'en'] as const)('axe finds nothing in any step – %s, every look', async (locale) => {
  const words = locale === 'fr' ? fr : en
  const page = await open('identity', {
    locale,
    filling: 'full',
    also: (ledger) => void addThickness(ledger, { zone: 'fender_l', microns: [310] }, penOf(BRUNO)),
    ...visited(99_000),
  })
  for (const each of RECEPTION_STEPS) {
    await goTo(page, each)
    await step(page, words[`reception.step.${each}`]).waitFor()
    for (const theme of ['light', 'dark', 'bay']) {
      await page.evaluate((next) => {
        document.documentElement.dataset['theme'] = next
      }, theme)
      expect(await axeFindings(page), `${each}, ${theme}`).toEqual([])
    }
  }
})
