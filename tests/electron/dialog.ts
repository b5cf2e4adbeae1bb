/**
 * A dialog opened in a test must have been answered by it (`app.evaluate(({ dialog }) => …)`); one that nobody
 * answered is an error, not a cancelled dialog. When a person runs the app on the stand-in there is no dialog to
 * show: files are then saved to the downloads folder, and the terminal says where.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { app } from './app.ts'
import { loud } from './loud.ts'

const forPeople = process.env['RPMA_STAND_IN_FOR_PEOPLE'] === '1'

function unanswered(what: string): never {
  throw new Error(`electron stand-in: ${what} was opened, and no test had answered it`)
}

export const dialog = loud('dialog', {
  async showSaveDialog(...args: unknown[]): Promise<Electron.SaveDialogReturnValue> {
    if (!forPeople) unanswered('a save dialog')
    const { defaultPath } = args.at(-1) as Electron.SaveDialogOptions
    const folder = app.getPath('downloads')
    mkdirSync(folder, { recursive: true })
    const filePath = path.join(folder, path.basename(defaultPath ?? 'rpma'))
    console.error(`→ ${filePath}`)
    return { canceled: false, filePath }
  },
  async showOpenDialog(): Promise<Electron.OpenDialogReturnValue> {
    return forPeople ? { canceled: true, filePaths: [] } : unanswered('an open dialog')
  },
  async showMessageBox(...args: unknown[]): Promise<Electron.MessageBoxReturnValue> {
    const { message, defaultId } = args.at(-1) as Electron.MessageBoxOptions
    if (!forPeople) unanswered(`the message « ${message} »`)
    console.error(message)
    return { response: defaultId ?? 0, checkboxChecked: false }
  },
  showMessageBoxSync(...args: unknown[]): number {
    const { message, defaultId } = args.at(-1) as Electron.MessageBoxSyncOptions
    if (!forPeople) unanswered(`the message « ${message} »`)
    console.error(message)
    return defaultId ?? 0
  },
  showErrorBox(title: string, content: string): void {
    console.error(`${title}\n${content}`)
  },
})
