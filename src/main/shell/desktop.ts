/**
 * Electron's side of the composition root: everything that needs `electron`, in the one order in which it works.
 * The root hands in what the app is; what the machine offers comes back as a {@link DesktopHost}.
 */
import path from 'node:path'
import { app, BrowserWindow, ipcMain, powerMonitor, protocol, safeStorage, session, shell } from 'electron'
import type { AppHandlers, EventName, EventPayload, Locale } from '../../contract/index.ts'
import type { DeepLink } from './deep-link.ts'
import { findDeepLink } from './deep-link.ts'
import { askWhereToSave, tellFatal, type SaveRequest } from './dialogs.ts'
import { openGate, type Gate, type GateProblem } from './gate.ts'
import { claimSingleInstance } from './instance.ts'
import { setApplicationMenu } from './menu.ts'
import { appScheme } from './origin.ts'
import { denyEverything } from './permissions.ts'
import { answerAppRequests, appSchemePrivileges, type StoredBlob } from './protocol.ts'
import { rendererAddress } from './renderer-address.ts'
import { hardenApp, openExternally } from './security.ts'
import { systemKeychain, type Keychain } from './keychain.ts'
import { forkBeside, type BesideProcess } from './utility.ts'
import { openMainWindow } from './window.ts'

export interface DesktopHost {
  /** This device's folder; `--user-data-dir` moves it. */
  userData: string
  version: string
  packaged: boolean
  /** The machine's language, until the person chooses. */
  systemLocale: Locale
  emit<E extends EventName>(name: E, payload: EventPayload<E>): void
  /** Null: the person changed their mind, or there is no window to ask in. */
  askWhereToSave(request: SaveRequest): Promise<string | null>
  /** False: not an address of ours. */
  openExternally(url: string): Promise<boolean>
  setMenuLocale(locale: Locale): void
  keychain: Keychain
  /** Starts a file of the bundle in a process of its own. */
  fork(entry: string, serviceName: string): BesideProcess
}

export interface DesktopParts {
  handlers: AppHandlers
  readBlob(sha256: string): Promise<StoredBlob | undefined>
  /** The machine woke up: connections are likely dead without knowing it. */
  resumed?(): void
  followLink?(link: DeepLink): void
  /** Whether there is something for the camera to see just now. */
  mayUseCamera?(): boolean
  /** Awaited before the process ends. */
  stop(): Promise<void>
}

/** Shown instead of a window. Says what happened, what is safe, what to do. */
export interface CannotStart {
  cannotStart: { title: string; explanation: string }
}

export interface Desktop {
  /** Called once, when Electron is ready and this is the only instance on its data. */
  start(host: DesktopHost): Promise<DesktopParts | CannotStart>
  log(problem: GateProblem | { kind: 'start-failed' | 'stop-failed' | 'load-failed'; error: unknown }): void
}

/**
 * Must be called synchronously while the main module is evaluated: the scheme and the sandbox are decided before
 * Electron is ready. Answers at once.
 */
export function runDesktop(desktop: Desktop): void {
  const { origin, url } = rendererAddress(app.isPackaged)
  hardenApp(app, origin)
  protocol.registerSchemesAsPrivileged([appSchemePrivileges])

  let window: BrowserWindow | undefined
  let parts: DesktopParts | undefined
  let gate: Gate | undefined
  /** macOS hands the link over before anything is open. */
  let early: DeepLink | undefined
  const follow = (link: DeepLink) => {
    if (parts) parts.followLink?.(link)
    else early = link
  }
  const isFirst = claimSingleInstance(app, { window: () => window, follow })
  if (!isFirst) {
    app.quit()
    return
  }

  const openWindow = () => {
    const opened = openMainWindow({
      preload: path.join(import.meta.dirname, 'preload.cjs'),
      url,
      boundsFile: path.join(app.getPath('userData'), 'window.json'),
      packaged: app.isPackaged,
    })
    window = opened.window
    window.on('closed', () => (window = undefined))
    opened.loaded.catch((error: unknown) => desktop.log({ kind: 'load-failed', error }))
  }

  const host: DesktopHost = {
    userData: app.getPath('userData'),
    version: app.getVersion(),
    packaged: app.isPackaged,
    systemLocale: systemLocale(),
    emit: (name, payload) => gate?.emit(name, payload),
    askWhereToSave: async (request) => (window ? await askWhereToSave(window, request) : null),
    openExternally: (address) => openExternally(shell, address),
    setMenuLocale: (locale) => setMenu(locale),
    keychain: systemKeychain(safeStorage, process.platform),
    fork: forkBeside,
  }

  const start = async () => {
    const started = await desktop.start(host)
    if ('cannotStart' in started) {
      tellFatal(started.cannotStart.title, started.cannotStart.explanation)
      app.exit(1)
      return
    }
    parts = started
    const { handlers, readBlob } = started
    denyEverything(session.defaultSession, origin, () => started.mayUseCamera?.() === true)
    const folder = path.join(import.meta.dirname, '../renderer/main_window')
    protocol.handle(appScheme, answerAppRequests({ folder, readBlob }))
    gate = openGate({
      ipc: ipcMain,
      origin,
      handlers,
      targets: () => BrowserWindow.getAllWindows().map(({ webContents }) => webContents),
      log: desktop.log,
    })
    setMenu(host.systemLocale)
    powerMonitor.on('resume', () => started.resumed?.())
    openWindow()
    const link = early ?? findDeepLink(process.argv)
    if (link) started.followLink?.(link)
  }

  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  app.on('activate', () => {
    if (parts && !window) openWindow()
  })
  app.on('open-url', (event, address) => {
    event.preventDefault()
    const link = findDeepLink([address])
    if (link) follow(link)
  })
  stopBeforeQuitting(async () => {
    gate?.close()
    gate = undefined
    await parts?.stop()
  }, desktop)

  // Not awaited: at the top level of the main module Electron would wait for us while we wait for it.
  app
    .whenReady()
    .then(start)
    .catch((error: unknown) => {
      desktop.log({ kind: 'start-failed', error })
      tellFatal(
        'RPMA',
        "L'application n'a pas pu démarrer. Vos données n'ont pas été modifiées.\n" +
          'The app could not start. Your data was not changed.',
      )
      app.exit(1)
    })
}

function stopBeforeQuitting(stop: () => Promise<void>, { log }: Pick<Desktop, 'log'>): void {
  let state: 'running' | 'stopping' | 'stopped' = 'running'
  app.on('will-quit', (event) => {
    if (state === 'stopped') return
    event.preventDefault()
    if (state === 'stopping') return
    state = 'stopping'
    void stop()
      .catch((error: unknown) => log({ kind: 'stop-failed', error }))
      .then(() => {
        state = 'stopped'
        app.quit()
      })
  })
}

function setMenu(locale: Locale): void {
  setApplicationMenu({ locale, packaged: app.isPackaged, mac: process.platform === 'darwin' })
}

/** French unless the machine clearly speaks something else that is not French: then English. */
function systemLocale(): Locale {
  const [preferred] = app.getPreferredSystemLanguages()
  return preferred === undefined || preferred.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}
