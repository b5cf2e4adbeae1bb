/** Starts the built desktop, each time as another device: its own data folder, its own process. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

export interface LaunchOptions {
  /** Kept when given, so that the same device can be started again. */
  dataDir?: string
  env?: Record<string, string>
  /** After the app's path: deep links, say. */
  args?: string[]
  /** Another app than the product; for the parity spec. */
  appPath?: string
}

export interface Desktop {
  app: ElectronApplication
  window: Page
  dataDir: string
  /** What the page reported against itself: uncaught errors, and violations of its policy. */
  problems: string[]
  /** Quits as a person would. Removes the data folder unless the caller named it. */
  close(): Promise<void>
  /** As a power cut: no event, no goodbye. Keeps the data folder. */
  kill(): Promise<void>
}

const launchTimeoutMs = 45_000

export async function launchDesktop(options: LaunchOptions = {}): Promise<Desktop> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(os.tmpdir(), 'rpma-e2e-')))
  const app = await _electron.launch({
    args: [options.appPath ?? '.', `--user-data-dir=${dataDir}`, ...(options.args ?? [])],
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: { ...inheritedEnvironment(), ...options.env },
    timeout: launchTimeoutMs,
  })
  const child = app.process()
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const window = await app.firstWindow({ timeout: launchTimeoutMs })
  const problems: string[] = []
  window.on('pageerror', (error) => problems.push(error.message))
  window.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} ${message.location().url}`.trim())
  })
  // A window is reported while it is still blank.
  await window.waitForURL((url) => url.protocol !== 'about:', { waitUntil: 'load', timeout: launchTimeoutMs })
  return {
    app,
    window,
    dataDir,
    problems,
    async close() {
      await app.close()
      await exited
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function inheritedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
