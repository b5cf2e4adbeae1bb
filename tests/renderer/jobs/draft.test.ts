import { expect, test } from 'vitest'
import { openClient } from '../../../src/crdt/client/index.ts'
import { openJob } from '../../../src/crdt/job/index.ts'
import { openDocument } from '../../../src/renderer/documents/document.ts'
import { createRegistry } from '../../../src/renderer/documents/registry.ts'
import {
  draftFaults,
  EMPTY_VEHICLE,
  writeJob,
  zonesForBody,
  zonesOfPackage,
} from '../../../src/renderer/features/jobs/draft.ts'
import type { JobDraft } from '../../../src/renderer/features/jobs/draft.ts'
import { createFakeMain } from '../documents/fake-main.ts'

const draft: JobDraft = {
  client: { id: null, name: 'Sophie Garnier', company: '', phone: '06 00 00 00 00', email: '' },
  vehicle: { id: null, ...EMPTY_VEHICLE, plate: 'ab-123-cd', make: 'Peugeot', model: '508', vin: '', year: '2024' },
  title: 'Face avant – Peugeot 508',
  package: 'full_front',
  body: 'sedan',
  zones: zonesOfPackage('full_front', 'sedan'),
  people: [],
  priority: 'normal',
  start: undefined,
  end: undefined,
}

test('a complete draft has no fault; each missing thing is named', () => {
  expect([...draftFaults(draft)]).toEqual([])
  expect(
    [
      ...draftFaults({
        ...draft,
        client: { id: null, name: ' ', company: '', phone: '', email: '' },
        vehicle: { id: null, ...EMPTY_VEHICLE, vin: 'SHORT', year: '24' },
        title: '',
        start: 2,
        end: 1,
      }),
    ].sort(),
  ).toEqual(['client-name', 'make', 'model', 'plate', 'schedule', 'title', 'vin', 'year'])
})

test('an e-mail address may be left out, but not half typed', () => {
  const faultsOf = (email: string) => [
    ...draftFaults({ ...draft, client: { id: null, name: 'Sophie Garnier', company: '', phone: '', email } }),
  ]
  for (const email of ['', ' sophie@garnier.fr ', 's.g+ppf@mail.garnier.example']) expect(faultsOf(email)).toEqual([])
  for (const email of ['sophie', 'sophie@', 'sophie@garnier', 'sophie garnier@x.fr', 'a@b@c.fr', 'sophie@garnier.']) {
    expect(faultsOf(email), email).toEqual(['email'])
  }
})

test('a European VIN without check digit is no fault', () => {
  const vehicle = { ...draft.vehicle, vin: 'vf3 1234567890 abcd'.replace(/\s/g, '').toUpperCase() }
  expect([...draftFaults({ ...draft, vehicle })]).toEqual([])
})

test('writing makes a client with its vehicle and a job that points at them', () => {
  const { registry, pen, docs } = setUp()
  const jobId = writeJob(registry, draft, '2026-0001', pen)
  const job = openJob(docs.get(`job/${jobId}`)!).view()
  const clientId = job.client.value!
  const client = openClient(docs.get(`client/${clientId}`)!).view()
  expect(client.name.value).toBe('Sophie Garnier')
  expect(client.company.value).toBeUndefined()
  expect(client.vehicles).toHaveLength(1)
  expect(client.vehicles[0]).toMatchObject({
    id: job.vehicle.value,
    plate: { value: 'AB-123-CD' },
    year: { value: 2024 },
  })
  expect(job).toMatchObject({ number: { value: '2026-0001' }, package: { value: 'full_front' } })
  expect(job.zones.map((zone) => zone.zone).sort()).toEqual([...draft.zones.keys()].sort())
})

test('a zone taken out of a package stays out, and the package is then à la carte', () => {
  const { registry, pen, docs } = setUp()
  const zones = zonesOfPackage('full_front', 'sedan')
  zones.delete('hood')
  zones.set('roof', 'full')
  const jobId = writeJob(registry, { ...draft, zones }, '1', pen)
  const job = openJob(docs.get(`job/${jobId}`)!).view()
  expect(job.package.value).toBe('a_la_carte')
  expect(job.zones.map((zone) => zone.zone)).toContain('roof')
  expect(job.zones.map((zone) => zone.zone)).not.toContain('hood')
})

test('[W3] another body has other zones; what was taken away or added by hand stays so', () => {
  const zones = zonesOfPackage('complete', 'sedan')
  zones.delete('roof')
  zones.set('grille', 'full')
  const coupe = zonesForBody(zones, 'complete', 'sedan', 'coupe')
  for (const zone of ['roof', 'door_rl', 'tank']) expect(coupe.has(zone), zone).toBe(false)
  for (const zone of ['grille', 'splitter', 'door_fl']) expect(coupe.has(zone), zone).toBe(true)
  expect(new Set(zonesForBody(coupe, 'complete', 'coupe', 'sedan').keys())).toEqual(new Set(zones.keys()))
})

test('[W3] a whole package of a coupé is that package, though the saloon has more', () => {
  const { registry, pen, docs } = setUp()
  const vehicle = { ...draft.vehicle, body: 'coupe' } as JobDraft['vehicle']
  const zones = zonesOfPackage('wear', 'coupe')
  const jobId = writeJob(registry, { ...draft, vehicle, body: 'coupe', package: 'wear', zones }, '1', pen)
  const job = openJob(docs.get(`job/${jobId}`)!).view()
  expect(job.package.value).toBe('wear')
  expect(job.zones.map((zone) => zone.zone).sort()).toEqual([...zones.keys()].sort())
})

function setUp() {
  const main = createFakeMain()
  const docs = new Map<string, ReturnType<typeof openDocument>['doc']>()
  const registry = createRegistry((name) => {
    const document = openDocument({ name, api: main.api, cacheName: null })
    docs.set(name, document.doc)
    return document
  })
  let count = 0
  const newId = () => `01ARZ3NDEKTSV4RRFFQ69G${String(count++).padStart(4, '0')}`
  return { registry, docs, pen: { person: 'p1', device: 'd1', now: () => 1, newId } }
}
