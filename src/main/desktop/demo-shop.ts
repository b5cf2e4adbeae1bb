/** A shop to try things on: invented people, clients and vehicles, no photos. */
import { setClientFields, setVehicleFields } from '../../crdt/client/index.ts'
import {
  addReading,
  check,
  checkZone,
  createJob,
  reviewDamage,
  setOdometer,
  setZoneFilm,
  useFilm,
  ZONE_CHECK_IDS,
  type NewJob,
} from '../../crdt/job/index.ts'
import { Ledger, type Pen } from '../../crdt/ledger/index.ts'
import { setFilm, setOrganisation, setPerson, setRoll } from '../../crdt/shop/index.ts'
import { CHECKLISTS, PACKAGES, type BodyType, type ChecklistId, type PackageId } from '../../crdt/vocabulary/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { Replica } from '../replica/index.ts'
import { withDocument } from './session.ts'

interface Parts {
  readonly replica: Replica
  readonly identity: DeviceIdentity
  readonly now: () => number
}

const DAY_MS = 86_400_000
const PEOPLE = [
  { name: 'Claire Morel', role: 'admin' },
  { name: 'Hugo Bernard', role: 'supervisor' },
  { name: 'Inès Lefèvre', role: 'technician' },
  { name: 'Karim Haddad', role: 'technician' },
] as const

interface DemoJob {
  readonly client: string
  readonly phone: string
  readonly vehicle: {
    plate: string
    vin: string
    make: string
    model: string
    year: number
    colour: string
    body: BodyType
  }
  readonly package: PackageId
  readonly km: number
  /** How far the work has come. */
  readonly reached: 'planned' | 'received' | 'preparation' | 'installation'
  readonly inDays: number
}
const JOBS: readonly DemoJob[] = [
  {
    client: 'Sophie Garnier',
    phone: '06 00 00 01 01',
    vehicle: {
      plate: 'GK-482-ZR',
      vin: 'WP0ZZZ99ZTS392124',
      make: 'Porsche',
      model: '911 Carrera',
      year: 2025,
      colour: 'Bleu gentiane',
      body: 'coupe',
    },
    package: 'full_front',
    km: 812,
    reached: 'installation',
    inDays: 0,
  },
  {
    client: 'Julien Caron',
    phone: '06 00 00 01 02',
    vehicle: {
      plate: 'HB-117-QD',
      vin: '5YJ3E7EB1KF424242',
      make: 'Tesla',
      model: 'Model 3',
      year: 2026,
      colour: 'Blanc nacré',
      body: 'sedan',
    },
    package: 'partial_front',
    km: 36,
    reached: 'preparation',
    inDays: 0,
  },
  {
    client: 'Garage des Tilleuls',
    phone: '04 00 00 01 03',
    vehicle: {
      plate: 'GX-930-LM',
      vin: 'WBA31AG0X0CK12345',
      make: 'BMW',
      model: 'X3',
      year: 2024,
      colour: 'Gris brooklyn',
      body: 'suv',
    },
    package: 'wear',
    km: 18_440,
    reached: 'received',
    inDays: 1,
  },
  {
    client: 'Nadia Roussel',
    phone: '06 00 00 01 04',
    vehicle: {
      plate: 'HC-655-VN',
      vin: 'VF1RJA00468123456',
      make: 'Renault',
      model: '5 E-Tech',
      year: 2026,
      colour: 'Jaune pop',
      body: 'city',
    },
    package: 'track',
    km: 5,
    reached: 'planned',
    inDays: 3,
  },
]

