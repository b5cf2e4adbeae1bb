import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DATABASE_FILE, openDatabase } from '../../../src/main/store/database.ts'
import { projectDocument, PROJECTOR_VERSION } from '../../../src/main/store/projector.ts'
import { StoreCore } from '../../../src/main/store/store-core.ts'
import { client, clientUpdates, content, jobUpdates, newId, plainUpdates, shopUpdates, tempFolder } from './workshop.ts'

function withCore<T>(dir: string, work: (core: StoreCore) => T): T {
  const { db, release } = openDatabase({ dir })
  try {
    const core = new StoreCore(db, { projector: projectDocument, projectorVersion: PROJECTOR_VERSION })
    try {
      return work(core)
    } finally {
      core.close()
    }
  } finally {
    release()
  }
}

/** Without a common factor with the page size: every page, and every place in a page, has its turn. */
const STRIDE = process.env['RPMA_GATES'] === '1' ? 41 : 509

function contents(core: StoreCore): unknown {
  return core.documentNames().map((name) => [name, content(core.read(name)!.state)])
}

test('[F10] a flipped bit anywhere in the file is noticed, or it changed no document', () => {
  const dir = tempFolder()
  const names = [`job/${newId()}`, client.name, 'shop', `job/${newId()}`]
  const updates = [jobUpdates(), clientUpdates(), shopUpdates(), plainUpdates(40)]
  const intact = withCore(dir, (core) => {
    for (const [index, name] of names.entries()) {
      const requests = updates[index]!.map((update) => ({ name, update, origin: 'local' as const, at: 1 }))
      expect(core.append(requests).every((outcome) => outcome.ok)).toBe(true)
    }
    core.compact(names[0]!)
    return contents(core)
  })
  const file = path.join(dir, DATABASE_FILE)
  const bytes = readFileSync(file)
  const damaged = path.join(dir, 'damaged')
  mkdirSync(damaged)
  let noticed = 0
  for (let at = 0; at < bytes.length; at += STRIDE) {
    copyFileSync(file, path.join(damaged, DATABASE_FILE))
    const flipped = Buffer.from(bytes)
    flipped[at]! ^= 1 << (at % 8)
    writeFileSync(path.join(damaged, DATABASE_FILE), flipped)
    try {
      withCore(damaged, (core) => {
        // Read first, as the app does: what it shows must not depend on somebody having asked for a check.
        expect(contents(core), `bit flipped at ${at}`).toEqual(intact)
        core.checkIntegrity()
      })
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'StoreFault') throw error
      noticed++
    }
  }
  expect(noticed).toBeGreaterThan(20)
})
