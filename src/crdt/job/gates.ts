import { REQUIRED_VIEWS } from '../vocabulary/index.ts'
import { holdingReadings } from './readings.ts'
import { isOfToday } from './signed.ts'
import { isBlocking } from './state.ts'
import type { FilmUseView, GateId, GateView, JobView, Missing } from './view.ts'

type Parts = Pick<
  JobView,
  | 'client'
  | 'vehicle'
  | 'odometerKm'
  | 'damageReviewed'
  | 'zones'
  | 'photos'
  | 'readings'
  | 'defects'
  | 'filmUses'
  | 'signatures'
  | 'refusals'
  | 'conflicts'
>

export function readGates(
  job: Parts,
  overrides: { readonly [G in GateId]: Pick<GateView, 'override' | 'withdrawn'> },
): { readonly [G in GateId]: GateView } {
  const gate = (id: GateId, missing: readonly Missing[]): GateView => {
    const { override, withdrawn } = overrides[id]
    return { gate: id, missing, override, withdrawn, open: missing.length === 0 || override.value != null }
  }
  return {
    installation: gate('installation', beforeInstallation(job)),
    ready: gate('ready', beforeReady(job)),
    delivery: gate('delivery', beforeDelivery(job)),
  }
}

function beforeInstallation(job: Parts): Missing[] {
  const missing: Missing[] = []
  if (!job.client.value) missing.push({ kind: 'client' })
  if (!job.vehicle.value) missing.push({ kind: 'vehicle' })
  if (job.zones.length === 0) missing.push({ kind: 'zones' })
  if (job.odometerKm.value === undefined) missing.push({ kind: 'odometer' })
  const views = new Set(job.photos.map((photo) => photo.view))
  for (const view of REQUIRED_VIEWS) if (!views.has(view)) missing.push({ kind: 'photo_view', view })
  if (job.damageReviewed.value !== true) missing.push({ kind: 'damage_review' })
  if (job.readings.length === 0) missing.push({ kind: 'reading' })
  for (const reading of holdingReadings(job.readings, job.zones)) missing.push({ kind: 'blocking_condition', reading })
  for (const zone of job.zones) {
    if (!zone.filmUses.some(isTraceable)) missing.push({ kind: 'film', zone: zone.zone })
  }
  return missing
}

/** A warranty names the film by its roll or lot: a cut without either does not say what lies on the zone. */
function isTraceable(use: FilmUseView): boolean {
  return use.purpose !== 'error' && (use.roll !== '' || use.lot !== '')
}

function beforeReady(job: Parts): Missing[] {
  const missing: Missing[] = []
  if (job.zones.length === 0) missing.push({ kind: 'zones' })
  for (const zone of job.zones) {
    if (zone.state !== 'inspected') missing.push({ kind: 'zone_unfinished', zone: zone.zone })
    if (!zone.photos.some((photo) => photo.phase === 'after')) missing.push({ kind: 'after_photo', zone: zone.zone })
  }
  for (const defect of job.defects) {
    if (isBlocking(defect)) missing.push({ kind: 'blocking_defect', defect: defect.id, zone: defect.zone })
  }
  for (const conflict of job.conflicts) missing.push({ kind: 'conflict', item: conflict.item })
  return missing
}

function beforeDelivery(job: Parts): Missing[] {
  const papers = [...job.signatures, ...job.refusals]
  if (papers.some(isOfToday)) return []
  return [{ kind: papers.length === 0 ? 'signature' : 'signature_outdated' }]
}
