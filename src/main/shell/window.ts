/** The app's window. */
import { readFileSync, writeFileSync } from 'node:fs'
import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron'
import { boundsOnScreen, decodeBounds, minimumSize, type SavedBounds } from './bounds.ts'

export const windowTitle = 'RPMA - Gestion Interventions PPF'

export interface WindowOptions {
  preload: string
  url: string
  /** Where the bounds are remembered. Losing it costs nothing. */
  boundsFile: string
  packaged: boolean
}

/** Must be called once the app is ready. Resolves with the loading; the window shows when it has something to show. */
export function openMainWindow({ preload, url, boundsFile, packaged }: WindowOptions): {
  window: BrowserWindow
  loaded: Promise<void>
} {
  const saved = readBounds(boundsFile)
  const workAreas = screen.getAllDisplays().map((display) => display.workArea)
  const window = new BrowserWindow({
    title: windowTitle,
    ...boundsOnScreen(saved, workAreas),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    show: false,
    backgroundColor: '#f6f7f8',
    webPreferences: webPreferences(preload, packaged),
  })
  // The title is the app's, not the page's.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => {
    if (saved?.maximized) window.maximize()
    window.show()
  })
  window.on('close', () => rememberBounds(boundsFile, window))
  return { window, loaded: window.loadURL(url) }
}

/** Says again what is Electron's default, so that a change of default or of mind has to change this line. */
export function webPreferences(
  preload: string,
  packaged: boolean,
): NonNullable<BrowserWindowConstructorOptions['webPreferences']> {
  return {
    preload,
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
    devTools: !packaged,
  }
}

function readBounds(file: string): SavedBounds | undefined {
  try {
    return decodeBounds(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function rememberBounds(file: string, window: BrowserWindow): void {
  const bounds: SavedBounds = { ...window.getNormalBounds(), maximized: window.isMaximized() }
  try {
    writeFileSync(file, JSON.stringify(bounds))
  } catch {
    // A full disk must not keep the window from closing; next time it opens as on the first day.
  }
}
