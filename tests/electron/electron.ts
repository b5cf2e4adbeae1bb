/**
 * A stand-in for the main-process half of the module `electron`: real Node, real Chromium, no Electron.
 * It shows how this app uses Electron; it shows nothing about Electron. See README.md.
 */
import { app } from './app.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { dialog } from './dialog.ts'
export { ipcMain } from './ipc-main.ts'
export { protocol } from './protocol.ts'
export { session } from './session.ts'
export { safeStorage } from './safe-storage.ts'
export { Menu, nativeTheme, powerMonitor, screen, shell } from './system.ts'
export { utilityProcess } from './utility-process.ts'
export { webContents } from './web-contents.ts'

/** For the command only. */
export const start = {
  setAppPath: (folder: string) => app.useAppPath(folder),
  launch() {
    app.start().catch((error: unknown) => {
      console.error(error instanceof Error ? error.message : error)
      process.exit(1)
    })
  },
}
