/** `electron.app`: life of the process, names and paths. */
import os from 'node:os'
import path from 'node:path'
import { readFileSync } from 'node:fs'
import { readCommandLine } from './command-line.ts'
import { Emitter } from './events.ts'
import { launchChromium } from './chromium/launch.ts'
import { loud, preventable } from './loud.ts'
import { browser, closeBrowser, isStarted, offerPage, useChromium, windows } from './runtime.ts'
import { SingleInstanceLock } from './single-instance.ts'

interface Manifest {
  name: string
  productName?: string
  version: string
}
type PathName = Parameters<Electron.App['getPath']>[0]

const { switches } = readCommandLine(process.argv.slice(1))

export class App extends Emitter {
  isPackaged = false
  #appPath = ''
  #paths = new Map<string, string>()
  #lock: SingleInstanceLock | undefined
  #ending = false
  #whenReady = Promise.withResolvers<void>()

  constructor() {
    super('app', [
      'ready',
      'will-finish-launching',
      'window-all-closed',
      'before-quit',
      'will-quit',
      'quit',
      'second-instance',
      'web-contents-created',
      'browser-window-created',
      // Never emitted here: of macOS, or of the real browser process.
      'activate',
      'open-url',
      'open-file',
      'certificate-error',
      'select-client-certificate',
      'login',
      'render-process-gone',
      'child-process-gone',
    ])
  }

  readonly commandLine = loud('app.commandLine', {
    appendSwitch(name: string, value = '') {
      switches.set(name, value)
    },
    hasSwitch: (name: string) => switches.has(name),
    getSwitchValue: (name: string) => switches.get(name) ?? '',
    removeSwitch: (name: string) => void switches.delete(name),
  })

  /** Not Electron's: called by the command once, before the app's code. */
  useAppPath(folder: string): void {
    this.#appPath = folder
  }

  /** Not Electron's: called by the command once the main module has been evaluated. */
  async start(): Promise<void> {
    const headed = switches.has('stand-in-headed')
    switches.delete('stand-in-headed')
    const chromium = await launchChromium({
      profileFolder: path.join(this.getPath('userData'), 'stand-in-chromium'),
      headed,
      switches,
      onExit: () => this.#chromiumEnded(headed),
    })
    useChromium(chromium)
    // As Electron does on POSIX systems.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.quit())
    const { root } = browser()
    root.on('Target.targetDestroyed', ({ targetId }) => {
      for (const window of [...windows]) if (window.webContents.targetId === targetId) window.closedFromOutside()
    })
    root.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type === 'page' && targetInfo.openerId !== undefined) closePopup(targetInfo.targetId)
    })
    await root.send('Target.setDiscoverTargets', { discover: true })
    await root.send('Browser.setDownloadBehavior', { behavior: 'deny' })
    if (headed) {
      const { targetInfos } = await root.send('Target.getTargets')
      offerPage(targetInfos.find(({ type }) => type === 'page')?.targetId)
    }
    if (chromium.debuggerUrl !== undefined) process.stderr.write(`DevTools listening on ${chromium.debuggerUrl}\n`)
    this.#whenReady.resolve()
    this.emit('ready', {}, {})
  }

  whenReady(): Promise<void> {
    return this.#whenReady.promise
  }

  isReady(): boolean {
    return isStarted()
  }

  getAppPath(): string {
    return this.#appPath
  }

  getName(): string {
    const manifest = this.#manifest()
    return manifest.productName ?? manifest.name
  }

  get name(): string {
    return this.getName()
  }

  getVersion(): string {
    return this.#manifest().version
  }

  getLocale(): string {
    return switches.get('lang') ?? 'fr'
  }

  getSystemLocale(): string {
    return 'fr-FR'
  }

  getPreferredSystemLanguages(): string[] {
    return ['fr-FR']
  }

  getPath(name: PathName): string {
    const set = this.#paths.get(name)
    if (set !== undefined) return set
    const configFolder = process.env['XDG_CONFIG_HOME'] ?? path.join(os.homedir(), '.config')
    switch (name) {
      case 'userData':
      case 'sessionData':
        return path.resolve(switches.get('user-data-dir') || path.join(configFolder, this.getName()))
      case 'appData':
        return configFolder
      case 'logs':
        return path.join(this.getPath('userData'), 'logs')
      case 'temp':
        return os.tmpdir()
      case 'home':
        return os.homedir()
      case 'exe':
        return process.execPath
      case 'documents':
      case 'downloads':
      case 'desktop':
        return path.join(os.homedir(), `${name[0]!.toUpperCase()}${name.slice(1)}`)
      default:
        throw new Error(`electron stand-in: app.getPath('${name}') is not implemented`)
    }
  }

  setPath(name: string, value: string): void {
    this.#paths.set(name, value)
  }

  setName(): void {}
  setAppUserModelId(): void {}
  enableSandbox(): void {
    if (isStarted()) throw new Error('app.enableSandbox() can only be called before app is ready')
  }
  setAsDefaultProtocolClient(): boolean {
    return true
  }
  focus(): void {}

  requestSingleInstanceLock(): boolean {
    this.#lock ??= new SingleInstanceLock(this.getPath('userData'), (argv, workingDirectory) =>
      this.emit('second-instance', {}, argv, workingDirectory, null),
    )
    return this.#lock.request()
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock?.held ?? false
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release()
  }

  quit(): void {
    if (this.#ending) return
    const event = preventable({})
    this.emit('before-quit', event)
    if (event.defaultPrevented) return
    for (const window of [...windows]) {
      window.close()
      if (!window.isDestroyed()) return
    }
    // Closing the last window may itself have asked to quit.
    if (!this.#ending) this.#end()
  }

  exit(code = 0): void {
    this.#ending = true
    this.emit('quit', {}, code)
    this.#lock?.release()
    void closeBrowser().then(() => process.exit(code))
  }

  /** Not Electron's: a window has gone. */
  windowClosed(): void {
    if (windows.size > 0 || this.#ending) return
    if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  /** On a screen, Chromium ends itself with its last window; anywhere else it has crashed. */
  #chromiumEnded(headed: boolean): void {
    if (this.#ending) return
    if (!headed) {
      console.error('electron stand-in: Chromium has ended')
      process.exit(1)
    }
    for (const window of [...windows]) window.closedFromOutside()
    this.quit()
  }

  #end(): void {
    const event = preventable({})
    this.emit('will-quit', event)
    if (!event.defaultPrevented) this.exit()
  }

  #manifest(): Manifest {
    return JSON.parse(readFileSync(path.join(this.#appPath, 'package.json'), 'utf8')) as Manifest
  }
}

/** Closed while it is still being made, a popup takes Chromium with it. */
const popupSettlesMs = 150

function closePopup(targetId: string): void {
  setTimeout(
    () =>
      void browser()
        .root.send('Target.closeTarget', { targetId })
        .catch(() => {}),
    popupSettlesMs,
  )
}

export const app: App = loud('app', new App())
