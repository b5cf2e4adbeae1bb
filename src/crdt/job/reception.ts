/**
 * How far the reception of a vehicle is, step by step. Derived from facts alone: anybody on any device goes on where
 * somebody else stopped. The ticks of the list stay people's own words; a step never ticks by itself.
 */
import { REQUIRED_VIEWS, type CheckId } from '../vocabulary/index.ts'
import type { CheckView, JobView } from './view.ts'

export const RECEPTION_STEPS = ['identity', 'odometer', 'photos', 'damage', 'thickness', 'coatings', 'zones'] as const
export type ReceptionStepId = (typeof RECEPTION_STEPS)[number]
export const isReceptionStep = (value: unknown): value is ReceptionStepId =>
  RECEPTION_STEPS.some((step) => step === value)

/** The ticks of the reception's list that belong to each step. */
export const STEP_CHECKS: { readonly [S in ReceptionStepId]: readonly CheckId<'reception'>[] } = {
  identity: ['identity'],
  odometer: ['odometer'],
  photos: ['photo_tour'],
  damage: ['damage_map'],
  thickness: ['thickness', 'respray'],
  coatings: ['coating'],
  zones: ['zones'],
}

export interface ReceptionStep {
  readonly step: ReceptionStepId
  /** `contested`: two people said different things in it; it counts as not done. */
  readonly state: 'todo' | 'started' | 'done' | 'contested'
  readonly checks: readonly CheckView[]
}

/** What the client's document knows of the vehicle; null while it is not here. */
export interface KnownVehicle {
  readonly plate: string | undefined
  readonly make: string | undefined
  readonly model: string | undefined
}

export function receptionSteps(job: JobView, vehicle: KnownVehicle | null): readonly ReceptionStep[] {
  return RECEPTION_STEPS.map((step) => {
    const checks = job.checklists.reception.checks.filter((check) => STEP_CHECKS[step].some((id) => id === check.check))
    const { written, enough, contested } = substance(step, job, vehicle)
    const ticked = checks.filter((check) => check.value === true).length
    if (contested || checks.some((check) => check.contested)) return { step, state: 'contested', checks }
    if (enough && ticked === checks.length) return { step, state: 'done', checks }
    return { step, state: written || ticked > 0 ? 'started' : 'todo', checks }
  })
}

/** Where somebody who goes on should look: the first step that is not done, or null. */
export function nextStep(steps: readonly ReceptionStep[], after?: ReceptionStepId): ReceptionStepId | null {
  const from = after === undefined ? 0 : steps.findIndex(({ step }) => step === after) + 1
  const inOrder = [...steps.slice(from), ...steps.slice(0, from)]
  return inOrder.find(({ step, state }) => state !== 'done' && step !== after)?.step ?? null
}

interface Substance {
  /** Anything at all. */
  readonly written: boolean
  /** As much as the step is for. */
  readonly enough: boolean
  readonly contested: boolean
}

function substance(step: ReceptionStepId, job: JobView, vehicle: KnownVehicle | null): Substance {
  switch (step) {
    case 'identity': {
      const fields = [vehicle?.plate, vehicle?.make, vehicle?.model]
      return { written: fields.some(Boolean), enough: fields.every(Boolean), contested: false }
    }
    case 'odometer': {
      const { value, contested } = job.odometerKm
      return { written: value !== undefined, enough: value !== undefined, contested }
    }
    case 'photos': {
      const views = new Set(job.photos.map((photo) => photo.view))
      return {
        written: job.photos.some((photo) => photo.phase === 'reception'),
        enough: REQUIRED_VIEWS.every((view) => views.has(view)),
        contested: false,
      }
    }
    case 'damage': {
      const found = job.defects.some((defect) => defect.phase === 'pre_existing')
      const { value, contested } = job.damageReviewed
      return { written: found || value === true, enough: value === true, contested }
    }
    case 'thickness':
      // A vehicle whose paint nobody needs to measure has its ticks only.
      return { written: job.thickness.length > 0, enough: true, contested: false }
    case 'coatings': {
      const { value, contested } = job.coatings
      return { written: Boolean(value), enough: true, contested }
    }
    case 'zones':
      return { written: job.zones.length > 0, enough: job.zones.length > 0, contested: false }
  }
}
