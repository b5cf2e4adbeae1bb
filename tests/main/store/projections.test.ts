import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkZone, setNumber, setTitle, useFilm, ZONE_CHECK_IDS } from '../../../src/crdt/job/index.ts'
import { addRow, withdraw, type Ledger } from '../../../src/crdt/ledger/index.ts'
import { jobRow } from '../../../src/contract/index.ts'
import { ZONE_IDS } from '../../../src/crdt/vocabulary/index.ts'
import { openMemoryDatabase } from '../../../src/main/store/database.ts'
import type { JobQuery } from '../../../src/main/store/operations.ts'
import type { StoreProblem } from '../../../src/main/store/problems.ts'
import { PROJECTION_TABLES, type Projector } from '../../../src/main/store/projections.ts'
import { projectDocument } from '../../../src/main/store/projector.ts'
import { StoreCore } from '../../../src/main/store/store-core.ts'
import {
  client,
  clientUpdates,
  cutFilm,
  jobUpdates,
  newId,
  newJob,
  pen,
  people,
  recorded,
  roll,
  shopUpdates,
} from './workshop.ts'

const everything: JobQuery = { search: '', states: [], sort: 'changed', offset: 0, limit: 100 }

function memoryStore(projector: Projector = projectDocument, projectorVersion = 1) {
  const db = openMemoryDatabase()
  const problems: StoreProblem[] = []
  const projected: string[][] = []
  const options = {
    projector,
    projectorVersion,
    onProblem: (problem: StoreProblem) => problems.push(problem),
    onProjected: (names: readonly string[]) => projected.push([...names]),
  }
  const core = new StoreCore(db, options)
  const append = (name: string, updates: readonly Uint8Array[]) => {
    const outcomes = core.append(updates.map((update) => ({ name, update, origin: 'local' as const, at: 1 })))
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
  }
  /** Every derived row, by document name, in a fixed order. */
  const rows = () =>
    PROJECTION_TABLES.map((table) => [
      table,
      db
        .prepare(
          `SELECT d.name AS document_name, t.* FROM ${table} t JOIN documents d ON d.id = t.document ORDER BY 1, t.id`,
        )
        .all()
        .map((row) => ({ ...(row as object), document: 0, rowid: 0 })),
    ])
  const find = (search: string) => core.listJobs({ ...everything, search }).rows.map((row) => row.number)
  return { db, core, append, rows, find, problems, projected, options }
}

function busyJob(ledger: Ledger): void {
  for (const check of ZONE_CHECK_IDS) checkZone(ledger, 'hood', check, true, pen(people.joe))
  const wrong = cutFilm(ledger, 900)
  cutFilm(ledger, 1500)
  cutFilm(ledger, 700, 'LOT-99')
  withdraw(ledger, wrong, 'saisie deux fois', pen(people.joe))
  ledger.text('note').insert(0, 'Client très exigeant, éclat sur l’aile')
  addRow(
    ledger,
    'defect',
    { zone: 'hood', phase: 'inspection', type: 'air_bubble', severity: 2, note: 'bulle' },
    pen(people.joe),
  )
}

const job = `job/${newId()}`
const sources: [string, Uint8Array[]][] = [
  [job, jobUpdates({}, busyJob)],
  [client.name, clientUpdates()],
  ['shop', shopUpdates()],
]

test('a job row joins client, vehicle, people and pending edits, and is of the contract’s shape', () => {
  const { core, append } = memoryStore()
  for (const [name, updates] of sources) append(name, updates)
  const { rows, total } = core.listJobs(everything)
  expect(total).toBe(1)
  expect(jobRow.parse(rows[0])).toEqual(rows[0])
  expect(rows[0]).toMatchObject({
    number: newJob.number,
    title: newJob.title,
    plate: 'AB-123-CD',
    vehicle: 'Škoda Octavia',
    vin: 'WVWZZZ1JZXW000001',
    client: 'Éloïse Dupont (Garage du Lac)',
    people: ['Joë', 'Ana'],
    zonesTotal: 8,
    openDefects: 1,
    scheduledStart: newJob.scheduleStart,
    pendingUpdates: sources[0]![1].length,
  })
})

test('the order in which documents arrive makes no difference to the rows', () => {
  const orders = [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]
  const seen = orders.map((order) => {
    const { core, append, rows } = memoryStore()
    for (const index of order) append(...sources[index]!)
    return { rows: rows(), list: core.listJobs(everything), clients: core.listClients({ search: '', limit: 9 }) }
  })
  expect(seen[1]).toEqual(seen[0])
  expect(seen[2]).toEqual(seen[0])
  expect(seen[0]!.clients).toEqual([
    {
      id: client.id,
      name: 'Éloïse Dupont',
      company: 'Garage du Lac',
      phone: '06 12 34 56 78',
      email: '',
      vehicles: [{ id: client.vehicle, plate: 'AB-123-CD', label: 'Škoda Octavia', vin: 'WVWZZZ1JZXW000001' }],
    },
  ])
})

