/** What waits for a decision, over all documents of a device. */
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { inboxRow } from '../../../src/contract/index.ts'
import { setClientFields, setVehicleFields } from '../../../src/crdt/client/index.ts'
import { checkZone, decide, seal, setOdometer, setTitle, setZoneExtent } from '../../../src/crdt/job/index.ts'
import { Ledger, withdraw, type Pen } from '../../../src/crdt/ledger/index.ts'
import { setPerson } from '../../../src/crdt/shop/index.ts'
import { openMemoryDatabase } from '../../../src/main/store/database.ts'
import { projectDocument } from '../../../src/main/store/projector.ts'
import { StoreCore } from '../../../src/main/store/store-core.ts'
import { client, clientUpdates, jobUpdates, newId, newJob, pen, people, shopUpdates } from './workshop.ts'

const everything = { kinds: [], sort: 'oldest', offset: 0, limit: 100 } as const
type Edit = (ledger: Ledger, pen: Pen) => void

function shop() {
  const db = openMemoryDatabase()
  const core = new StoreCore(db, { projector: projectDocument, projectorVersion: 1 })
  const append = (name: string, updates: readonly Uint8Array[]) => {
    const outcomes = core.append(updates.map((update) => ({ name, update, origin: 'local' as const, at: 1 })))
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
  }
  const stateOf = (name: string) => core.read(name)!.state
  /** Each edit by another person, who saw none of the others. */
  const apart = (name: string, edits: readonly (readonly [Edit, Pen])[]) => {
    const state = stateOf(name)
    const made = edits.map(([edit, by]) => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, state)
      const before = Y.encodeStateVector(doc)
      edit(new Ledger(doc), by)
      return Y.encodeStateAsUpdate(doc, before)
    })
    append(name, made)
  }
  /** With all of them in sight. */
  const edit = (name: string, work: Edit, by: Pen) => apart(name, [[work, by]])
  const derived = () =>
    db.prepare('SELECT d.name, i.* FROM inbox i JOIN documents d ON d.id = i.document ORDER BY d.name, i.id').all()
  return { core, append, apart, edit, derived, list: (query = {}) => core.listInbox({ ...everything, ...query }) }
}

const ana = (at: number) => pen(people.ana, at)
const joe = (at: number) => pen(people.joe, at)
const job = `job/${newId()}`
const tick =
  (value: boolean): Edit =>
  (ledger, by) =>
    checkZone(ledger, 'hood', 'heat', value, by)

test('two answers are one line of the contract’s shape, with both values, authors and times', () => {
  const { append, apart, list } = shop()
  append('shop', shopUpdates())
  append(client.name, clientUpdates())
  append(job, jobUpdates())
  expect(list()).toEqual({ rows: [], total: 0 })
  apart(job, [
    [tick(true), ana(5000)],
    [tick(false), joe(4000)],
  ])
  const { rows, total } = list()
  expect(total).toBe(1)
  expect(inboxRow.parse(rows[0])).toEqual(rows[0])
  expect(rows[0]).toMatchObject({
    document: job,
    item: 'zone/hood/check/heat',
    kind: 'conflict',
    count: 2,
    oldestAt: 4001,
    job: { id: job.slice(4), number: newJob.number, title: newJob.title, plate: 'AB-123-CD', state: 'planned' },
    client: '',
  })
  expect(rows[0]!.said.map(({ by, at, value }) => [by, at, value])).toEqual([
    [people.ana, 5001, true],
    [people.joe, 4001, false],
  ])
})

test('a decision takes the line away, its withdrawal brings it back', () => {
  const { append, apart, edit, list } = shop()
  append(job, jobUpdates())
  apart(job, [
    [(ledger, by) => setOdometer(ledger, 812, by), ana(5000)],
    [(ledger, by) => setOdometer(ledger, 821, by), joe(4000)],
  ])
  expect(list().total).toBe(1)
  let decision = ''
  edit(job, (ledger, by) => (decision = decide(ledger, 'odometer', 820, by, 'relu au compteur')), ana(6000))
  expect(list().total).toBe(0)
  edit(job, (ledger, by) => withdraw(ledger, decision, 'annulé', by), ana(7000))
  expect(list().rows[0]!.said.map((each) => each.value)).toEqual([812, 821])
})

