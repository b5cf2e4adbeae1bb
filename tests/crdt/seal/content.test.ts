import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { openClient, setClientFields, setVehicleFields } from '../../../src/crdt/client/index.ts'
import {
  addComment,
  addDefect,
  addReading,
  assign,
  checkZone,
  decide,
  refuseToSign,
  seal,
  setOdometer,
  setTitle,
  setZoneScore,
  sha256Hex,
  sign,
  startSession,
  useFilm,
  withdrawFact,
} from '../../../src/crdt/job/index.ts'
import { sealedContent, type JobContext } from '../../../src/crdt/seal/index.ts'
import { openShop, setFilm, setOrganisation, setPerson, setRoll } from '../../../src/crdt/shop/index.ts'
import { contentOf, twoDesks, type Desk } from '../desks.ts'
import { createPen } from '../pen.ts'

const PEOPLE = ['ana', 'joe', 'eve', 'fay', 'gus', 'hal']
const reading = { airDeci: 210, surfaceDeci: 205, humidity: 50, place: 'cabine' }

function workshop(): JobContext & { readonly ids: { film: string; roll: string; otherRoll: string } } {
  const pen = createPen('admin', 77)
  const shop = openShop(new Y.Doc())
  for (const person of PEOPLE) {
    setPerson(shop.ledger, person, { name: person.toUpperCase(), role: 'technician', active: true }, pen)
  }
  setOrganisation(shop.ledger, { name: 'Atelier' }, pen)
  const film = setFilm(shop.ledger, undefined, { brand: 'Marque', widthMm: 1520 }, pen)
  const roll = setRoll(shop.ledger, undefined, { film, lot: 'L1', receivedMm: 15_000 }, pen)
  const otherRoll = setRoll(shop.ledger, undefined, { film, lot: 'L2', receivedMm: 15_000 }, pen)
  const client = openClient(new Y.Doc())
  setClientFields(client.ledger, { name: 'Mme Petit' }, pen)
  const vehicle = setVehicleFields(client.ledger, undefined, { plate: 'AA-123-BB', make: 'Renault' }, pen)
  const view = client.view()
  return {
    client: view,
    vehicle: view.vehicles.find((each) => each.id === vehicle)!,
    shop: shop.view(),
    ids: { film, roll, otherRoll },
  }
}
const context = workshop()
const sealed = (desk: Desk) => sealedContent('01JOB', desk.job.view(), context)
const content = (desk: Desk) => JSON.parse(sealed(desk).json)
const peopleIn = (desk: Desk) => content(desk).people.map((person: { id: string }) => person.id)

test('[S2] what is said about a version leaves its hash as it was, also when people new to the job say it', () => {
  const { ana } = twoDesks()
  const before = sealed(ana).hash
  const { ledger } = ana.job
  seal(ledger, before, 'Eve', createPen('eve', 9))
  sign(ledger, { signer: 'Client', role: 'client', email: '', hash: before, strokes: [] }, createPen('fay', 10))
  refuseToSign(ledger, { signer: 'Client', reason: 'absent', hash: before }, createPen('gus', 11))
  const remark = addComment(ledger, { text: 'rappeler', zone: null }, createPen('hal', 12))
  withdrawFact(ledger, remark, 'fait', createPen('joe', 13))
  expect(sealed(ana).hash).toBe(before)
  expect(peopleIn(ana)).toEqual(['ana'])
})

test('[S2] withdrawing what was added gives the hash of before', () => {
  const { ana } = twoDesks()
  const before = sealed(ana).hash
  const pen = createPen('eve', 9)
  const added = [addReading(ana.job.ledger, reading, pen), setTitle(ana.job.ledger, 'autre', pen)]
  expect(sealed(ana).hash).not.toBe(before)
  for (const fact of added) withdrawFact(ana.job.ledger, fact, 'erreur', ana.pen)
  expect(sealed(ana).hash).toBe(before)
})

