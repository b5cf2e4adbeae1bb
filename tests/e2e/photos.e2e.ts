/** The ways of a photo into a job besides the file chooser: the clipboard, a drop; and what an iPhone writes. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepEvidence } from './evidence.ts'
import { chooseFiles, chooseLanguage, openDemoShop, openJob, openTab } from './hands.ts'
import { launchDesktop, type Desktop } from './launch.ts'
import { readJob } from './main-records.ts'
import { jpegOf } from './pictures.ts'

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
