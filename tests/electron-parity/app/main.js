// A small app that uses each imitated behaviour of Electron once; parity.e2e.ts drives it.
import { app, BrowserWindow, ipcMain, protocol, session } from 'electron'
import { readFile } from 'node:fs/promises'
import path from 'node:path'

const folder = import.meta.dirname
const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' }
const seen = { navigations: [], opened: [], senders: [], secondInstance: null, requests: [] }
globalThis.seen = seen

app.enableSandbox()
protocol.registerSchemesAsPrivileged([
  { scheme: 'parity', privileges: { standard: true, secure: true, supportFetchAPI: true } },
])
if (!app.requestSingleInstanceLock()) app.quit()
else {
  app.on('second-instance', (_event, argv) => {
    seen.secondInstance = argv
  })
  app.on('window-all-closed', () => app.quit())
  void app.whenReady().then(start)
}

function start() {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, done) => done(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  protocol.handle('parity', async (request) => {
    const url = new URL(request.url)
    seen.requests.push(`${request.method} ${url.pathname}`)
    if (url.pathname === '/broken') throw new Error('on purpose')
    try {
      return new Response(await readFile(path.join(folder, 'public', url.pathname)), {
        headers: {
          'content-type': types[path.extname(url.pathname)] ?? 'text/plain',
          'content-security-policy':
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'",
        },
      })
    } catch {
      return new Response('absent', { status: 404 })
    }
  })
  ipcMain.handle('echo', (event, value) => {
    seen.senders.push({
      url: event.senderFrame.url,
      origin: event.senderFrame.origin,
      top: event.senderFrame.parent === null,
      known: BrowserWindow.fromWebContents(event.sender) !== null,
    })
    return value
  })
  ipcMain.handle('fail', () => {
    throw new TypeError('no such thing')
  })
  ipcMain.on('shout', (event, value) => event.sender.send('heard', value))

  const window = new BrowserWindow({
    width: 900,
    height: 700,
    show: false,
    webPreferences: { preload: path.join(folder, 'preload.cjs') },
  })
  window.webContents.on('will-navigate', (event) => {
    seen.navigations.push(event.url)
    if (!event.url.startsWith('parity://main/')) event.preventDefault()
  })
  window.webContents.setWindowOpenHandler(({ url }) => {
    seen.opened.push(url)
    return { action: 'deny' }
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL('parity://main/index.html')
}
