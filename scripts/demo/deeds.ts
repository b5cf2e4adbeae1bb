/** What the people of the demo do, each through the very commands that the screens call. */
import type { AppHandlers } from '../../src/contract/index.ts'
import { setClientFields, setVehicleFields } from '../../src/crdt/client/index.ts'
import * as job from '../../src/crdt/job/index.ts'
import { Ledger, type Json, type Pen } from '../../src/crdt/ledger/index.ts'
import * as shop from '../../src/crdt/shop/index.ts'
import {
  CHECKLISTS,
  type ChecklistId,
  type PhotoPhase,
  type PhotoView,
  type ZoneCheckId,
} from '../../src/crdt/vocabulary/index.ts'
import { drawPicture } from './picture.ts'

export type Deed =
  | { readonly do: 'stock'; readonly film: string; readonly roll: string }
  | { readonly do: 'client'; readonly vehicle: string }
  | { readonly do: 'create'; readonly job: job.NewJob }
  | { readonly do: 'ticks'; readonly list: ChecklistId }
  | { readonly do: 'tick'; readonly list: ChecklistId; readonly check: string }
  | { readonly do: 'zoneTick'; readonly zone: string; readonly check: ZoneCheckId; readonly value: boolean }
  | { readonly do: 'odometer'; readonly km: number }
  | { readonly do: 'damageReviewed' }
  | { readonly do: 'reading'; readonly airDeci: number; readonly humidity: number; readonly place: string }
  | { readonly do: 'thickness'; readonly zone: string; readonly microns: readonly number[] }
  | { readonly do: 'film'; readonly data: job.FilmUseData }
  /** In place of the last cut of that zone, which was spoilt. */
  | { readonly do: 'recut'; readonly zone: string; readonly lengthMm: number; readonly why: string }
  /** A tick that was meant for another zone, and taken back at once. */
  | { readonly do: 'slip'; readonly zone: string; readonly check: ZoneCheckId }
  | { readonly do: 'photo'; readonly phase: PhotoPhase; readonly view: PhotoView | null; readonly zone: string | null }
  | { readonly do: 'defect'; readonly data: job.DefectData }
  | { readonly do: 'settleDefects' }
  | { readonly do: 'score'; readonly zone: string; readonly score: number }
  | { readonly do: 'session'; readonly zone: string; readonly minutes: number }
  | { readonly do: 'note'; readonly text: string }
  | { readonly do: 'comment'; readonly text: string }
  | { readonly do: 'decide'; readonly item: string; readonly value: Json; readonly why: string }
  | { readonly do: 'sign'; readonly signer: string; readonly email: string; readonly hash: string }

const PAINT = [28, 66, 120] as const