test('[S10] the content names everybody whose words, hands or duties are in it', () => {
  const { ana, joe, meet } = twoDesks()
  const { ledger } = ana.job
  addReading(ledger, reading, createPen('eve', 9))
  assign(ledger, { person: 'fay', zone: 'hood' }, ana.pen)
  startSession(ledger, { person: 'gus', zone: null, start: 1 }, ana.pen)
  setOdometer(ledger, 1000, createPen('hal', 12))
  setOdometer(joe.job.ledger, 1001, joe.pen)
  meet()
  expect(peopleIn(ana)).toEqual([...PEOPLE].sort())
})

test('[S10] who lost a decision is still named in its footnote', () => {
  const { ana, joe, meet } = twoDesks()
  setOdometer(ana.job.ledger, 1000, ana.pen)
  setOdometer(joe.job.ledger, 1001, joe.pen)
  meet()
  decide(ana.job.ledger, 'odometer', 1000, ana.pen, 'relu')
  expect(content(ana).decisions).toMatchObject([
    // In the order of ids, which is that of their writers' clocks.
    { item: 'odometer', choices: [{ value: 1001 }, { value: 1000 }], chosen: { value: 1000, by: 'ana' }, why: 'relu' },
  ])
  expect(content(ana).fields.odometerKm).toMatchObject({ value: 1000, by: ['ana'] })
  expect(peopleIn(ana)).toEqual(['ana', 'joe'])
})

test('[S10] while an item is contested the content holds all that stands, and no answer', () => {
  const { ana, joe, both, meet } = twoDesks()
  setZoneScore(ana.job.ledger, 'hood', 8, ana.pen)
  setZoneScore(joe.job.ledger, 'hood', 9, joe.pen)
  meet()
  for (const desk of both) {
    const hood = content(desk).zones.find((zone: { zone: string }) => zone.zone === 'hood')
    expect(hood.score.contested.map((each: { value: number }) => each.value)).toEqual([9, 8])
    expect(hood.score.value).toBeUndefined()
  }
  expect(sealed(ana).json).toBe(sealed(joe).json)
})

test('[S10] the content copies the client, the vehicle, and the films and rolls that were used, no others', () => {
  const { ana } = twoDesks()
  const { film, roll } = context.ids
  const cut = { film, roll, lot: 'L1', widthMm: 1520, lengthMm: 1000, netMm2: 1_000_000, centsPerM2: 5000 }
  useFilm(ana.job.ledger, { ...cut, zones: ['hood'], purpose: 'cut' }, ana.pen)
  const found = content(ana)
  expect(found.schema).toBe('rpma/job-content/1')
  expect(found.client).toEqual({ id: 'c', name: 'Mme Petit' })
  expect(found.vehicle).toEqual({ id: context.vehicle!.id, plate: 'AA-123-BB', make: 'Renault' })
  expect(found.organisation).toEqual({ name: 'Atelier' })
  expect(found.rolls.map((each: { id: string }) => each.id)).toEqual([roll])
  expect(found.films.map((each: { id: string }) => each.id)).toEqual([film])
})

test('[S10] each change of content changes the hash', () => {
  const { ana } = twoDesks()
  const { ledger } = ana.job
  const hashes = [sealed(ana).hash]
  const defect = { zone: 'hood', phase: 'inspection', type: 'tear', severity: 2, note: '', position: null } as const
  for (const change of [
    () => checkZone(ledger, 'hood', 'heat', true, ana.pen),
    () => addDefect(ledger, defect, ana.pen),
    () => ledger.text('note').insert(0, 'a'),
    () => ledger.text('note').insert(1, 'b'),
    () => setZoneScore(ledger, 'hood', 9, ana.pen),
  ]) {
    change()
    hashes.push(sealed(ana).hash)
  }
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('[S10] the hash is the sha256 of the UTF-8 of the canonical JSON', () => {
  const { ana } = twoDesks()
  setTitle(ana.job.ledger, 'Évoqué 🚗 — « capot »', ana.pen)
  const { json, hash } = contentOf(ana.job)
  expect(hash).toBe(createHash('sha256').update(json, 'utf8').digest('hex'))
  expect(json).toContain('Évoqué 🚗')
})

test('[S10] sha256 agrees with another implementation for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'))
    }),
    { numRuns: 200 },
  )
})
