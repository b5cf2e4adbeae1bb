import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { EventEmitter } from 'node:events'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const made: FakeWindow[] = []
class FakeWindow extends EventEmitter {
  readonly options: Record<string, unknown>
  shown = false
  maximized = false
  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    made.push(this)
  }
  loadURL = vi.fn(async (_url: string) => {})
  show = () => void (this.shown = true)
  maximize = () => void (this.maximized = true)
  isMaximized = () => this.maximized
  getNormalBounds = () => ({ x: 5, y: 6, width: 900, height: 650 })
}
vi.mock('electron', () => ({
  BrowserWindow: FakeWindow,
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }] },
  Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: () => {} },
  app: { getPath: () => os.tmpdir() },
  dialog: {},
}))
const { openMainWindow, webPreferences } = await import('../../../src/main/shell/window.ts')
const { menuTemplate } = await import('../../../src/main/shell/menu.ts')
const { safeFileName, writeChosenFile } = await import('../../../src/main/shell/dialogs.ts')

let folder: string
beforeEach(async () => {
  made.length = 0
  folder = await mkdtemp(path.join(os.tmpdir(), 'rpma-window-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const open = (packaged = true) => {
  const boundsFile = path.join(folder, 'window.json')
  openMainWindow({ preload: '/preload.cjs', url: 'app://rpma/index.html', boundsFile, packaged })
  return { window: made.at(-1)!, boundsFile }
}

test('[S2][S3][S4][S6][S8][S9][S10][S11][S25] the window weakens nothing', () => {
  const { window } = open()
  expect(window.options['webPreferences']).toEqual({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    devTools: false,
  })
})

test('[S22] development tools exist only where the app is not packaged', () => {
  expect(webPreferences('/p.cjs', true)).toMatchObject({ devTools: false })
  expect(webPreferences('/p.cjs', false)).toMatchObject({ devTools: true })
  const roles = (packaged: boolean) => JSON.stringify(menuTemplate({ locale: 'fr', packaged, mac: false }))
  expect(roles(true)).not.toMatch(/toggleDevTools|"reload"/)
  expect(roles(false)).toMatch(/toggleDevTools/)
})

test('the window has its title and sizes, and shows only when there is something to show', () => {
  const { window } = open()
  expect(window.options).toMatchObject({
    title: 'RPMA - Gestion Interventions PPF',
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 600,
    show: false,
  })
  expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('app://rpma/index.html')
  expect(window.shown).toBe(false)
  window.emit('ready-to-show')
  expect(window.shown).toBe(true)
})

test('closing remembers the bounds; the next window opens with them', () => {
  const { window, boundsFile } = open()
  window.maximized = true
  window.emit('close')
  expect(JSON.parse(readFileSync(boundsFile, 'utf8'))).toEqual({ x: 5, y: 6, width: 900, height: 650, maximized: true })
  const again = open().window
  expect(again.options).toMatchObject({ x: 5, y: 6, width: 900, height: 650 })
  again.emit('ready-to-show')
  expect(again.maximized).toBe(true)
})

test('bounds that cannot be read or written keep no window from opening or closing', async () => {
  const boundsFile = path.join(folder, 'absent', 'window.json')
  openMainWindow({ preload: '/p.cjs', url: 'app://rpma/index.html', boundsFile, packaged: true })
  expect(made.at(-1)!.options).toMatchObject({ width: 1280, height: 800 })
  expect(() => made.at(-1)!.emit('close')).not.toThrow()
})

test('the menu says the same things in both languages', () => {
  const shape = (locale: 'fr' | 'en') =>
    JSON.stringify(menuTemplate({ locale, packaged: false, mac: false }), (key, value: unknown) =>
      key === 'label' ? typeof value : value,
    )
  expect(shape('fr')).toBe(shape('en'))
})

test.each([
  ['Rapport AB-123-CD', 'Rapport AB-123-CD.pdf'],
  ['../../etc/passwd', 'etc-passwd.pdf'],
  ['a/b\\c:d*e?f"g<h>i|j', 'a-b-c-d-e-f-g-h-i-j.pdf'],
  ['\u0000\n', 'rpma.pdf'],
  ['...', 'rpma.pdf'],
  ['é'.repeat(300), `${'é'.repeat(100)}.pdf`],
])('« %s » is suggested as %s', (name, suggested) => {
  expect(safeFileName(name, 'pdf')).toBe(suggested)
})

test('a report replaces the old one whole, and leaves nothing half-written', async () => {
  const file = path.join(folder, 'rapport.pdf')
  await writeFile(file, 'old')
  await writeChosenFile(file, Buffer.from('new'))
  expect(readFileSync(file, 'utf8')).toBe('new')
  await expect(writeChosenFile(path.join(folder, 'absent', 'x.pdf'), Buffer.from('x'))).rejects.toThrow(/ENOENT/)
})
