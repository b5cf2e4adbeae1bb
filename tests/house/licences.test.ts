import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkLicences, writeLicences } from '../../scripts/licences.ts'
import { isAllowed, objection } from '../../scripts/licences/allowed.ts'
import { readLockedPackages } from '../../scripts/licences/lockfile.ts'
import { createScratch, type Scratch } from './scratch.ts'

/** The app ships yjs, which needs lib0; it builds with vite. lib0 also names a peer that is installed for others. */
const LOCK = {
  lockfileVersion: 3,
  packages: {
    '': { dependencies: { yjs: '*' }, devDependencies: { vite: '*' } },
    'node_modules/yjs': { version: '1.0.0', license: 'MIT', dependencies: { lib0: '*' } },
    'node_modules/lib0': { version: '9.9.9', license: 'MIT', peerDependencies: { typescript: '*' } },
    'node_modules/yjs/node_modules/lib0': { version: '0.2.0', license: 'MIT' },
    'node_modules/typescript': { version: '7.0.0', license: 'Apache-2.0' },
    'node_modules/vite': { version: '8.0.0', license: 'MIT' },
  },
}
const lock = (more: object = {}) => JSON.stringify({ ...LOCK, packages: { ...LOCK.packages, ...more } })

let scratch: Scratch
beforeEach(() => {
  scratch = createScratch()
  scratch.plant({ 'package-lock.json': lock() })
})
afterEach(() => scratch.remove())

test('what ships is what dependencies lead to, resolved as Node does: no tools, no peers, the nested copy', () => {
  const shipping = readLockedPackages(scratch.root).filter(({ ships }) => ships)
  expect(shipping.map(({ name, version }) => `${name}@${version}`)).toEqual(['lib0@0.2.0', 'yjs@1.0.0'])
})

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['(MIT AND Zlib)', true],
  ['MIT AND GPL-3.0', false],
  ['GPL-3.0-only', false],
  ['LGPL-3.0', false],
  ['SEE LICENSE IN LICENSE', false],
])('%s allowed: %s', (expression, allowed) => {
  expect(isAllowed(expression)).toBe(allowed)
})

test('an exception holds for its one package only, and no licence is no permission', () => {
  const one = { version: '1.0.0', folder: '', ships: true }
  expect(objection({ ...one, name: 'libheif-js', licence: 'LGPL-3.0' })).toBeUndefined()
  expect(objection({ ...one, name: 'other', licence: 'LGPL-3.0' })).toMatch(/LGPL-3.0/)
  expect(objection({ ...one, name: 'other', licence: '' })).toMatch(/states no licence/)
})

test('the check compares the page with the lockfile, and stops a licence that is not on the list', () => {
  scratch.plant({ 'package-lock.json': LOCK_OF_INSTALLED })
  expect(checkLicences(scratch.root)).toEqual([expect.stringContaining('npm run licences')])
  writeLicences(scratch.root)
  expect(checkLicences(scratch.root)).toEqual([])
  scratch.plant({
    'package-lock.json': LOCK_OF_INSTALLED.replace('"MIT"', '"SSPL-1.0"'),
    'src/renderer/theme/some.woff2': 'a font without its licence',
  })
  expect(checkLicences(scratch.root)).toEqual([
    expect.stringContaining('SSPL-1.0'),
    expect.stringContaining('some.woff2 has no licence file'),
    expect.stringContaining('npm run licences'),
  ])
})

/** Its licence text is read from the installed package, so it names one that is there. */
const LOCK_OF_INSTALLED = JSON.stringify({
  packages: { '': { dependencies: { yjs: '*' } }, 'node_modules/yjs': { version: '13.0.0', license: 'MIT' } },
})
