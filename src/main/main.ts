/**
 * Composition root of the desktop: what is started, in which order, with what. Nothing here may await at the top
 * level: Electron is only ready once this module has been evaluated.
 */
import path from 'node:path'
import { app, BrowserWindow, ipcMain, protocol, session } from 'electron'
import { AppFault, calls, type AppHandlers } from '../contract/index.ts'
import { openGate } from './shell/gate.ts'
import { claimSingleInstance } from './shell/instance.ts'
import { setApplicationMenu } from './shell/menu.ts'
import { denyEverything } from './shell/permissions.ts'
import { answerAppRequests, appSchemePrivileges } from './shell/protocol.ts'
import { rendererAddress } from './shell/renderer-address.ts'
import { hardenApp } from './shell/security.ts'
import { openMainWindow } from './shell/window.ts'

const { origin, url } = rendererAddress(app.isPackaged)
hardenApp(app, origin)
protocol.registerSchemesAsPrivileged([appSchemePrivileges])

let mainWindow: BrowserWindow | undefined
const first = claimSingleInstance(app, { window: () => mainWindow, follow: () => {} })
if (first) {
  app.on('window-all-closed', () => app.quit())
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow()
  })
  void app.whenReady().then(start)
} else app.quit()

function start(): void {
  denyEverything(session.defaultSession, origin)
  protocol.handle(
    'app',
    answerAppRequests({
      folder: path.join(import.meta.dirname, '../renderer/main_window'),
      readBlob: async () => undefined,
    }),
  )
  openGate({
    ipc: ipcMain,
    origin,
    handlers: noShopYet(),
    targets: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
    log: (problem) => console.error('gate', JSON.stringify(problem)),
  })
  setApplicationMenu({ locale: 'fr', packaged: app.isPackaged, mac: process.platform === 'darwin' })
  openWindow()
}

function openWindow(): void {
  const { window, loaded } = openMainWindow({
    preload: path.join(import.meta.dirname, 'preload.cjs'),
    url,
    boundsFile: path.join(app.getPath('userData'), 'window.json'),
    packaged: app.isPackaged,
  })
  mainWindow = window
  window.on('closed', () => (mainWindow = undefined))
  loaded.catch((error: unknown) => console.error(error))
}

function noShopYet(): AppHandlers {
  const refuse = async (): Promise<never> => {
    throw new AppFault('no-shop', 'no shop on this device yet')
  }
  return Object.fromEntries(Object.keys(calls).map((name) => [name, refuse])) as unknown as AppHandlers
}
