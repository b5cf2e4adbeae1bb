/**
 * A small house with the real walls: the project's own configuration, a few clean files, and what a test plants in
 * it. Judged by the very steps that `npm run check` runs.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..', '..')

const CONFIGURATION = [
  '.oxlintrc.json',
  'package.json',
  'tsconfig.base.json',
  'src/crdt/tsconfig.json',
  'src/contract/tsconfig.json',
  'src/preload/tsconfig.json',
  'src/main/tsconfig.json',
  'src/renderer/tsconfig.json',
  'sync-relay/package.json',
  'sync-relay/tsconfig.json',
]

/** One honest file a room, each using what its room may use. */
const CLEAN: Record<string, string> = {
  'tsconfig.json': JSON.stringify({
    files: [],
    references: ['src/crdt', 'src/contract', 'src/preload', 'src/main', 'src/renderer', 'sync-relay'].map((room) => ({
      path: room,
    })),
  }),
  'src/crdt/job.ts': `import * as Y from 'yjs'\nexport const readJob = (doc: Y.Doc, now: number) => doc.getMap('facts').size + now\n`,
  'src/crdt/protocol/wire.ts': `import * as encoding from 'lib0/encoding'\nexport const open = () => encoding.createEncoder()\n`,
  'src/contract/api.ts': `import { z } from 'zod'\nimport type { readJob } from '../crdt/job.ts'\nexport const Call = z.object({ name: z.string() })\nexport type Read = typeof readJob\n`,
  'src/preload/preload.ts': `import { contextBridge } from 'electron'\nimport { Call } from '../contract/api.ts'\ncontextBridge.exposeInMainWorld('rpma', { check: (value: unknown) => Call.safeParse(value).success })\n`,
  'src/main/shell/window.ts': `import { app } from 'electron'\nexport const version = () => app.getVersion()\n`,
  'src/main/store/open.ts': `import path from 'node:path'\nimport Database from 'better-sqlite3'\nexport const open = (folder: string) => new Database(path.join(folder, 'db')).open\n`,
  'src/main/cli/words.ts': `export const words = 1\n`,
  'src/renderer/documents/open.ts': `import * as Y from 'yjs'\nexport const open = () => new Y.Doc()\n`,
  'src/renderer/ui/button.ts': `export const label = (text: string) => text\n`,
  'src/renderer/features/job.ts': `import { readJob } from '../../crdt/job.ts'\nimport { open } from '../documents/open.ts'\nimport { label } from '../ui/button.ts'\nexport const title = (now: number) => label(String(readJob(open(), now)))\n`,
  'sync-relay/src/relay.ts': `import { open } from '../../src/crdt/protocol/wire.ts'\nexport const start = () => open()\n`,
  'tests/house.ts': `export const fixture = 1\n`,
  'scripts/tool.ts': `export const tool = 1\n`,
}

export interface Scratch {
  root: string
  /** Adds or replaces files, by path relative to the root. */
  plant: (files: Record<string, string>) => void
  remove: () => void
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'rpma-house-'))
  const plant = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), text)
    }
  }
  for (const file of CONFIGURATION) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
    cpSync(path.join(root, file), path.join(folder, file))
  }
  // A junction needs no special right on Windows; elsewhere the word is ignored.
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  plant(CLEAN)
  return { root: folder, plant, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
