import BetterSqlite3 from 'better-sqlite3'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { DATABASE_FILE, openDatabase } from '../../../src/main/store/database.ts'
import { migrate, SCHEMA_VERSION, schemaVersion } from '../../../src/main/store/migrations/index.ts'
import { openTestStore, tempFolder } from './workshop.ts'

const fixtures = path.join(import.meta.dirname, 'fixtures')
const everything = { search: '', states: [], sort: 'changed', offset: 0, limit: 10 } as const

/** Every row of the tables that hold truth, not what is derived. */
function truth(db: BetterSqlite3.Database): unknown {
  const tables = ['documents', 'snapshots', 'updates', 'pending', 'relay', 'settings']
  return tables.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY 1`).all())
}

test('there is a file of old rows for every step but the last', () => {
  const steps = Array.from({ length: SCHEMA_VERSION - 1 }, (_, index) => `schema-${index + 1}.sql`)
  expect(readdirSync(fixtures).toSorted()).toEqual(steps)
})

for (const name of readdirSync(fixtures)) {
  test(`${name}: every row survives the later steps, and the lists are derived from them`, async () => {
    const dir = tempFolder()
    const old = new BetterSqlite3(path.join(dir, DATABASE_FILE))
    old.exec(readFileSync(path.join(fixtures, name), 'utf8'))
    const before = truth(old)
    old.close()

    const { db, release } = openDatabase({ dir })
    expect(schemaVersion(db)).toBe(SCHEMA_VERSION)
    expect(truth(db)).toEqual(before)
    // In the header too, where the next opener looks before SQLite does.
    expect(readFileSync(path.join(dir, DATABASE_FILE)).readUInt32BE(60)).toBe(SCHEMA_VERSION)
    db.close()
    release()

    const store = await openTestStore(dir)
    // Derived one document after the other, beside other work; each tells the lists when it is there.
    const derived = expect.poll(async () => (await store.listJobs(everything)).rows[0], { timeout: 30_000 })
    await derived.toMatchObject({
      number: '2026-0042',
      client: 'Éloïse Dupont (Garage du Lac)',
      people: ['Joë', 'Ana'],
      pendingUpdates: 3,
    })
    expect((await store.listJobs({ ...everything, search: 'AB-123 dupont' })).total).toBe(1)
    expect(await store.rollUses()).toMatchObject([{ cuts: 2, lengthMm: 2000 }])
    expect(await store.relayCursor()).toEqual({ relay: 'relay-of-old', cursor: 41 })
    expect(await store.setting('locale')).toBe('fr')
    await store.checkIntegrity()
  })
}

test('a step that fails leaves the file at the step before it, whole', () => {
  const db = new BetterSqlite3(':memory:')
  migrate(db, 2)
  // In the way of step 3, which has made other tables by then.
  db.exec('CREATE TABLE people (in_the_way)')
  const tables = () => db.prepare<[], string>('SELECT name FROM sqlite_master ORDER BY name').pluck().all()
  const before = tables()
  expect(() => migrate(db)).toThrow(/people/)
  expect(schemaVersion(db)).toBe(2)
  expect(tables()).toEqual(before)
  db.exec('DROP TABLE people')
  migrate(db)
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION)
})
