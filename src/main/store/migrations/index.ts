/**
 * The steps from an empty file to today's schema. A step that has been released is never edited: a later step
 * corrects it. `user_version` is the number of steps that a file has taken.
 */
import type { Database } from 'better-sqlite3'
import { documents } from './0001-documents.ts'
import { blobs } from './0002-blobs.ts'
import { projections } from './0003-projections.ts'
import { search } from './0004-search.ts'
import { carried } from './0005-carried.ts'
import { inbox } from './0006-inbox.ts'

export type Migration = (db: Database) => void

const steps: readonly Migration[] = [documents, blobs, projections, search, carried, inbox]

export const SCHEMA_VERSION = steps.length

/**
 * Takes the missing steps, each with its version number in one transaction: a kill leaves the file at a whole
 * step. `upTo` exists for the tests that make old files.
 */
export function migrate(db: Database, upTo: number = SCHEMA_VERSION): void {
  for (let version = schemaVersion(db); version < upTo; version++) {
    const step = steps[version]
    if (step === undefined) throw new Error(`migrations: no step ${version + 1}, there are ${steps.length}`)
    db.transaction(() => {
      step(db)
      db.pragma(`user_version = ${version + 1}`)
    }).immediate()
  }
}

export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number
}
