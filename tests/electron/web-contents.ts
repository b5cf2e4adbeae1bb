/** `electron.webContents`: what a window shows, and the way to and from its page. */
import { fromChromium, originOf, toChromium } from './addresses.ts'
import { Emitter } from './events.ts'
import { ipcMain } from './ipc-main.ts'
import { loud, notImplemented, preventable } from './loud.ts'
import { openPage, type PageHost, type PageMessage, type PageTarget } from './page-target.ts'
import { pack } from './renderer/wire.ts'
import { browser, whenStarted, windows } from './runtime.ts'
import { session } from './session.ts'

type OpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse

/** Asked before a page loads, as Chromium has no hook for asking when the page does: [Electron's, Chromium's, media]. */
const permissions: readonly (readonly [string, string, ('video' | 'audio')?])[] = [
  ['notifications', 'notifications'],
  ['geolocation', 'geolocation'],
  ['media', 'camera', 'video'],
  ['media', 'microphone', 'audio'],
  ['midi', 'midi'],
  ['clipboard-read', 'clipboard-read'],
  ['idle-detection', 'idle-detection'],
  ['local-network-access', 'local-network-access'],
]

let lastId = 0

export class WebContents extends Emitter implements PageHost {
  readonly id = ++lastId
  readonly session = session.defaultSession
  readonly #preload: string | undefined
  /** What the app holds, and compares by identity. */
  readonly #self: WebContents
  #page: Promise<PageTarget> | undefined
  #opened: PageTarget | undefined
  #url = ''
  #destroyed = false
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  /** Addresses that the app itself asked for: those are not asked about again. */
  readonly #requested = new Set<string>()

  constructor(preload: string | undefined) {
    super('webContents', [
      'will-navigate',
      'will-frame-navigate',
      'will-redirect',
      'did-navigate',
      'did-navigate-in-page',
      'did-start-loading',
      'did-stop-loading',
      'did-finish-load',
      'did-fail-load',
      'dom-ready',
      'render-process-gone',
      'destroyed',
      // Never emitted here.
      'will-attach-webview',
      'did-create-window',
      'unresponsive',
      'responsive',
      'preload-error',
      'context-menu',
      'before-input-event',
      'select-bluetooth-device',
      'certificate-error',
    ])
    this.#preload = preload
    this.#self = loud('webContents', this)
    return this.#self
  }

  targetId: string | undefined