test('a conflict that is nobody’s business is no line: its zone left the job', () => {
  const { append, apart, edit, list } = shop()
  append(job, jobUpdates())
  apart(job, [
    [tick(true), ana(5000)],
    [tick(false), joe(4000)],
  ])
  edit(job, (ledger, by) => setZoneExtent(ledger, 'hood', null, by), ana(6000))
  expect(list().total).toBe(0)
})

test('clients’ and the shop’s documents are in it, under their names', () => {
  const { append, apart, list } = shop()
  append('shop', shopUpdates())
  append(client.name, clientUpdates())
  apart(client.name, [
    [(ledger, by) => void setVehicleFields(ledger, client.vehicle, { plate: 'AB-123-CE' }, by), ana(5000)],
    [(ledger, by) => void setVehicleFields(ledger, client.vehicle, { plate: 'AB-123-CF' }, by), joe(4000)],
  ])
  apart(client.name, [
    [(ledger, by) => setClientFields(ledger, { phone: '1' }, by), ana(9000)],
    [(ledger, by) => setClientFields(ledger, { phone: '1' }, by), joe(9000)], // the same: agreement
  ])
  apart('shop', [
    [(ledger, by) => setPerson(ledger, people.joe, { role: 'viewer' }, by), ana(3000)],
    [(ledger, by) => setPerson(ledger, people.joe, { role: 'supervisor' }, by), ana(2000)],
  ])
  expect(list().rows.map(({ document, item, client: name, job: of }) => [document, item, name, of])).toEqual([
    ['shop', `person/${people.joe}/role`, '', null],
    [client.name, `vehicle/${client.vehicle}/plate`, 'Éloïse Dupont', null],
  ])
})

test('a double closing and what came after one are lines of their own kind', () => {
  const { append, apart, edit, list } = shop()
  append(job, jobUpdates())
  const close = (digit: string): Edit => {
    return (ledger, by) => seal(ledger, digit.repeat(64), 'Ana', by)
  }
  apart(job, [
    [close('a'), ana(5000)],
    [close('b'), joe(4000)],
  ])
  expect(list({ kinds: ['double-seal'] }).rows).toMatchObject([{ kind: 'double-seal', item: 'standing', count: 2 }])
  edit(job, close('c'), ana(6000))
  expect(list().total).toBe(0)
  edit(job, (ledger, by) => setTitle(ledger, 'Après coup', by), joe(7000))
  edit(job, (ledger) => ledger.text('note').insert(0, 'un mot'), joe(8000))
  const { rows } = list()
  expect(rows).toMatchObject([{ kind: 'modified', item: 'standing', count: 2, oldestAt: 7001 }])
  expect(rows[0]!.said.map((each) => each.by)).toEqual([people.joe])
  expect(list({ kinds: ['conflict'] })).toEqual({ rows: [], total: 0 })
})

test('oldest first, or in the order in which the jobs are due; in pages with the total', () => {
  const { append, apart, list } = shop()
  const jobs = [3, 1, 2].map((due) => ({ name: `job/${newId()}`, due }))
  for (const [index, { name, due }] of jobs.entries()) {
    append(name, jobUpdates({ number: `N${due}`, scheduleStart: due * 1000 }))
    apart(name, [
      [tick(true), ana(10_000 - index)],
      [tick(false), joe(10_000 - index)],
    ])
  }
  const numbers = (query: object) => list(query).rows.map((row) => row.job!.number)
  expect(numbers({})).toEqual(['N2', 'N1', 'N3'])
  expect(numbers({ sort: 'scheduled' })).toEqual(['N1', 'N2', 'N3'])
  expect(numbers({ sort: 'scheduled', offset: 1, limit: 1 })).toEqual(['N2'])
  expect(list({ limit: 0 })).toEqual({ rows: [], total: 3 })
})

test('of a forged crowd of answers only the first are kept, and all are counted; a rebuild gives the same', () => {
  const { append, apart, core, derived, list } = shop()
  append(job, jobUpdates())
  apart(
    job,
    Array.from({ length: 60 }, (_, n) => [(ledger: Ledger, by: Pen) => setOdometer(ledger, n, by), joe(n)] as const),
  )
  expect(list().rows).toMatchObject([{ count: 60 }])
  expect(list().rows[0]!.said).toHaveLength(20)
  const before = derived()
  core.rebuildProjections()
  expect(derived()).toEqual(before)
})
