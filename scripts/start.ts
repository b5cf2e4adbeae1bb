/**
 * `npm start`: builds the app and opens it. In the real Electron where its binary can be had; otherwise in the
 * stand-in, which runs the same main process and preload with an installed Chrome or Chromium.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { buildApp } from './build.ts'

const root = path.resolve(import.meta.dirname, '..')
const electronFolder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))
/** A slow line may well deliver Electron's 120 MB; one that is blocked must not keep people waiting. */
const downloadDeadlineMs = 90_000

process.chdir(root)
await buildApp()
const args = process.argv.slice(2)

const electron = process.env['RPMA_STAND_IN'] === '1' ? undefined : (installedElectron() ?? downloadedElectron())
if (electron !== undefined) {
  requireDisplay()
  run(electron, ['.', ...args])
} else {
  say(
    'Electron n’a pas pu être obtenu : RPMA s’ouvre dans le Chromium de ce poste, avec le même programme.',
    'Electron could not be had: RPMA opens in this machine’s Chromium, running the same program.',
  )
  requireDisplay()
  const command = path.join(root, 'tests', 'electron', 'cli.ts')
  run(process.execPath, ['--disable-warning=ExperimentalWarning', command, '--stand-in-headed', '.', ...args], {
    RPMA_STAND_IN_FOR_PEOPLE: '1',
  })
}

function installedElectron(): string | undefined {
  const pathFile = path.join(electronFolder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const executable = path.join(electronFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(executable) ? executable : undefined
}

function downloadedElectron(): string | undefined {
  spawnSync(process.execPath, [path.join(electronFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: downloadDeadlineMs,
    killSignal: 'SIGKILL',
  })
  return installedElectron()
}

function requireDisplay(): void {
  const { platform, env } = process
  if (platform !== 'linux' || env['DISPLAY'] || env['WAYLAND_DISPLAY']) return
  say(
    'Cette session n’a pas d’écran. Essayez « npm run demo », qui n’en a pas besoin, ou « xvfb-run -a npm start ».',
    'This session has no display. Try `npm run demo`, which needs none, or `xvfb-run -a npm start`.',
  )
  process.exit(1)
}

/** French first, then English, one line each. U+202F and U+00A0 as French typography wants them. */
function say(french: string, english: string): void {
  console.error(french.replaceAll(' :', '\u00a0:').replaceAll('« ', '«\u00a0').replaceAll(' »', '\u00a0»'))
  console.error(english)
}

function run(command: string, commandArgs: string[], extra: Record<string, string> = {}): void {
  const child = spawn(command, commandArgs, { stdio: 'inherit', env: { ...process.env, ...extra } })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(error.message)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}
