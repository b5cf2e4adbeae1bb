/** A small workshop for the store's tests: pens, documents of every kind, temp folders. */
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { openClient, setClientFields, setVehicleFields } from '../../../src/crdt/client/index.ts'
import { createJob, useFilm, type NewJob } from '../../../src/crdt/job/index.ts'
import { Ledger, type Pen } from '../../../src/crdt/ledger/index.ts'
import { openShop, setPerson, setRoll } from '../../../src/crdt/shop/index.ts'
import { openStore, type Store } from '../../../src/main/store/index.ts'

export const workerUrl = new URL('../../../src/main/store/worker.ts', import.meta.url)

export function tempFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rpma-store-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export async function openTestStore(dir = tempFolder()): Promise<Store> {
  const store = await openStore({ dir, workerUrl })
  onTestFinished(() => store.close())
  return store
}

let counter = 0
/** ULID-shaped and rising; tests need no randomness. */
export function newId(): string {
  return `01J${String(++counter).padStart(23, '0')}`
}

export function pen(person: string, at = 1_700_000_000_000): Pen {
  let now = at
  return { person, device: '01JDEVCE000000000000000000', now: () => ++now, newId }
}

/** A document and the updates that it emits, as a window would send them. */
export function recorded(): { doc: Y.Doc; ledger: Ledger; updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  return { doc, ledger: new Ledger(doc), updates }
}

/** Updates of a plain document, one key each. */
export function plainUpdates(count: number, prefix = 'k'): Uint8Array[] {
  const { doc, updates } = recorded()
  for (let i = 0; i < count; i++) doc.getMap('plain').set(`${prefix}${i}`, i)
  return updates
}

export function plainKeys(state: Uint8Array): string[] {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return [...doc.getMap('plain').keys()].sort()
}

/** Equal bytes would be too strict: Yjs may order clients differently. */
export function content(state: Uint8Array): unknown {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  for (const name of ['plain', 'facts']) doc.getMap(name)
  return { json: doc.toJSON(), vector: Object.fromEntries(Y.decodeStateVector(Y.encodeStateVector(doc))) }
}

export const client = { id: newId(), name: 'client/', vehicle: newId() }
client.name += client.id
export const people = { ana: newId(), joe: newId() }
export const roll = newId()

export function clientUpdates(plate = 'AB-123-CD'): Uint8Array[] {
  const { doc, updates } = recorded()
  const { ledger } = openClient(doc)
  setClientFields(ledger, { name: 'Éloïse Dupont', company: 'Garage du Lac', phone: '06 12 34 56 78' }, pen(people.ana))
  const vehicle = { plate, vin: 'WVWZZZ1JZXW000001', make: 'Škoda', model: 'Octavia' }
  setVehicleFields(ledger, client.vehicle, vehicle, pen(people.ana))
  return updates
}

export function shopUpdates(): Uint8Array[] {
  const { doc, updates } = recorded()
  const { ledger } = openShop(doc)
  setPerson(ledger, people.ana, { name: 'Ana', role: 'admin', active: true }, pen(people.ana))
  setPerson(ledger, people.joe, { name: 'Joë', role: 'technician', active: true }, pen(people.ana))
  setRoll(ledger, roll, { film: newId(), lot: 'LOT-77', serial: 'S1', receivedMm: 15_000 }, pen(people.ana))
  return updates
}

export const newJob: NewJob = {
  number: '2026-0042',
  title: 'Face avant Octavia',
  client: client.id,
  vehicle: client.vehicle,
  package: 'full_front',
  people: [people.joe, people.ana],
  scheduleStart: 1_700_100_000_000,
}

export function cutFilm(ledger: Ledger, lengthMm: number, lot = 'LOT-77', by = pen(people.joe)): string {
  const use = { zones: ['hood'], film: newId(), roll, lot, widthMm: 1520, lengthMm, netMm2: 1_000_000 }
  return useFilm(ledger, { ...use, centsPerM2: 4200, purpose: 'cut' }, by)
}

export function jobUpdates(job: Partial<NewJob> = {}, work: (ledger: Ledger) => void = () => {}): Uint8Array[] {
  const { ledger, updates } = recorded()
  createJob(ledger, { ...newJob, ...job }, pen(people.ana))
  work(ledger)
  return updates
}

export async function appendAll(
  store: Store,
  name: string,
  updates: readonly Uint8Array[],
  origin: 'local' | 'remote' = 'local',
): Promise<number> {
  const answers = await Promise.all(updates.map((update, index) => store.append(name, update, origin, 1000 + index)))
  return answers.at(-1)?.seq ?? 0
}