  open(size: { width: number; height: number }): Promise<PageTarget> {
    this.#page ??= whenStarted
      .then(() => openPage(this, { ...size, preload: this.#preload }))
      .then((page) => (this.#opened = page))
    return this.#page
  }

  async #whenOpen(): Promise<PageTarget> {
    if (!this.#page) throw new Error('electron stand-in: the window has not been opened')
    return await this.#page
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#whenOpen()
    await this.#decidePermissions(url)
    this.#requested.add(url.replace(/#.*$/, ''))
    const loaded = page.session.next('Page.loadEventFired')
    this.emit('did-start-loading')
    const { errorText } = await page.session.send('Page.navigate', { url: toChromium(url) })
    if (errorText !== undefined) {
      this.emit('did-fail-load', {}, -2, errorText, url, true)
      throw new Error(`${errorText.replace(/^net::/, '')} loading '${url}'`)
    }
    await loaded
    this.emit('dom-ready')
    this.emit('did-finish-load')
    this.emit('did-stop-loading')
  }

  reload(): void {
    void this.#whenOpen().then((page) => page.session.send('Page.reload'))
  }

  getURL(): string {
    return this.#url
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  close(): void {
    for (const window of [...windows]) if (window.webContents.id === this.id) window.close()
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  send(channel: string, ...args: unknown[]): void {
    const text = pack({ kind: 'event', channel, args })
    const context = this.#opened?.currentContext()
    if (context !== undefined) void this.#deliver(text, context)
  }

  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#whenOpen()
    const { result, exceptionDetails } = await page.session.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  openDevTools(): void {}
  isDevToolsOpened(): boolean {
    return false
  }
  setZoomFactor(): void {}
  setVisualZoomLevelLimits(): Promise<void> {
    return Promise.resolve()
  }

  // From here on: what the page reports (PageHost).

  created(targetId: string): void {
    this.targetId = targetId
  }

  received(message: PageMessage, context: number): void {
    if (message.kind === 'open') {
      this.windowOpened(message.url, message.frameName)
      return
    }
    const frame = { url: this.#url, origin: originOf(this.#url), parent: null, top: null as unknown, routingId: 1 }
    frame.top = frame
    const event = { type: 'frame', sender: this.#self, senderFrame: frame, frameId: 1, processId: this.id }
    if (message.kind === 'send') {
      ipcMain.emit(message.channel, event, ...message.args)
      return
    }
    void ipcMain
      .answer(message.channel, event, message.args)
      .then((value) => pack({ kind: 'reply', id: message.id, value }))
      .catch((error: unknown) => {
        const text = `Error invoking remote method '${message.channel}': ${String(error)}`
        return pack({ kind: 'reply', id: message.id, error: text })
      })
      .then((text) => this.#deliver(text, context))
  }

  navigated(chromiumUrl: string, inPage: boolean): void {
    this.#url = fromChromium(chromiumUrl)
    if (inPage) this.emit('did-navigate-in-page', {}, this.#url, true)
    else this.emit('did-navigate', {}, this.#url, 200, 'OK')
  }

  allowsNavigation({ url, frameId, redirected }: { url: string; frameId: string; redirected: boolean }): boolean {
    const isMainFrame = frameId === this.#opened?.mainFrameId
    if (isMainFrame && !redirected && this.#requested.delete(url.replace(/#.*$/, ''))) return true
    const event = preventable({ url, isMainFrame, isSameDocument: false })
    if (redirected) this.emit('will-redirect', event, url, false, isMainFrame)
    else {
      this.emit('will-frame-navigate', event)
      if (isMainFrame) this.emit('will-navigate', event, url, false, true)
    }
    return !event.defaultPrevented
  }

  windowOpened(chromiumUrl: string, frameName: string): void {
    const details = { url: fromChromium(chromiumUrl), frameName, features: '', disposition: 'new-window' as const }
    const answer = this.#openHandler({ ...details, referrer: { url: this.#url, policy: 'default' } })
    // Chromium never opens one here, whatever the answer.
    if (answer.action === 'allow') throw notImplemented('a window that a page opens')
  }

  crashed(): void {
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 })
  }

  gone(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.emit('destroyed')
  }

  async #deliver(text: string, contextId: number): Promise<void> {
    if (this.#destroyed || !this.#opened) return
    const expression = `__standInDeliver(${JSON.stringify(text)})`
    // A document that has gone meanwhile cannot be told, as in Electron.
    await this.#opened.session.send('Runtime.evaluate', { contextId, expression }).catch(() => {})
  }

  async #decidePermissions(url: string): Promise<void> {
    const origin = new URL(toChromium(url)).origin
    if (origin === 'null') return
    for (const [asked, name, media] of permissions) {
      const granted = await this.session.permits(this.#self, asked, originOf(url), media)
      const setting = granted ? 'granted' : 'denied'
      // Not every Chromium knows every permission; one that it does not know cannot be used either.
      await browser()
        .root.send('Browser.setPermission', { origin, permission: { name }, setting })
        .catch(() => {})
    }
  }
}

/** `electron.webContents`. */
export const webContents = {
  fromDevToolsTargetId: (targetId: string) => allWebContents().find((contents) => contents.targetId === targetId),
  getAllWebContents: allWebContents,
  fromId: (id: number) => allWebContents().find((contents) => contents.id === id),
}

function allWebContents(): WebContents[] {
  return [...windows].map((window) => window.webContents)
}
