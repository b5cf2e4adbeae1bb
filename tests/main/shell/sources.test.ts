/** What must not stand anywhere in the sources, whoever writes it. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import forgeConfig from '../../../forge.config.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const sources = globSync(['src/**/*.{ts,tsx,html}', 'forge.config.ts', 'vite.*.config.ts'], { cwd: root }).map(
  (file) => ({
    file,
    text: readFileSync(path.join(root, file), 'utf8'),
  }),
)

test.each([
  ['S2', /nodeIntegration(InWorker|InSubFrames)?: true/],
  ['S3', /contextIsolation: false/],
  ['S4', /sandbox: false/],
  ['S4][F60', /['"`]--?no-sandbox|appendSwitch\(\s*['"`]no-sandbox/],
  ['S6', /webSecurity: false/],
  ['S7][F60', /'unsafe-(eval|inline)'|(?<!wasm-)unsafe-eval['"]/],
  ['S8', /allowRunningInsecureContent: true/],
  ['S9', /experimentalFeatures: true/],
  ['S10', /enableBlinkFeatures/],
  ['S11', /webviewTag: true|<webview/],
  ['S18', /bypassCSP: true|loadFile\(|['"`]file:\/\//],
  ['S22', /appendSwitch\(\s*['"`](remote-debugging|inspect)/],
  ['S24', /ignore-certificate-errors|setCertificateVerifyProc/],
])('[%s] no source holds %s', (_item, pattern) => {
  expect(sources.length).toBeGreaterThan(20)
  expect(sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)).toEqual([])
})

test('[S17][S20] the two channels are named in one place, and Electron only in shell and preload', () => {
  const naming = sources.filter(({ text }) => /rpma:(call|event)/.test(text)).map(({ file }) => file)
  expect(naming).toEqual([path.join('src', 'contract', 'channels.ts')])
  const importing = sources
    .filter(({ text }) => /from 'electron(\/\w+)?'|import\('electron'\)/.test(text))
    .map(({ file }) => file.split(path.sep).join('/'))
  expect(importing.length).toBeGreaterThan(0)
  expect(importing.filter((file) => !/^src\/(main\/shell|preload)\//.test(file))).toEqual([])
})

test('[S16] Electron is not older than the major that this shell was written for', () => {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>
  }
  expect(Number(/\d+/.exec(devDependencies['electron']!)?.[0])).toBeGreaterThanOrEqual(45)
})

test('[S19] all nine fuses are decided', () => {
  const plugin = forgeConfig.plugins?.find((one) => 'name' in one && one.name === 'fuses') as unknown as {
    fusesConfig: Record<string, unknown>
  }
  const names = [
    'RunAsNode',
    'EnableCookieEncryption',
    'EnableNodeOptionsEnvironmentVariable',
    'EnableNodeCliInspectArguments',
    'EnableEmbeddedAsarIntegrityValidation',
    'OnlyLoadAppFromAsar',
    'LoadBrowserProcessSpecificV8Snapshot',
    'GrantFileProtocolExtraPrivileges',
    'WasmTrapHandlers',
  ]
  const decided = Object.fromEntries(names.map((name, index) => [name, plugin.fusesConfig[index]]))
  expect(plugin.fusesConfig['strictlyRequireAllFuses']).toBe(true)
  expect(decided).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
    WasmTrapHandlers: true,
  })
})
