/** What only the stand-in promises: it fails loudly, weakens nothing, and leaves nothing behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { launchDesktop } from '../e2e/launch.ts'

const appPath = path.resolve(import.meta.dirname, '../electron-parity/app')
const onStandIn = process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined

test.runIf(onStandIn)('what is not implemented throws by name, as does an event that never comes', async () => {
  const desktop = await launchDesktop({ appPath })
  try {
    const messages = await desktop.app.evaluate((electron) => {
      const messageOf = (work: () => unknown) => {
        try {
          work()
          return 'nothing happened'
        } catch (error) {
          return (error as Error).message
        }
      }
      return [
        messageOf(() => electron.app.getGPUInfo('basic')),
        messageOf(() => electron.app.on('gpu-info-update', () => {})),
        messageOf(() => electron.BrowserWindow.getAllWindows()[0]!.setKiosk(true)),
        messageOf(() => electron.session.fromPartition('other')),
        messageOf(() => new electron.BrowserWindow({ webPreferences: { sandbox: false } })),
        messageOf(() => electron.app.enableSandbox()),
      ]
    })
    expect(messages).toEqual([
      'electron stand-in: app.getGPUInfo is not implemented',
      "electron stand-in: app event 'gpu-info-update' is not implemented",
      'electron stand-in: BrowserWindow.setKiosk is not implemented',
      'electron stand-in: session.fromPartition is not implemented',
      'electron stand-in: only isolated, sandboxed windows without extras',
      'app.enableSandbox() can only be called before app is ready',
    ])
  } finally {
    await desktop.close()
  }
})

test.runIf(onStandIn)('a dialog that no test answered is an error, not a cancelled dialog', async () => {
  const desktop = await launchDesktop({ appPath })
  try {
    const message = await desktop.app.evaluate(({ dialog }) =>
      dialog.showSaveDialog({}).then(
        () => 'answered',
        (error: Error) => error.message,
      ),
    )
    expect(message).toBe('electron stand-in: a save dialog was opened, and no test had answered it')
  } finally {
    await desktop.close()
  }
})

test.runIf(onStandIn && process.platform === 'linux')('an app that is killed takes its Chromium with it', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'rpma-orphan-'))
  const desktop = await launchDesktop({ appPath, dataDir })
  expect(processesNaming(dataDir).length).toBeGreaterThan(1)
  await desktop.kill()
  await expect.poll(() => processesNaming(dataDir), { timeout: 10_000 }).toEqual([])
  await rm(dataDir, { recursive: true, force: true })
})

/** Command lines of the running processes that mention a folder. */
function processesNaming(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => `/proc/${pid}/cmdline`)
    .flatMap((file) => {
      try {
        return existsSync(file) ? [readFileSync(file, 'utf8').replaceAll('\0', ' ')] : []
      } catch {
        return []
      }
    })
    .filter((line) => line.includes(folder))
}
