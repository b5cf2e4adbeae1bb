/** Where a zone and a job stand: derived from facts, never a field that someone sets. */
import type { JobState, ZoneState } from '../vocabulary/index.ts'
import type { ZoneSection } from './sections.ts'
import type { DefectView, FilmUseView, JobView } from './view.ts'

/** The film lies: what these say was done at the air of that hour. */
export const LAYING_CHECKS: ReadonlySet<string> = new Set(['placed', 'squeegee', 'edges', 'tension', 'heat'])

/** Something to be done again on this zone: what the vehicle brought with it is not. */
export function needsRework(defect: DefectView): boolean {
  return defect.severity >= 2 && isOurs(defect)
}
/** Such a vehicle does not leave. */
export function isBlocking(defect: DefectView): boolean {
  return defect.severity === 3 && isOurs(defect)
}
const isOurs = (defect: DefectView) => defect.open && defect.phase !== 'pre_existing'

export function zoneState(
  section: ZoneSection,
  filmUses: readonly FilmUseView[],
  defects: readonly DefectView[],
  prepared: boolean,
): ZoneState {
  // The defect wins over any tick, also one made elsewhere at the same time.
  if (defects.some(needsRework)) return 'rework'
  const ticked = (check: string) => section.checks.find((each) => each.check === check)?.value === true
  if (section.checks.every((check) => check.value === true)) return 'inspected'
  if ([...LAYING_CHECKS].every(ticked)) return 'installed'
  if (ticked('template') && filmUses.some((use) => use.purpose !== 'error')) return 'cut'
  return prepared ? 'prepared' : 'todo'
}

type Evidence = Pick<JobView, 'zones' | 'checklists' | 'gates' | 'suspended' | 'cancelled' | 'standing' | 'filmUses'>

/** The furthest step that the facts bear out. Contested suspensions count: stopping is the safe reading. */
export function jobState(job: Evidence): JobState {
  if (job.cancelled.value) return 'cancelled'
  if (job.standing.kind !== 'open') return 'closed'
  if (job.suspended.value || job.suspended.contested) return 'suspended'
  const controlled = job.checklists.control.done === job.checklists.control.total
  const ready = job.gates.ready.open && (controlled || job.gates.ready.override.value != null)
  if (ready && job.gates.delivery.open) return 'delivered'
  if (ready) return 'ready'
  const started = job.zones.some((zone) => zone.checksDone > 0) || job.filmUses.length > 0
  const installed = job.zones.every((zone) => zone.state === 'installed' || zone.state === 'inspected')
  if (job.zones.length > 0 && installed) return 'inspection'
  if (started) return 'installation'
  if (job.checklists.preparation.done > 0) return 'preparation'
  return job.checklists.reception.done === job.checklists.reception.total ? 'received' : 'planned'
}