export async function perform(deed: Deed, ledger: Ledger, pen: Pen, handlers: AppHandlers): Promise<void> {
  switch (deed.do) {
    case 'stock':
      shop.setFilm(
        ledger,
        deed.film,
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
        pen,
      )
      shop.setRoll(
        ledger,
        deed.roll,
        {
          film: deed.film,
          lot: 'CL-2609-114',
          serial: '0007812',
          receivedMm: 15_000,
          receivedAt: pen.now(),
          location: 'Rack A2',
        },
        pen,
      )
      return
    case 'client':
      setClientFields(
        ledger,
        {
          kind: 'individual',
          name: 'Sophie Garnier',
          phone: '06 00 00 01 01',
          email: 'sophie.garnier@example.org',
          address: '4 quai des Peupliers, 69002 Lyon',
        },
        pen,
      )
      setVehicleFields(
        ledger,
        deed.vehicle,
        {
          plate: 'GK-482-ZR',
          vin: 'WP0ZZZ99ZTS392124',
          make: 'Porsche',
          model: '911 Carrera',
          year: 2025,
          colour: 'Bleu gentiane',
          body: 'coupe',
          paint: 'oem',
        },
        pen,
      )
      return
    case 'create':
      job.createJob(ledger, deed.job, pen)
      return
    case 'ticks':
      for (const name of Object.keys(CHECKLISTS[deed.list].checks)) job.check(ledger, deed.list, name, true, pen)
      return
    case 'tick':
      job.check(ledger, deed.list, deed.check, true, pen)
      return
    case 'zoneTick':
      job.checkZone(ledger, deed.zone, deed.check, deed.value, pen)
      return
    case 'odometer':
      job.setOdometer(ledger, deed.km, pen)
      return
    case 'damageReviewed':
      job.reviewDamage(ledger, true, pen)
      return
    case 'reading':
      job.addReading(
        ledger,
        { airDeci: deed.airDeci, surfaceDeci: deed.airDeci - 6, humidity: deed.humidity, place: deed.place },
        pen,
      )
      return
    case 'thickness':
      job.addThickness(ledger, { zone: deed.zone, microns: deed.microns }, pen)
      return
    case 'film':
      job.useFilm(ledger, deed.data, pen)
      return
    case 'recut': {
      const spoilt = job
        .openJob(ledger.doc)
        .view()
        .filmUses.findLast((use) => use.zones.includes(deed.zone))
      if (!spoilt) throw new Error(`demo: expected a cut of ${deed.zone}`)
      const { zones, film, roll, lot, widthMm, netMm2, centsPerM2 } = spoilt
      const { lengthMm, why } = deed
      const data = { zones, film, roll, lot, widthMm, lengthMm, netMm2, centsPerM2, purpose: 'recut' } as const
      job.recut(ledger, spoilt.id, data, why, pen)
      return
    }
    case 'slip':
      job.checkZone(ledger, deed.zone, deed.check, true, pen)
      job.undo(ledger, pen)
      return
    case 'photo':
      await photograph(ledger, pen, handlers, `${deed.phase} ${deed.view ?? ''} ${deed.zone ?? ''}`, {
        phase: deed.phase,
        view: deed.view,
        zone: deed.zone,
        defect: null,
      })
      return
    case 'defect': {
      const defect = job.addDefect(ledger, deed.data, pen)
      await photograph(ledger, pen, handlers, `${deed.data.type} ${deed.data.zone}`, {
        phase: 'defect',
        view: null,
        zone: deed.data.zone,
        defect,
      })
      return
    }
    case 'settleDefects':
      for (const defect of ledger.rows('defect')) job.setDefectOutcome(ledger, defect.id, 'reworked', pen)
      return
    case 'score':
      job.setZoneScore(ledger, deed.zone, deed.score, pen)
      return
    case 'session': {
      const end = pen.now()
      const session = job.startSession(
        ledger,
        { person: pen.person, zone: deed.zone, start: end - deed.minutes * 60_000 },
        pen,
      )
      job.endSession(ledger, session, end, pen)
      return
    }
    case 'note': {
      const note = ledger.text(job.NOTE)
      note.insert(note.length, (note.length > 0 ? '\n' : '') + deed.text)
      return
    }
    case 'comment':
      job.addComment(ledger, { text: deed.text, zone: null }, pen)
      return
    case 'decide':
      job.decide(ledger, deed.item, deed.value, pen, deed.why)
      return
    case 'sign':
      job.sign(
        ledger,
        { signer: deed.signer, role: 'client', email: deed.email, hash: deed.hash, strokes: SIGNATURE },
        pen,
      )
  }
}

async function photograph(
  ledger: Ledger,
  pen: Pen,
  handlers: AppHandlers,
  words: string,
  about: Pick<job.PhotoData, 'phase' | 'view' | 'zone' | 'defect'>,
): Promise<void> {
  const picture = drawPicture(words, PAINT, about.phase === 'defect')
  const { sha256s } = await handlers['blobs.put']({ blobs: [{ bytes: picture.bytes, mime: 'image/jpeg' }] })
  const { width, height } = picture
  job.addPhoto(
    ledger,
    {
      sha256: sha256s[0]!,
      thumbnail: null,
      rendition: null,
      mime: 'image/jpeg',
      bytes: picture.bytes.length,
      width,
      height,
      ...about,
    },
    pen,
  )
}

/** A hand's movement: x, y, x, y… in thousandths of the field. */
const SIGNATURE = [
  Array.from({ length: 60 }, (_, i) => [
    80 + i * 12,
    Math.round(520 - 260 * Math.sin(i / 5) * Math.exp(-i / 40)),
  ]).flat(),
  [180, 700, 420, 660, 760, 690],
]
