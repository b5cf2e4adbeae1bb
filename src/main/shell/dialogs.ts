import { writeFile, rename, rm } from 'node:fs/promises'
import { app, dialog, type BrowserWindow } from 'electron'
import path from 'node:path'
import type { Locale } from '../../contract/index.ts'

export interface SaveRequest {
  /** Without folder. Characters that some file system refuses are replaced. */
  suggestedName: string
  extension: 'pdf' | 'json'
  locale: Locale
}

/** Where the person wants the file; null when they changed their mind. */
export async function askWhereToSave(window: BrowserWindow, request: SaveRequest): Promise<string | null> {
  const name = safeFileName(request.suggestedName, request.extension)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: request.locale === 'fr' ? 'Enregistrer sous' : 'Save as',
    defaultPath: path.join(app.getPath('documents'), name),
    filters: [{ name: request.extension.toUpperCase(), extensions: [request.extension] }],
  })
  return canceled || filePath === '' ? null : filePath
}

/** Beside the target, then renamed: a full disk never leaves half a report under the name of the old one. */
export async function writeChosenFile(file: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${file}.part`
  try {
    await writeFile(unfinished, bytes)
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
}

export function safeFileName(name: string, extension: string): string {
  const safe = name
    .replace(/[\u0000-\u001f<>:"/\\|?*]+/g, '-')
    .replace(/^[.\s-]+|[.\s-]+$/g, '')
    .slice(0, 100)
  return `${safe || 'rpma'}.${extension}`
}

/** Before a window exists, or when none can: says what happened and what is safe. */
export function tellFatal(title: string, explanation: string): void {
  dialog.showErrorBox(title, explanation)
}
