/** One wrong line for each wall, and the name under which `npm run check` must report it. */
export interface Planted {
  wall: string
  by: 'walls' | 'lint' | 'types'
  file: string
  code: string
  /** Part of the report, where the name of the wall is not in it. */
  says?: string
}

const globals = ['crypto', 'performance', 'fetch', 'process', 'console', 'window', 'document', 'Intl', 'globalThis']
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']
const calls = ['Date.now()', 'Math.random()', `'a'.localeCompare('b')`, '(1).toLocaleString()']
const named = (text: string) => text.replaceAll(/\W+/g, '-')

export const PLANTED: readonly Planted[] = [
  // Imports, as resolved paths: static, re-exported, dynamic, in a type, required, started as a worker.
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a1.ts', code: `import fs from 'node:fs'\nexport default fs` },
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a2.ts', code: `export const electron = import('electron')` },
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a3.ts', code: `export type App = import('electron').App` },
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a4.ts', code: `export * from 'lib0/random'` },
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a5.ts', code: `export * from '../contract/api.ts'` },
  { wall: 'crdt-is-pure', by: 'walls', file: 'src/crdt/a6.ts', code: `export * from 'zod'` },
  { wall: 'wire-stands-alone', by: 'walls', file: 'src/crdt/protocol/b1.ts', code: `export * from '../job.ts'` },
  { wall: 'contract-is-a-handshake', by: 'walls', file: 'src/contract/c1.ts', code: `export * from 'yjs'` },
  {
    wall: 'contract-is-a-handshake',
    by: 'walls',
    file: 'src/contract/c2.ts',
    code: `export * from '../main/store/open.ts'`,
  },
  { wall: 'preload-only-exposes', by: 'walls', file: 'src/preload/d1.ts', code: `export * from '../crdt/job.ts'` },
  { wall: 'preload-only-exposes', by: 'walls', file: 'src/preload/d2.ts', code: `export * from 'node:fs'` },
  {
    wall: 'main-stays-on-the-machine',
    by: 'walls',
    file: 'src/main/e1.ts',
    code: `export * from '../renderer/ui/button.ts'`,
  },
  { wall: 'main-stays-on-the-machine', by: 'walls', file: 'src/main/e2.ts', code: `export * from 'react'` },
  {
    wall: 'electron-stays-in-the-shell',
    by: 'walls',
    file: 'src/main/store/f1.ts',
    code: `export const load = () => require('electron')`,
  },
  {
    wall: 'renderer-stays-in-the-page',
    by: 'walls',
    file: 'src/renderer/g1.ts',
    code: `export * from '../main/store/open.ts'`,
  },
  { wall: 'renderer-stays-in-the-page', by: 'walls', file: 'src/renderer/g2.ts', code: `export * from 'fs'` },
  {
    wall: 'renderer-stays-in-the-page',
    by: 'walls',
    file: 'src/renderer/g3.ts',
    code: `export const worker = new Worker(new URL('../main/store/open.ts', import.meta.url))`,
  },
  { wall: 'features-speak-commands', by: 'walls', file: 'src/renderer/features/h1.ts', code: `export * from 'yjs'` },
  { wall: 'ui-only-shows', by: 'walls', file: 'src/renderer/ui/i1.ts', code: `export * from '../documents/open.ts'` },
  {
    wall: 'relay-knows-only-the-wire',
    by: 'walls',
    file: 'sync-relay/src/j1.ts',
    code: `export * from '../../src/crdt/job.ts'`,
  },
  {
    wall: 'relay-knows-only-the-wire',
    by: 'walls',
    file: 'sync-relay/src/j2.ts',
    code: `export * from '../../src/main/store/open.ts'`,
  },
  { wall: 'nobody-imports-tests', by: 'walls', file: 'src/main/k1.ts', code: `export * from '../../tests/house.ts'` },
  {
    wall: 'nobody-imports-tests',
    by: 'walls',
    file: 'sync-relay/src/k2.ts',
    code: `export * from '../../scripts/tool.ts'`,
  },
  { wall: 'every-file-has-a-room', by: 'walls', file: 'src/helpers/l1.ts', code: `export const l1 = 1` },
  { wall: 'import-leads-somewhere', by: 'walls', file: 'src/main/m1.ts', code: `export * from './missing.ts'` },
  { wall: 'packages-are-declared', by: 'walls', file: 'sync-relay/src/n1.ts', code: `export * from 'pdfmake'` },
  { wall: 'packages-are-declared', by: 'walls', file: 'src/main/n2.ts', code: `export * from 'vite'` },

  // The same, in the editor, as one types; and what no import shows: clocks, chance, the machine, cycles.
  {
    wall: 'crdt-is-pure',
    by: 'lint',
    file: 'src/crdt/o1.ts',
    code: `export * from 'node:fs'`,
    says: 'restricted-imports',
  },
  {
    wall: 'crdt-is-pure',
    by: 'lint',
    file: 'src/crdt/o2.ts',
    code: `export * from 'lib0/time'`,
    says: 'restricted-imports',
  },
  ...[...globals, ...timers].map((name): Planted => ({
    wall: 'crdt-is-pure',
    by: 'lint',
    file: `src/crdt/global-${name}.ts`,
    code: `export const used = () => ${name}`,
  })),
  ...calls.map((call): Planted => ({
    wall: 'crdt-is-pure',
    by: 'lint',
    file: `src/crdt/call${named(call)}.ts`,
    code: `export const used = () => ${call}`,
    says: 'restricted-properties',
  })),
  {
    wall: 'contract-is-a-handshake',
    by: 'lint',
    file: 'src/contract/p1.ts',
    code: `export * from 'yjs'`,
    says: 'restricted-imports',
  },
  {
    wall: 'preload-only-exposes',
    by: 'lint',
    file: 'src/preload/q1.ts',
    code: `export * from 'node:fs'`,
    says: 'restricted-imports',
  },
  {
    wall: 'electron-stays-in-the-shell',
    by: 'lint',
    file: 'src/main/r1.ts',
    code: `export * from 'electron'`,
    says: 'restricted-imports',
  },
  {
    wall: 'renderer-stays-in-the-page',
    by: 'lint',
    file: 'src/renderer/s1.ts',
    code: `export * from 'electron'`,
    says: 'restricted-imports',
  },
  {
    wall: 'features-speak-commands',
    by: 'lint',
    file: 'src/renderer/features/t1.ts',
    code: `export * from 'yjs'`,
    says: 'restricted-imports',
  },
  {
    wall: 'ui-only-shows',
    by: 'lint',
    file: 'src/renderer/ui/u1.ts',
    code: `export * from 'yjs'`,
    says: 'restricted-imports',
  },
  {
    wall: 'ui-only-shows',
    by: 'lint',
    file: 'src/renderer/ui/u2.ts',
    code: `declare const window: { rpma: () => void }\nexport const ask = () => window.rpma()`,
    says: 'restricted-properties',
  },
  {
    wall: 'relay-knows-only-the-wire',
    by: 'lint',
    file: 'sync-relay/src/v1.ts',
    code: `export * from 'electron'`,
    says: 'restricted-imports',
  },
  {
    wall: 'no cycles',
    by: 'lint',
    file: 'src/main/w1.ts',
    code: `import { two } from './w2.ts'\nexport const one = () => two`,
    says: 'no-cycle',
  },
  {
    wall: 'no cycles',
    by: 'lint',
    file: 'src/main/w2.ts',
    code: `import { one } from './w1.ts'\nexport const two = () => one`,
    says: 'no-cycle',
  },
  {
    wall: 'no lost promises',
    by: 'lint',
    file: 'src/main/x1.ts',
    code: `const save = () => Promise.resolve(1)\nexport const leave = () => {\n  save()\n}`,
    says: 'no-floating-promises',
  },

  // What a room does not even know of: its compiler settings carry neither the page nor the machine nor the others.
  {
    wall: 'crdt knows no page',
    by: 'types',
    file: 'src/crdt/y1.ts',
    code: `export const y = document.title`,
    says: 'TS2584',
  },
  {
    wall: 'crdt knows no machine',
    by: 'types',
    file: 'src/crdt/y2.ts',
    code: `export const y = process.pid`,
    says: 'TS2591',
  },
  {
    wall: 'the page knows no machine',
    by: 'types',
    file: 'src/renderer/y3.ts',
    code: `export const y = process.pid`,
    says: 'TS2591',
  },
  {
    wall: 'the machine knows no page',
    by: 'types',
    file: 'src/main/y4.ts',
    code: `export const y = document.title`,
    says: 'TS2584',
  },
  {
    wall: 'main is no reference of renderer',
    by: 'types',
    file: 'src/renderer/y5.ts',
    code: `export * from '../main/cli/words.ts'`,
    says: 'TS6307',
  },
  {
    wall: 'renderer is no reference of main',
    by: 'types',
    file: 'src/main/y6.ts',
    code: `export * from '../renderer/ui/button.ts'`,
    says: 'TS6307',
  },
]
