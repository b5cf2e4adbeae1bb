/** `electron.BrowserWindow`: a page of Chromium with the life and the bounds of a window. */
import { app } from './app.ts'
import { Emitter } from './events.ts'
import { loud, preventable } from './loud.ts'
import { browser, windows } from './runtime.ts'
import { WebContents } from './web-contents.ts'

let lastId = 0

export class BrowserWindow extends Emitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  #bounds: Electron.Rectangle
  #title: string
  #visible: boolean
  #state: 'normal' | 'minimized' | 'maximized' = 'normal'
  #destroyed = false

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super('BrowserWindow', [
      'ready-to-show',
      'close',
      'closed',
      'show',
      'hide',
      'focus',
      'blur',
      'resize',
      'resized',
      'move',
      'moved',
      'maximize',
      'unmaximize',
      'minimize',
      'restore',
      // Never emitted here.
      'page-title-updated',
      'unresponsive',
      'responsive',
      'enter-full-screen',
      'leave-full-screen',
      'session-end',
      'query-session-end',
    ])
    refuseWeakened(options.webPreferences ?? {})
    this.#bounds = {
      x: options.x ?? 0,
      y: options.y ?? 0,
      width: options.width ?? 800,
      height: options.height ?? 600,
    }
    this.#title = options.title ?? app.getName()
    this.#visible = options.show !== false
    this.webContents = new WebContents(options.webPreferences?.preload)
    const self = loud('BrowserWindow', this)
    windows.add(self)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, self)
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.webContents.open(this.#bounds).catch((error: unknown) => {
      if (!this.#destroyed) console.error('electron stand-in: the window could not be opened', error)
    })
    return self
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.loadURL(url)
  }

  show(): void {
    this.#visible = true
    this.emit('show')
  }
  showInactive(): void {
    this.show()
  }
  hide(): void {
    this.#visible = false
    this.emit('hide')
  }
  isVisible(): boolean {
    return this.#visible
  }
  focus(): void {
    this.emit('focus')
  }
  isFocused(): boolean {
    return this.#visible
  }
  minimize(): void {
    this.#change('minimized', 'minimize')
  }
  isMinimized(): boolean {
    return this.#state === 'minimized'
  }
  maximize(): void {
    this.#change('maximized', 'maximize')
  }
  isMaximized(): boolean {
    return this.#state === 'maximized'
  }
  unmaximize(): void {
    this.#change('normal', 'unmaximize')
  }
  restore(): void {
    this.#change('normal', 'restore')
  }
  isFullScreen(): boolean {
    return false
  }
  setTitle(title: string): void {
    this.#title = title
  }
  getTitle(): string {
    return this.#title
  }
  removeMenu(): void {}
  setMenuBarVisibility(): void {}
  setBackgroundColor(): void {}

  getBounds(): Electron.Rectangle {
    return { ...this.#bounds }
  }
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds()
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds }
    this.emit('resize')
    this.emit('move')
    void this.#moveChromium()
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }
  close(): void {
    if (this.#destroyed) return
    const event = preventable({})
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }
  destroy(): void {
    const { targetId } = this.webContents
    if (this.#destroyed) return
    if (targetId !== undefined)
      void browser()
        .root.send('Target.closeTarget', { targetId })
        .catch(() => {})
    this.gone()
  }

  /** Not Electron's: someone closed Chromium's window. It is too late to prevent that. */
  closedFromOutside(): void {
    if (this.#destroyed) return
    this.emit('close', preventable({}))
    this.gone()
  }

  /** Not Electron's: the page no longer exists. */
  gone(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    for (const window of windows) if (window.id === this.id) windows.delete(window)
    this.webContents.gone()
    this.emit('closed')
    app.windowClosed()
  }

  #change(state: 'normal' | 'minimized' | 'maximized', event: string): void {
    this.#state = state
    this.emit(event)
  }

  async #moveChromium(): Promise<void> {
    const { targetId } = await this.webContents.open(this.#bounds)
    const { root } = browser()
    const { windowId } = await root.send('Browser.getWindowForTarget', { targetId })
    const { x, y, width, height } = this.#bounds
    await root.send('Browser.setWindowBounds', { windowId, bounds: { left: x, top: y, width, height } }).catch(() => {})
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((window) => window.isFocused()) ?? null
  }
  static fromWebContents(contents: { id: number }): BrowserWindow | null {
    return [...windows].find((window) => window.webContents.id === contents.id) ?? null
  }
  static fromId(id: number): BrowserWindow | null {
    return [...windows].find((window) => window.id === id) ?? null
  }
}

/** A test must not pass because of a protection that the product has switched off. */
function refuseWeakened(preferences: Electron.WebPreferences): void {
  const weakened =
    preferences.nodeIntegration === true ||
    preferences.nodeIntegrationInWorker === true ||
    preferences.nodeIntegrationInSubFrames === true ||
    preferences.contextIsolation === false ||
    preferences.sandbox === false ||
    preferences.webSecurity === false ||
    preferences.allowRunningInsecureContent === true ||
    preferences.experimentalFeatures === true ||
    preferences.enableBlinkFeatures !== undefined ||
    preferences.webviewTag === true
  if (weakened) throw new Error('electron stand-in: only isolated, sandboxed windows without extras')
}
