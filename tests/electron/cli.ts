/**
 * `electron [-r file] [switches] <app> [arguments]`: as much of the real command as Playwright's `_electron`,
 * Forge and npm scripts use. Runs the app's built main process, unmodified, on this Node.
 */
import inspector from 'node:inspector'
import { createRequire, registerHooks } from 'node:module'
import path from 'node:path'
import { readFileSync, statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { readCommandLine } from './command-line.ts'

/** Real Electron only becomes ready once the main module has been evaluated. */
const mainModuleDeadlineMs = 15_000

const require = createRequire(import.meta.url)
const electronVersion = (require('electron/package.json') as { version: string }).version
const commandLine = readCommandLine(process.argv.slice(2))

if (commandLine.switches.has('version') || commandLine.args.includes('-v')) {
  console.log(`v${electronVersion}`)
  process.exit(0)
}

const electronModule = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    /^electron(\/(main|common))?$/.test(specifier)
      ? { url: electronModule, shortCircuit: true, format: 'module-typescript' }
      : next(specifier, context),
})

const appPath = path.resolve(commandLine.appPath)
const isFolder = statSync(appPath).isDirectory()
process.argv = [process.argv[0]!, ...commandLine.args]
Object.assign(process, { defaultApp: true, type: 'browser', resourcesPath: path.dirname(appPath) })
Object.defineProperty(process, 'versions', {
  value: { ...process.versions, electron: electronVersion, chrome: 'stand-in' },
})

if (commandLine.inspect) inspector.open(0)
for (const file of commandLine.required) require(file)

const { start } = (await import(electronModule)) as typeof import('./electron.ts')
start.setAppPath(isFolder ? appPath : path.dirname(appPath))

const deadline = setTimeout(() => {
  console.error(
    'electron stand-in: the main module is still being evaluated. ' +
      'Electron is not ready before that, so `await app.whenReady()` at the top level never ends.',
  )
  process.exit(1)
}, mainModuleDeadlineMs)
try {
  await import(pathToFileURL(isFolder ? mainFileOf(appPath) : appPath).href)
} catch (error) {
  console.error('electron stand-in: the main process failed to load')
  console.error(error)
  process.exit(1)
}
clearTimeout(deadline)
start.launch()

function mainFileOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { main?: string }
  return path.join(folder, manifest.main ?? 'index.js')
}