test('rows written edit by edit are those that a rebuild derives', () => {
  const { append, core, rows } = memoryStore()
  for (const [name, updates] of sources) for (const update of updates) append(name, [update])
  for (let i = 0; i < 5; i++) append(`job/${newId()}`, jobUpdates({ number: `2026-01${i}`, title: `Autre ${i}` }))
  const before = rows()
  expect(before.flatMap(([, list]) => list as unknown[]).length).toBeGreaterThan(20)
  core.rebuildProjections()
  expect(rows()).toEqual(before)
})

test('rows that were damaged or lost come back with a rebuild, the index of words included', () => {
  const { append, core, rows, db, find } = memoryStore()
  for (const [name, updates] of sources) append(name, updates)
  const before = rows()
  db.exec(`DELETE FROM film_uses; DELETE FROM search_entries; UPDATE jobs SET title = 'autre chose'`)
  expect(rows()).not.toEqual(before)
  expect(find('octavia')).toEqual([])
  core.rebuildProjections()
  expect(rows()).toEqual(before)
  expect(find('octavia')).toEqual([newJob.number])
})

test('the length taken from a roll is the sum of the standing cuts of all jobs', () => {
  const { append, core } = memoryStore()
  append(job, sources[0]![1])
  append(
    `job/${newId()}`,
    jobUpdates({ number: '2' }, (ledger) => cutFilm(ledger, 300)),
  )
  expect(core.rollUses(roll)).toEqual([{ roll, cuts: 3, lengthMm: 1500 + 700 + 300, jobs: 2 }])
  expect(core.rollUses()).toEqual(core.rollUses(roll))
  expect(core.rollUses(newId())).toEqual([])
  const of = core.rollCuts(roll).map((each) => [each.job.number, each.cuts, each.lengthMm])
  expect(new Map(of.map(([number, ...rest]) => [number, rest]))).toEqual(
    new Map([
      [newJob.number, [2, 2200]],
      ['2', [1, 300]],
    ]),
  )
  core.rebuildProjections()
  expect(core.rollUses(roll)).toMatchObject([{ cuts: 3, jobs: 2 }])
})

test('a search finds by number, title, notes, plate, VIN, client and lot; beginnings, without accents or case', () => {
  const { append, find } = memoryStore()
  for (const [name, updates] of sources) append(name, updates)
  append(
    `job/${newId()}`,
    jobUpdates({ number: '2026-0099', title: 'Complet Taycan', client: newId(), vehicle: newId() }),
  )
  const both = ['2026-0042', '2026-0099'].toSorted()
  expect(find('').toSorted()).toEqual(both)
  const found = [
    '0042',
    '2026-0042',
    'face AVANT',
    'exigeant',
    'AB-123',
    'ab123c',
    'WVWZZZ1',
    '000001',
    'eloise',
    'lac dup',
  ]
  for (const words of [...found, 'skoda', 'LOT-77', 'lot 99', 'octavia eclat lot-77', 'cd']) {
    expect(find(words), words).toEqual(['2026-0042'])
  }
  expect(find('2026').toSorted()).toEqual(both)
  for (const words of ['dupont taycan', 'zzz', 'LOT-78']) expect(find(words), words).toEqual([])
  // Operators of the query language are words like any other.
  for (const words of ['"', '*', 'AND', 'NEAR(', 'a:b', '-', "'; DROP TABLE jobs; --", '( OR )']) {
    expect(() => find(words), words).not.toThrow()
  }
})

test('lists filter by state, sort, and give pages with the total', () => {
  const { append, core } = memoryStore()
  for (let i = 0; i < 7; i++) {
    append(`job/${newId()}`, jobUpdates({ number: `N${i}`, scheduleStart: 1_000_000 - i }))
  }
  const page = core.listJobs({ ...everything, sort: 'number', offset: 2, limit: 3 })
  expect(page.total).toBe(7)
  expect(page.rows.map((row) => row.number)).toEqual(['N4', 'N3', 'N2'])
  expect(core.listJobs({ ...everything, sort: 'scheduled' }).rows[0]!.number).toBe('N6')
  expect(core.listJobs({ ...everything, states: ['planned'] }).total).toBe(7)
  expect(core.listJobs({ ...everything, states: ['closed', 'ready'] })).toEqual({ rows: [], total: 0 })
})

