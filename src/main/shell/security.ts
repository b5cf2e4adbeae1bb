/** What holds for the whole app and for every page that it will ever show, whoever opens it. */
import type { App, Shell, WebContents } from 'electron'
import { isOfOrigin } from './origin.ts'

/** Before the app is ready: afterwards Electron refuses. */
export function hardenApp(app: App, origin: string): void {
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => guardContents(contents, origin))
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault()
    answer(false)
  })
  app.on('select-client-certificate', (event, _contents, _url, _list, answer) => {
    event.preventDefault()
    answer()
  })
}

export function guardContents(contents: WebContents, origin: string): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isOfOrigin(event.url, origin)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, answer) => {
    event.preventDefault()
    answer('')
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** The only hosts that the app ever sends someone's browser to. */
const externalHosts: ReadonlySet<string> = new Set(['rpma.example', 'docs.rpma.example'])

/** Parsed, not matched: `https://rpma.example@evil.example` starts well and leads elsewhere. */
export function isAllowedExternally(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed?.protocol === 'https:' &&
    externalHosts.has(parsed.hostname) &&
    parsed.port === '' &&
    parsed.username === '' &&
    parsed.password === ''
  )
}

/** False: refused, and nothing was opened. */
export async function openExternally(shell: Shell, url: string): Promise<boolean> {
  if (!isAllowedExternally(url)) return false
  await shell.openExternal(new URL(url).href)
  return true
}