/** Returns the person who sits at this device. */
export async function fillDemoShop({ replica, identity, now }: Parts): Promise<string> {
  await identity.set('founding', 'demo')
  const people = PEOPLE.map((person) => ({ id: identity.newId(), ...person }))
  const pen = (index: number): Pen => identity.pen(people[index]!.id, now)
  const stock = await withDocument(replica, 'shop', async (session) => {
    const ledger = new Ledger(session.doc)
    setOrganisation(
      ledger,
      { name: 'Atelier Démo PPF', address: '12 rue des Ateliers, 69007 Lyon', phone: '04 00 00 00 00' },
      pen(0),
    )
    for (const { id, name, role } of people) setPerson(ledger, id, { name, role, active: true }, pen(0))
    const film = setFilm(
      ledger,
      undefined,
      {
        brand: 'Clarté',
        range: 'Ultra 190',
        finish: 'gloss',
        thicknessMicrons: 190,
        widthMm: 1520,
        rollLengthMm: 15_000,
        warrantyYears: 10,
        centsPerM2: 6_200,
      },
      pen(0),
    )
    const roll = setRoll(
      ledger,
      undefined,
      {
        film,
        lot: 'CL-2609-114',
        serial: '0007812',
        receivedMm: 15_000,
        receivedAt: now() - 20 * DAY_MS,
        location: 'Rack A2',
      },
      pen(0),
    )
    setRoll(
      ledger,
      undefined,
      {
        film,
        lot: 'CL-2610-027',
        serial: '0008033',
        receivedMm: 15_000,
        receivedAt: now() - 6 * DAY_MS,
        location: 'Rack A3',
      },
      pen(0),
    )
    await session.saved()
    return { film, roll, lot: 'CL-2609-114' }
  })
  for (const [index, job] of JOBS.entries()) {
    const clientId = identity.newId()
    const vehicleId = await withDocument(replica, `client/${clientId}`, async (session) => {
      const ledger = new Ledger(session.doc)
      setClientFields(
        ledger,
        { kind: job.client.startsWith('Garage') ? 'business' : 'individual', name: job.client, phone: job.phone },
        pen(1),
      )
      const vehicle = setVehicleFields(ledger, undefined, { ...job.vehicle, paint: 'oem' }, pen(1))
      await session.saved()
      return vehicle
    })
    await withDocument(replica, `job/${identity.newId()}`, async (session) => {
      const start = now() + job.inDays * DAY_MS
      fillJob(new Ledger(session.doc), job, stock, [pen(1), pen(2 + (index % 2))], {
        number: `DEMO-${String(index + 1).padStart(3, '0')}`,
        title: `${PACKAGES[job.package].label.fr} – ${job.vehicle.make} ${job.vehicle.model}`,
        client: clientId,
        vehicle: vehicleId,
        package: job.package,
        body: job.vehicle.body,
        people: [people[2 + (index % 2)]!.id],
        scheduleStart: start,
        scheduleEnd: start + 2 * DAY_MS,
      })
      await session.saved()
    })
  }
  return people[1]!.id
}

function fillJob(
  ledger: Ledger,
  job: DemoJob,
  stock: { film: string; roll: string; lot: string },
  [supervisor, technician]: readonly [Pen, Pen],
  fresh: NewJob,
): void {
  createJob(ledger, fresh, supervisor)
  const tickAll = (list: ChecklistId) => {
    for (const name of Object.keys(CHECKLISTS[list].checks)) check(ledger, list, name, true, technician)
  }
  if (job.reached === 'planned') return
  tickAll('reception')
  setOdometer(ledger, job.km, technician)
  reviewDamage(ledger, true, technician)
  if (job.reached === 'received') return
  addReading(ledger, { airDeci: 214, surfaceDeci: 208, humidity: 47, place: 'Box 1' }, technician)
  if (job.reached === 'preparation') {
    check(ledger, 'preparation', 'wash', true, technician)
    return
  }
  tickAll('preparation')
  for (const zone of ['hood', 'fender_l', 'fender_r']) setZoneFilm(ledger, zone, stock.film, technician)
  const cut = {
    film: stock.film,
    roll: stock.roll,
    lot: stock.lot,
    widthMm: 1520,
    centsPerM2: 6_200,
    purpose: 'cut' as const,
  }
  useFilm(ledger, { ...cut, zones: ['hood'], lengthMm: 1_450, netMm2: 1_720_000 }, technician)
  useFilm(ledger, { ...cut, zones: ['fender_l', 'fender_r'], lengthMm: 1_100, netMm2: 1_240_000 }, technician)
  for (const name of ZONE_CHECK_IDS) checkZone(ledger, 'hood', name, true, technician)
  for (const name of ['template', 'roll', 'placed'] as const) checkZone(ledger, 'fender_l', name, true, technician)
}