test('a number that two people gave is shown as both, found by both, and counted as a conflict', () => {
  const { append, core, find } = memoryStore()
  const base = jobUpdates({ number: 'D3-0007' })
  const fork = (number: string) => {
    const { doc, ledger, updates } = recorded()
    for (const update of base) Y.applyUpdate(doc, update)
    setNumber(ledger, number, pen(people.joe))
    return updates.slice(base.length)
  }
  append(job, [...base, ...fork('2026-0001'), ...fork('2026-0002')])
  const [row] = core.listJobs(everything).rows
  expect(row).toMatchObject({ number: '2026-0001 / 2026-0002', conflicts: 1 })
  expect(find('2026-0002')).toHaveLength(1)
})

test('an edit to a job with 5,000 facts writes a handful of rows, whatever the job holds', () => {
  const { append, core, db } = memoryStore()
  const { ledger, updates } = recorded()
  const by = pen(people.joe)
  for (let i = 0; i < 5000; i++) {
    const use = { zones: ['hood'], film: newId(), roll, lot: 'LOT-77', widthMm: 1520, lengthMm: 10, netMm2: 1 }
    if (i % 10 === 0) useFilm(ledger, { ...use, centsPerM2: null, purpose: 'cut' }, by)
    else checkZone(ledger, ZONE_IDS[i % ZONE_IDS.length]!, ZONE_CHECK_IDS[i % 8]!, i % 3 === 0, by)
  }
  append(job, updates.splice(0))
  core.compact(job)
  const changes = () => db.prepare<[], number>('SELECT total_changes()').pluck().get()!
  const encoded = core.read(job)!.state.length
  for (const work of [
    () => checkZone(ledger, 'hood', 'edges', true, by),
    () => cutFilm(ledger, 10),
    () => setTitle(ledger, 'Autre titre', by),
  ]) {
    work()
    const before = changes()
    append(job, updates.splice(0))
    // The update, the document, what is pending, the mark, the job; with a cut its row, with a title its words.
    expect(changes() - before).toBeLessThanOrEqual(16)
  }
  expect(core.read(job)!.state.length).toBeGreaterThan(encoded)
})

test('a projector that throws costs no edit: it is saved, reported, and projected when the projector can', () => {
  let broken = true
  const sometimes: Projector = (name, doc) => {
    if (broken) throw new Error('a field that nobody thought of')
    return projectDocument(name, doc)
  }
  const { append, core, problems } = memoryStore(sometimes)
  append(job, sources[0]![1])
  expect(core.read(job)).not.toBeNull()
  expect(problems.map((problem) => problem.kind)).toEqual(['projection'])
  expect(core.listJobs(everything).total).toBe(0)
  expect(core.staleProjections()).toEqual([job])
  broken = false
  core.refreshProjection(job)
  expect(core.listJobs(everything).total).toBe(1)
  expect(core.staleProjections()).toEqual([])
})

test('rows of an older projector are stale for a newer one, and derived again', () => {
  const { append, db, options } = memoryStore((name, doc) => {
    const { rows, close } = projectDocument(name, doc)
    return { rows: () => ({ ...rows(), jobs: [] }), close }
  })
  append(job, sources[0]![1])
  const newer = new StoreCore(db, { ...options, projector: projectDocument, projectorVersion: 2 })
  expect(newer.listJobs(everything).total).toBe(0)
  expect(newer.staleProjections()).toEqual([job])
  newer.refreshProjection(job)
  expect(newer.listJobs(everything).total).toBe(1)
})

test('lists are told stale for the documents whose rows were written', () => {
  const { append, projected } = memoryStore()
  append(job, sources[0]![1])
  append(job, sources[0]![1])
  expect(projected).toEqual([[job]])
})

test('documents evicted from memory are read again and go on as before', () => {
  const db = openMemoryDatabase()
  const core = new StoreCore(db, { projector: projectDocument, projectorVersion: 1, liveDocuments: 2 })
  const jobs = Array.from({ length: 6 }, (_, i) => ({
    name: `job/${newId()}`,
    updates: jobUpdates({ number: `N${i}` }),
  }))
  const last = jobs.map(({ updates }) => updates.at(-1)!)
  const send = (name: string, update: Uint8Array) => core.append([{ name, update, origin: 'local', at: 1 }])
  for (const { name, updates } of jobs) for (const update of updates.slice(0, -1)) send(name, update)
  for (const [index, { name }] of jobs.entries()) send(name, last[index]!)
  expect(core.listJobs({ ...everything, sort: 'number' }).rows.map((row) => row.number)).toEqual([
    'N5',
    'N4',
    'N3',
    'N2',
    'N1',
    'N0',
  ])
  core.checkIntegrity()
})

test('a job from a newer version, with facts unknown here, still has its row', () => {
  const { append, core } = memoryStore()
  const { doc, updates } = recorded()
  doc.getMap('facts').set(newId(), { v: 99, k: 'hologram' })
  doc.getMap('facts').set(newId(), 'nonsense')
  append(job, updates)
  append('inventory/x', updates)
  expect(core.listJobs(everything).rows).toHaveLength(1)
  expect(core.documentNames()).toContain('inventory/x')
})
