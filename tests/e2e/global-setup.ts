import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { buildApp } from '../../scripts/build.ts'

/**
 * Builds what is tested, and decides which Electron runs it: the real one where it is installed, otherwise the
 * stand-in. Specs do not know which.
 */
export async function setup(): Promise<void> {
  await buildApp()
  if (!realElectronIsInstalled()) {
    process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= path.resolve(import.meta.dirname, '../electron')
  }
}

function realElectronIsInstalled(): boolean {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  return existsSync(path.join(folder, 'path.txt')) && existsSync(path.join(folder, 'dist'))
}
