/** Entering a shop, seen from the new device: each way in, and each way in which it can end. Main is the test itself. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import encodeQR from 'qr'
import { afterEach, expect, test } from 'vitest'
import type { JoinStatus } from '../../src/contract/index.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'
import { axeFindings } from './axe.ts'
import { digitsOn, fill, pick } from './hands.ts'
import { newcomer, openStage, type Stage, type StageOptions } from './stage.ts'
import { openInvitation, PAPER_KEY, shopAnswers } from './stage-shop.ts'

const invitation = openInvitation()
if (invitation.state !== 'open') throw new Error('expected an open invitation')
const LINK = invitation.url

let stage: Stage
afterEach(async () => {
  expect(stage.problems).toEqual([])
  await stage.close()
})

async function arrive(options: Partial<StageOptions> = {}): Promise<Stage> {
  stage = await openStage({ ...options, answers: { ...shopAnswers(), 'app.info': newcomer, ...options.answers } })
  stage.answer('join.start', { state: 'waiting', digits: '048317' })
  return stage
}
const begin = () => stage.page.getByRole('button', { name: "Rejoindre l'atelier" }).click()
const started = () => stage.asked.filter(({ name }) => name === 'join.start').map(({ input }) => input)

test('a code is taken as people type it: small letters, spaces, dashes, pasted or not', async () => {
  const { page } = await arrive()
  await begin()
  await pick(page, 'Invitation', 'Taper le code')
  await page.getByRole('button', { name: /^Box 1/ }).click() // a relay that announces itself
  await fill(page, 'Nom de ce poste', 'Tablette')
  const code = page.getByRole('textbox', { name: 'Code' })
  await code.pressSequentially('7q3m-zk8d 0w')
  expect(await code.inputValue()).toBe('7Q3M ZK8D 0W')
  await begin()
  await page.getByText("Il faut 16 caractères\u00A0: 10 jusqu'ici.").waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await code.fill(' 7q3m—zk8d—0wtr—5hxc ')
  await begin()
  await page.getByRole('heading', { name: "Comparez avec l'écran de l'administrateur" }).waitFor()
  expect(await digitsOn(page)).toBe('048317')
  expect(started()).toEqual([
    {
      invitation: { kind: 'typed', relayUrl: 'ws://192.168.1.20:8787', code: '7Q3MZK8D0WTR5HXC' },
      deviceName: 'Tablette',
    },
  ])
})

test('a sign that is corrected in the middle of a code keeps the caret there', async () => {
  const { page } = await arrive()
  await begin()
  await pick(page, 'Invitation', 'Taper le code')
  const code = page.getByRole('textbox', { name: 'Code' })
  await code.fill('7Q3MZK8D0WTR5HXC')
  await code.evaluate((input: HTMLInputElement) => input.setSelectionRange(6, 6)) // behind « 7Q3M Z »
  await page.keyboard.press('Backspace')
  await page.keyboard.type('y')
  expect(await code.inputValue()).toBe('7Q3M YK8D 0WTR 5HXC')
  expect(await code.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(6)
})

test('a link is pasted; anything else is refused in words before it is asked', async () => {
  const { page } = await arrive()
  await begin()
  await pick(page, 'Invitation', 'Lien ou image')
  const link = page.getByRole('textbox', { name: "Lien d'invitation" })
  await link.fill('https://example.invalid/pair')
  await begin()
  await page.getByText(fr['join.linkFault']).waitFor()
  expect(started()).toEqual([])
  await link.fill(`  ${LINK}\n`)
  await begin()
  await page.getByText(fr['join.waiting']).waitFor()
  expect(started()).toEqual([{ invitation: { kind: 'link', url: LINK }, deviceName: 'Poste 1' }])
})

test('a picture of the QR code gives the link; a picture without one says so', async () => {
  const { page } = await arrive()
  await begin()
  await pick(page, 'Invitation', 'Lien ou image')
  const give = async (buffer: Buffer) => {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: fr['scan.image'] }).click(),
    ])
    await chooser.setFiles({ name: 'qr.gif', mimeType: 'image/gif', buffer })
  }
  await give(Buffer.from('GIF89a, but not really'))
  await page.getByText(fr['scan.imageNone']).waitFor()
  await give(Buffer.from(encodeQR(LINK, 'gif', { scale: 4, border: 4 })))
  await expect.poll(() => page.getByRole('textbox', { name: "Lien d'invitation" }).inputValue()).toBe(LINK)
  expect(await page.getByText(fr['scan.imageNone']).count()).toBe(0)
})

test('the camera is asked for on pressing only, reads the QR code, and is given back', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-camera-'))
  try {
    const film = path.join(folder, 'camera.y4m')
    await writeFile(film, filmOf(LINK))
    const { page } = await arrive({
      permissions: ['camera'],
      switches: [
        '--use-fake-device-for-media-stream',
        `--use-file-for-fake-video-capture=${film}`,
        '--use-fake-ui-for-media-stream',
      ],
    })
    await page.evaluate(() => {
      const seen: MediaStream[] = []
      ;(globalThis as unknown as { streams: MediaStream[] }).streams = seen
      const devices = navigator.mediaDevices
      const open = devices.getUserMedia.bind(devices)
      devices.getUserMedia = async (wanted) => {
        const stream = await open(wanted)
        seen.push(stream)
        return stream
      }
    })
    const tracks = () =>
      page.evaluate(() =>
        (globalThis as unknown as { streams: MediaStream[] }).streams.flatMap((stream) =>
          stream.getTracks().map((track) => track.readyState),
        ),
      )
    await begin()
    expect(await tracks()).toEqual([])
    await page.getByRole('button', { name: 'Utiliser la caméra' }).click()
    await page.getByRole('heading', { name: "Comparez avec l'écran de l'administrateur" }).waitFor()
    expect(started()).toEqual([{ invitation: { kind: 'link', url: LINK }, deviceName: 'Poste 1' }])
    expect(await tracks()).toEqual(['ended'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.each([
  ['NotAllowedError', 'scan.denied'],
  ['NotFoundError', 'scan.none'],
  ['NotReadableError', 'scan.busy'],
] as const)('without a camera (%s) the other ways are named', async (name, key) => {
  const { page } = await arrive()
  await page.evaluate((kind) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', kind))
  }, name)
  await begin()
  await page.getByRole('button', { name: 'Utiliser la caméra' }).click()
  await page.getByText(fr[key]).waitFor()
  await page.getByText(fr['scan.others']).waitFor()
  expect(await axeFindings(page)).toEqual([])
})

test('while it goes on: asking, comparing, filling; and it is given up', async () => {
  const { page } = await arrive({ answers: { 'join.status': { state: 'asking' } } })
  await page.getByText(fr['join.asking']).waitFor() // a window that was loaded again finds back
  await stage.tell('join.status', { state: 'waiting', digits: '900001' })
  expect(await digitsOn(page)).toBe('900001')
  expect(await axeFindings(page)).toEqual([])
  await stage.tell('join.status', { state: 'filling' })
  await page.getByText(fr['join.fillingText']).waitFor()
  expect(await page.getByRole('button', { name: 'Annuler' }).count()).toBe(0)
  await stage.tell('join.status', { state: 'waiting', digits: '900001' })
  await page.getByRole('button', { name: 'Annuler' }).click()
  await page.getByRole('radiogroup', { name: 'Invitation' }).waitFor()
  expect(stage.asked.filter(({ name }) => name === 'join.cancel')).toHaveLength(1)
})

test.each(['refused', 'expired', 'tampered', 'offline', 'other-shop'] as const)(
  '« %s » says what happened, what is safe, and begins again',
  async (state: Exclude<JoinStatus['state'], 'none' | 'asking' | 'waiting' | 'filling' | 'done'>) => {
    const { page } = await arrive({ answers: { 'join.status': { state: 'waiting', digits: '048317' } } })
    await page.getByText(fr['join.waiting']).waitFor()
    await stage.tell('join.status', { state })
    const alert = page.getByRole('alert')
    await alert.getByRole('heading', { name: fr[`join.fail.${state}.title`] }).waitFor()
    await alert.getByText(fr[`join.fail.${state}.text`]).waitFor()
    expect(await axeFindings(page)).toEqual([])
    await alert.getByRole('button', { name: 'Recommencer' }).click()
    await page.getByRole('radiogroup', { name: 'Invitation' }).waitFor()
  },
)

test('where no keychain protects keys, nothing is made before somebody has accepted that', async () => {
  const { page } = await arrive({ answers: { 'app.info': { ...newcomer, keyProtection: 'ask' } } })
  stage.answer('keys.acceptUnprotected', { ...newcomer, keyProtection: 'unprotected' })
  await begin()
  const dialog = page.getByRole('dialog', { name: fr['keys.title'] })
  await dialog.getByText(fr['keys.risk']).waitFor()
  expect(await axeFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Arrêter' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(stage.asked.some(({ name }) => name === 'keys.acceptUnprotected')).toBe(false)
  expect(await page.getByRole('radiogroup').count()).toBe(0)
  await begin()
  await dialog.getByRole('button', { name: 'Continuer sans protection' }).click()
  await page.getByRole('radiogroup', { name: 'Invitation' }).waitFor()
  expect(stage.asked.some(({ name }) => name === 'keys.acceptUnprotected')).toBe(true)
})

test('with the key on paper: what main says against it is told, then the device is in', async () => {
  const { page } = await arrive()
  await page.getByRole('button', { name: "J'ai la clé de secours" }).click()
  await fill(page, 'Clé de secours', PAPER_KEY.toLowerCase())
  await fill(page, 'Adresse du relais', 'wss://relais.example')
  stage.fail('shop.recover', { kind: 'wrong-code', message: 'checksum' })
  await page.getByRole('button', { name: "Rétablir l'accès" }).click()
  await page.getByText(fr['error.wrong-code']).waitFor()
  stage.fail('shop.recover', { kind: 'other-shop', message: 'no' })
  await page.getByRole('button', { name: "Rétablir l'accès" }).click()
  await page.getByText(fr['error.other-shop']).waitFor()
  expect(stage.asked.filter(({ name }) => name === 'shop.recover').at(-1)?.input).toEqual({
    relayUrl: 'wss://relais.example',
    recoveryKey: PAPER_KEY,
    deviceName: 'Poste 1',
  })
})

/** One still second of raw film (YUV4MPEG2), the QR code in its middle: what a camera held before a screen sees. */
function filmOf(text: string): Buffer {
  const [width, height] = [640, 480]
  const rows = encodeQR(text, 'raw', { border: 4 })
  const scale = Math.floor((height - 20) / rows.length)
  const left = Math.floor((width - rows.length * scale) / 2)
  const top = Math.floor((height - rows.length * scale) / 2)
  const luma = Buffer.alloc(width * height, 200)
  for (const [y, row] of rows.entries()) {
    for (const [x, dark] of row.entries()) {
      for (let line = 0; line < scale; line++) {
        const start = (top + y * scale + line) * width + left + x * scale
        luma.fill(dark ? 20 : 230, start, start + scale)
      }
    }
  }
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 2, 128)])
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`),
    ...Array(10).fill(frame),
  ])
}

test.each(['before the window', 'while it is open'] as const)(
  'a link that was opened outside, %s, is filled in and waits for a person’s word',
  async (when) => {
    const early = when === 'before the window'
    const { page } = await arrive(early ? { answers: { 'link.opened': { invitation: LINK } } } : {})
    if (!early) {
      await page.getByRole('button', { name: "Rejoindre l'atelier" }).waitFor()
      await stage.tell('link.opened', { invitation: LINK })
    }
    const link = page.getByRole('textbox', { name: "Lien d'invitation" })
    await link.waitFor()
    expect(await link.inputValue()).toBe(LINK)
    await fill(page, 'Nom de ce poste', 'Tablette')
    expect(started()).toEqual([])
    await begin()
    await page.getByRole('heading', { name: "Comparez avec l'écran de l'administrateur" }).waitFor()
    expect(started()).toEqual([{ invitation: { kind: 'link', url: LINK }, deviceName: 'Tablette' }])
  },
)
