/** The ways of a photo into a job besides the file chooser: the clipboard, a drop; and what an iPhone writes. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepEvidence } from './evidence.ts'
import { axeFindings } from './axe.ts'
import { choose, chooseFiles, chooseLanguage, openDemoShop, openJob, openTab, pick } from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { blobFiles, readJob } from './main-records.ts'
import { jpegOf, textNamedJpeg, truncated } from './pictures.ts'

let desktop: Desktop
let jobId: string

beforeAll(async () => {
  desktop = await launchDesktop()
  const { window } = desktop
  window.setDefaultTimeout(15_000)
  await chooseLanguage(window, 'Français')
  await openDemoShop(window)
  jobId = await openJob(window, 'GK-482-ZR')
  await openTab(window, 'Photos')
})
afterAll(() => desktop?.close())
keepEvidence(() => ({ desktop }))

test('a picture that is pasted anywhere on the page becomes a photo of the job', async () => {
  const { window } = desktop
  const before = (await photosInMain()).length
  const file = jpegOf({ name: 'collee.jpg' })
  await window.evaluate(
    ({ name, mimeType, base64 }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!)
      const clipboardData = new DataTransfer()
      clipboardData.items.add(new File([bytes], name, { type: mimeType }))
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    { ...file, base64: file.buffer.toString('base64') },
  )
  await expect.poll(async () => (await photosInMain()).length).toBe(before + 1)
  expect((await photosInMain()).at(-1)).toMatchObject({
    mime: 'image/jpeg',
    bytes: file.buffer.length,
    width: 640,
    height: 480,
  })
  await expect.poll(loaded).toBe(before + 1)
})

test('a file that is dropped on the area becomes one as well', async () => {
  const { window } = desktop
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-drop-'))
  const chromium = await desktop.app.context().newCDPSession(window)
  try {
    const before = (await photosInMain()).length
    const file = jpegOf({ name: 'deposee.jpg', width: 320, height: 200 })
    const dropped = path.join(folder, file.name)
    await writeFile(dropped, file.buffer)
    const hint = window.getByText('ou déposez-les ici')
    await hint.scrollIntoViewIfNeeded()
    const box = (await hint.boundingBox())!
    const data = { items: [], files: [dropped], dragOperationsMask: 1 } // 1: to copy
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      await chromium.send('Input.dispatchDragEvent', { type, ...at, data })
    }
    await expect.poll(async () => (await photosInMain()).length).toBe(before + 1)
    expect((await photosInMain()).at(-1)).toMatchObject({ bytes: file.buffer.length, width: 320, height: 200 })
    await expect.poll(loaded).toBe(before + 1)
  } finally {
    await chromium.detach()
    await rm(folder, { recursive: true, force: true })
  }
})

// A real file of a real phone lies outside the project.
const HEIC = path.join(process.env['RPMA_PHOTO_SAMPLES'] ?? '', 'IMG_5195.HEIC')
const hasHeic = process.env['RPMA_PHOTO_SAMPLES'] !== undefined && existsSync(HEIC)

test.skipIf(!hasHeic)(
  `a HEIC file is kept as it is, and shown through a JPEG made of it${hasHeic ? '' : ' (skipped: RPMA_PHOTO_SAMPLES names no folder with IMG_5195.HEIC)'}`,
  async () => {
    const { window } = desktop
    const before = (await photosInMain()).length
    const button = window.getByRole('tabpanel').getByRole('button', { name: 'Ajouter des photos' })
    const buffer = await readFile(HEIC)
    await chooseFiles(window, button, [{ name: 'IMG_5195.HEIC', mimeType: 'image/heic', buffer }])
    await expect.poll(async () => (await photosInMain()).length, { timeout: 45_000 }).toBe(before + 1)
    const photo = (await photosInMain()).at(-1)!
    expect(photo).toMatchObject({ mime: 'image/heic', bytes: buffer.length })
    expect(photo.rendition).toMatch(/^[0-9a-f]{64}$/)
    expect(Math.min(photo.width, photo.height)).toBeGreaterThan(1000)
    await expect.poll(loaded).toBe(before + 1)
  },
)

const addButton = () => desktop.window.getByRole('tabpanel').getByRole('button', { name: 'Ajouter des photos' })
const bar = () => desktop.window.getByRole('region', { name: 'Photos en cours' })

test('of many files the good become photos, the bad are named, and what is cancelled leaves nothing', async () => {
  const { window } = desktop
  const before = { photos: (await photosInMain()).length, blobs: (await blobFiles(desktop)).length }
  const good = Array.from({ length: 12 }, (_, index) =>
    jpegOf({ name: `lot-${index}.jpg`, width: 2100, height: 1500, left: [index * 20, 90, 60] }),
  )
  await chooseFiles(window, addButton(), [
    truncated(jpegOf({ name: 'moitie.jpg' })),
    textNamedJpeg('courses.jpg'),
    ...good,
  ])
  await bar().getByRole('button', { name: 'Détail' }).click()
  await bar().getByRole('button', { name: 'Annuler lot-11.jpg' }).click()
  // Another tab meanwhile: it goes on.
  await openTab(window, 'Zones')
  await bar().getByText('2 / 11 photos').waitFor()
  await bar().getByRole('button', { name: "Annuler ce qui n'est pas enregistré" }).click()
  await expect.poll(() => bar().getByRole('progressbar').count()).toBe(0)
  await bar()
    .getByText(/moitie\.jpg est incomplète/)
    .waitFor()
  await bar()
    .getByText(/courses\.jpg n'est pas une photo/)
    .waitFor()
  for (const name of ['moitie.jpg', 'courses.jpg']) {
    await bar()
      .getByRole('button', { name: `Compris, retirer ${name} de la liste` })
      .click()
  }
  await expect.poll(() => bar().count()).toBe(0)
  await openTab(window, 'Photos')
  const added = (await photosInMain()).length - before.photos
  expect(added).toBeGreaterThanOrEqual(2)
  expect(added).toBeLessThan(11)
  // An original, what lists show, and what a screen shows: of each that was added, and of no other.
  expect((await blobFiles(desktop)).length - before.blobs).toBe(added * 3)
})

test('large, on to the next, corrected, annotated with the keyboard, taken back', async () => {
  const { window } = desktop
  const first = (await photosInMain())[0]!
  const tiles = window.getByRole('listitem').getByRole('button', { name: /^Voir la photo/ })
  await tiles.first().click()
  const viewer = window.getByRole('dialog')
  await viewer.getByText(/^1 sur /).waitFor()
  await window.keyboard.press('ArrowRight')
  await viewer.getByText(/^2 sur /).waitFor()
  await viewer.getByRole('button', { name: 'Photo précédente' }).click()
  await viewer.getByText('Original sur ce poste seulement').waitFor()

  await viewer.getByRole('button', { name: 'Annoter' }).click()
  const surface = window.getByRole('application', { name: /^Photo à annoter/ })
  expect(await axeFindings(window)).toEqual([])
  await surface.focus()
  for (const key of ['Enter', 'ArrowRight', 'ArrowRight', 'ArrowDown', 'Enter']) await window.keyboard.press(key)
  const marks = async () => (await readJob(window, jobId)).marks.filter((mark) => mark.photo === first.id)
  await expect
    .poll(async () => (await marks()).map(({ place, drawn }) => ({ place, drawn })))
    .toEqual([{ place: { x: 500, y: 500 }, drawn: { kind: 'arrow', to: { x: 540, y: 520 } } }])
  await window.getByRole('button', { name: 'Reprendre le dernier' }).click()
  await expect.poll(marks).toEqual([])
  await window.getByText('Cercle', { exact: true }).click()
  const box = (await surface.boundingBox())!
  await window.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await window.mouse.down()
  await window.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2)
  await window.mouse.up()
  await expect.poll(async () => (await marks()).map(({ drawn }) => drawn?.kind)).toEqual(['ring'])
  await window.getByRole('button', { name: 'Terminé' }).click()

  await viewer.getByRole('button', { name: 'Déplacer' }).click()
  const moving = window.getByRole('dialog', { name: 'Déplacer' })
  await pick(moving, 'Moment', 'Avant')
  await choose(window, moving, 'Zone', 'Capot')
  await moving.getByRole('button', { name: 'Déplacer la photo' }).click()
  const moved = async () => (await photosInMain()).find(({ id }) => id === first.id)
  await expect.poll(moved).toMatchObject({ phase: 'before', zone: 'hood', sha256: first.sha256 })
  await viewer.getByText(/Avant · .* · Capot/).waitFor()
  await viewer.getByRole('button', { name: 'Fermer' }).click()

  await pick(window.getByRole('tabpanel'), 'Photos montrées', 'Avant (1)')
  await expect.poll(() => tiles.count()).toBe(1)
})

test('nothing went wrong in the window meanwhile', () => {
  expect(desktop.problems).toEqual([])
})

const photosInMain = async () => (await readJob(desktop.window, jobId)).photos

/** Pictures that are really on the screen, not only in the records. */
function loaded(): Promise<number> {
  return desktop.window
    .getByRole('tabpanel')
    .getByRole('button', { name: /^Voir la photo/ })
    .locator('img')
    .evaluateAll((all) => all.filter((img) => (img as HTMLImageElement).naturalWidth > 0).length)
}
