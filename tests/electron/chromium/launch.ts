/** Starts one Chromium for one app, and sees to it that none is left behind. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { createInterface } from 'node:readline'
import { connect, type Cdp } from './cdp.ts'
import { findChromium } from './find.ts'

export interface Chromium {
  cdp: Cdp
  /** For Playwright; undefined unless a debugging port was asked for. */
  debuggerUrl: string | undefined
  /** Lets Chromium write its storage, then makes sure that it has gone. */
  close(): Promise<void>
}

export interface LaunchOptions {
  profileFolder: string
  headed: boolean
  /** Switches of the command line and of `app.commandLine`, which win over the defaults. */
  switches: ReadonlyMap<string, string>
  onExit(): void
}

const closeDeadlineMs = 3_000

export async function launchChromium(options: LaunchOptions): Promise<Chromium> {
  const binary = await findChromium({ headed: options.headed })
  prepareProfile(options.profileFolder)
  const wantsPort = options.switches.has('remote-debugging-port')
  const headless = binary.headlessShell ? '--headless=shell' : '--headless=new'
  const child = spawn(binary.executable, [...(options.headed ? [] : [headless]), ...chromiumArguments(options)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...binary.environment },
  })
  // Whatever ends this process ends Chromium: here by hand, otherwise by the pipe that closes.
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const debuggerUrl = await startedUp(child, wantsPort)
  void exited.then(() => {
    process.removeListener('exit', killNow)
    options.onExit()
  })
  const cdp = connect(child.stdio[3] as Writable, child.stdio[4] as Readable)
  await cdp.root.send('Browser.getVersion')
  return {
    cdp,
    debuggerUrl,
    async close() {
      void cdp.root.send('Browser.close').catch(() => {})
      const deadline = setTimeout(killNow, closeDeadlineMs)
      await exited
      clearTimeout(deadline)
    },
  }
}

/** Of a new profile: nothing that a browser offers its users, and a window of the app would not. */
function prepareProfile(folder: string): void {
  const file = path.join(folder, 'Default', 'Preferences')
  if (existsSync(file)) return
  mkdirSync(path.dirname(file), { recursive: true })
  const preferences = {
    translate: { enabled: false },
    credentials_enable_service: false,
    profile: { password_manager_enabled: false },
    autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
    search: { suggest_enabled: false },
    browser: { enable_spellchecking: false },
  }
  writeFileSync(file, JSON.stringify(preferences))
}

function chromiumArguments({ profileFolder, switches, headed }: LaunchOptions): string[] {
  const defaults = new Map<string, string>([
    ['user-data-dir', profileFolder],
    ['no-first-run', ''],
    ['no-default-browser-check', ''],
    ['disable-background-networking', ''],
    ['disable-component-update', ''],
    ['disable-domain-reliability', ''],
    ['disable-sync', ''],
    ['disable-default-apps', ''],
    ['disable-extensions', ''],
    ['disable-breakpad', ''],
    ['disable-dev-shm-usage', ''],
    ['disable-quic', ''],
    ['disable-gpu', ''],
    ['metrics-recording-only', ''],
    ['no-pings', ''],
    ['password-store', 'basic'],
    ['use-mock-keychain', ''],
    ['lang', 'fr'],
    // Nothing but this process answers for the app's addresses, and no popup ever gets a window.
    ['host-resolver-rules', 'MAP *.stand-in ~NOTFOUND'],
    ['block-new-web-contents', ''],
  ])
  if (headed) {
    defaults.set('app', 'data:text/html,<title>RPMA</title>').set('window-size', '1280,800')
    // Without its bars about flags, which a window of the app would not have either.
    defaults.set('test-type', '').set('disable-infobars', '')
  } else defaults.set('no-startup-window', '')
  if (process.getuid?.() === 0) defaults.set('no-sandbox', '')
  const own = new Set(['user-data-dir', 'remote-debugging-pipe', 'version', 'require'])
  for (const [name, value] of switches) if (!own.has(name) && !name.startsWith('inspect')) defaults.set(name, value)
  defaults.set('remote-debugging-pipe', '')
  return [...defaults].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`))
}

/** Waits until Chromium listens (or merely runs), and drains its chatter: a full pipe would stop it. */
function startedUp(child: ChildProcess, wantsPort: boolean): Promise<string | undefined> {
  const recent: string[] = []
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => {
      recent.push(line)
      if (recent.length > 40) recent.shift()
      const url = /^DevTools listening on (ws:.*)$/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('spawn', () => {
      if (!wantsPort) resolve(undefined)
    })
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      reject(new Error(`Chromium ended at once (${signal ?? code}):\n${recent.join('\n')}`)),
    )
  })
}
