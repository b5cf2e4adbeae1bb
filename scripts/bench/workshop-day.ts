/** A job as a busy week leaves it: ticks taken back, photos, cuts, defects, sessions, decisions, notes. */
import * as Y from 'yjs'
import * as job from '../../src/crdt/job/index.ts'
import { editText, type Pen } from '../../src/crdt/ledger/index.ts'
import { ZONE_CHECKS, ZONE_IDS, type ZoneCheckId } from '../../src/crdt/vocabulary/index.ts'
import { createFixedPen } from '../update-fixtures/pen.ts'

export interface Pens {
  readonly ana: Pen
  readonly joe: Pen
}

/** Each photo has bytes of its own. */
const hashOf = (n: number): string => n.toString(16).padStart(64, '0')

/** Deterministic: the same number of facts is the same job. Beyond so many photos, boxes are ticked instead. */
export function openDay(facts: number, { photos = Infinity } = {}): { readonly open: job.Job; readonly pens: Pens } {
  const [doc, elsewhere] = [new Y.Doc(), new Y.Doc()]
  const [open, other] = [job.openJob(doc), job.openJob(elsewhere)]
  const pens = { ana: createFixedPen('ana', 'A'), joe: createFixedPen('joe', 'B') }
  job.createJob(
    open.ledger,
    { number: '1', title: '', client: 'c', vehicle: 'v', package: 'full_front', zones: [['roof', 'full']] },
    pens.ana,
  )
  editText(open.ledger, job.NOTE, 'Bord avant à surveiller.', pens.ana)
  const checks = Object.keys(ZONE_CHECKS) as ZoneCheckId[]
  // A small job has few zones because it has few facts; a large one has them all.
  const zones = facts < 1000 ? ['hood', 'roof', 'fender_l'] : ZONE_IDS
  const meet = () => {
    Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(elsewhere)))
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(elsewhere, Y.encodeStateVector(doc)))
  }
  let taken = 0
  for (let n = 0; open.ledger.size < facts; n++) {
    const zone = zones[n % zones.length]!
    const { ledger } = open
    const { ana } = pens
    const tick = () => job.checkZone(ledger, zone, checks[Math.floor(n / 10) % checks.length]!, n % 20 < 15, ana)
    switch (n % 10) {
      case 0:
        job.setZoneExtent(ledger, zone, n % 3 ? 'full' : 'leading', ana)
        break
      case 1:
      case 2:
      case 3:
        tick()
        break
      case 4:
      case 5:
        if (taken++ < photos) job.addPhoto(ledger, { ...photo, sha256: hashOf(n), bytes: n + 1, zone }, ana)
        else tick()
        break
      case 6:
        job.addReading(ledger, { airDeci: 180 + (n % 80), surfaceDeci: null, humidity: 50, place: 'cabine' }, ana)
        break
      case 7:
        job.useFilm(ledger, { ...cut, zones: [zone], lengthMm: 500 + n }, ana)
        break
      case 8:
        job.setDefectOutcome(ledger, job.addDefect(ledger, { ...defect, zone }, ana), 'reworked', ana)
        break
      default:
        // Somebody without network says otherwise, and it is decided.
        meet()
        job.setZoneScore(ledger, zone, n % 10, ana)
        job.setZoneScore(other.ledger, zone, (n + 1) % 10, pens.joe)
        meet()
        job.decide(ledger, `zone/${zone}/score`, 9, ana)
    }
  }
  other.destroy()
  return { open, pens }
}

const photo = {
  sha256: 'b'.repeat(64),
  thumbnail: null,
  rendition: null,
  mime: 'image/jpeg',
  width: 4000,
  height: 3000,
  phase: 'during',
  view: null,
  defect: null,
} as const
const cut = {
  film: 'film',
  roll: 'roll',
  lot: 'L1',
  widthMm: 1520,
  netMm2: 500_000,
  centsPerM2: 5500,
  purpose: 'cut',
} as const
const defect = { phase: 'installation', type: 'air_bubble', severity: 1, note: '', position: null } as const
