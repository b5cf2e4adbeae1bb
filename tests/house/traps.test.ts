import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkTraps, TRAPS } from '../../scripts/check/traps.ts'
import { createScratch, type Scratch } from './scratch.ts'

/** One line for each trap, as somebody would write it in good faith. */
const BAIT: [trap: string, file: string, line: string][] = [
  ['sandbox-stays-on', 'src/main/a1.ts', `app.commandLine.appendSwitch('--no-sandbox')`],
  ['sandbox-stays-on', 'src/main/a2.ts', `const webPreferences = { sandbox: false }`],
  ['tests-keep-the-sandbox-too', 'tests/main/a3.ts', `launch(['--no-sandbox'])`],
  ['no-code-from-text', 'src/main/b1.ts', `const csp = "script-src 'self' 'unsafe-eval'"`],
  ['no-code-from-text', 'src/renderer/b2.ts', `export const run = (text: string) => new Function(text)`],
  ['secrets-stay-unprinted', 'sync-relay/src/c1.ts', `console.log('JWT secret:', jwtSecret)`],
  ['secrets-stay-unprinted', 'src/main/c2.ts', 'logger.info(`pairing ${pairingToken}`)'],
  ['secrets-stay-unprinted', 'src/main/c3.ts', `console.error(settings.password)`],
  ['certificates-are-checked', 'src/main/d1.ts', `fetchAll({ rejectUnauthorized: false })`],
  ['certificates-are-checked', 'forge.config.ts', `export default { certificateFile: null }`],
  ['keys-are-real', 'src/main/e1.ts', `const updatePublicKey = 'PLACEHOLDER'`],
  ['keys-are-real', 'src/main/e2.ts', `const settings = { secret: 'change-me' }`],
  ['saves-are-not-optional', 'src/main/f1.ts', `db?.run('insert')`],
  ['saves-are-not-optional', 'sync-relay/src/f2.ts', `store?.append(update)`],
  ['crdt-has-no-clock', 'src/crdt/g1.ts', `export const at = () => new Date()`],
  ['crdt-has-no-clock', 'src/crdt/g2.ts', `export const at = () => Date()`],
  ['tests-all-run', 'tests/crdt/h1.test.ts', `test.only('one', () => {})`],
  ['no-personal-paths', 'scripts/i1.ts', `const folder = '/home/ana/rpma/data'`],
  ['no-personal-paths', 'docs/i2.md', 'Open C:\\Users\\Ana\\rpma.'],
  ['registry-is-the-public-one', '.npmrc', `registry=https://mirror.example.net/npm/`],
  ['registry-is-the-public-one', 'package-lock.json', `"resolved": "https://mirror.example.net/npm/yjs.tgz"`],
]

/** Near misses: lines that must stay writable. */
const HONEST: [file: string, line: string][] = [
  ['tests/electron/chromium.ts', `launch(['--no-sandbox'])`],
  ['src/main/honest.ts', `const csp = "script-src 'self' 'wasm-unsafe-eval'"`],
  ['src/main/honest2.ts', `console.log('refused: no token given', { peer: 3 })`],
  ['src/main/honest3.ts', `cache?.get(1); store.append(update)`],
  ['src/crdt/honest.ts', `export const day = (ms: number) => new Date(ms).toISOString()`],
  ['tests/main/honest.test.ts', `expect(redact('/home/ana/x')).toBe('~/x')`],
  ['docs/honest.md', 'The policy never contains `unsafe-eval`.'],
]

let scratch: Scratch
let report: string[]

beforeAll(() => {
  scratch = createScratch()
  scratch.plant(Object.fromEntries([...BAIT.map(([, file, line]) => [file, line]), ...HONEST]))
  report = checkTraps(scratch.root)
})

afterAll(() => scratch.remove())

test.each(BAIT)('[F60] %s: %s', (trap, file) => {
  expect(report.filter((line) => line.startsWith(`${file}:1 ${trap}: `))).toHaveLength(1)
})

test.each(HONEST)('[F60] %s may say so', (file) => {
  expect(report.filter((line) => line.startsWith(`${file}:`))).toEqual([])
})

test('[F60] the path of this very checkout is nobody else’s', () => {
  const own = createScratch()
  try {
    own.plant({ 'tests/main/path.ts': `const data = '${own.root}/data'` })
    expect(checkTraps(own.root)).toEqual([expect.stringMatching(/^tests\/main\/path\.ts:1 no-personal-paths: /)])
  } finally {
    own.remove()
  }
})

test('no trap stands unproved', () => {
  const proved = new Set(BAIT.map(([trap]) => trap))
  expect(TRAPS.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([])
})
