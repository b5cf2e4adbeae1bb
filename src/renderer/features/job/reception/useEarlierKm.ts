/** The highest mileage that other jobs of this vehicle were told before this one; null when none is known here. */
import { useQuery } from '@tanstack/react-query'
import { barePlate } from '../../../../crdt/client/index.ts'
import { ask } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'
import { jobOf, useDocument, useView } from '../../../documents/hooks.ts'
import { useJobDesk } from '../context.tsx'

export interface EarlierKm {
  readonly km: number
  /** The number of the job that says so. */
  readonly number: string
}

export function useEarlierKm(): EarlierKm | null {
  const { jobId, view, vehicle } = useJobDesk()
  const { api } = useDesk()
  const bare = barePlate(vehicle?.plate.value ?? '')
  const found = useQuery({
    queryKey: ['jobs', 'of-plate', bare],
    queryFn: () => ask(api, 'jobs.list', { search: bare, states: [], sort: 'changed', offset: 0, limit: 4 }),
    enabled: bare !== '',
  })
  const others = (found.data?.rows ?? []).map((row) => row.id).filter((id) => id !== jobId)
  // The latest three: a car comes back for a re-inspection or another package, seldom more often.
  const first = useOtherJob(others[0])
  const second = useOtherJob(others[1])
  const third = useOtherJob(others[2])
  const readings = [first, second, third].flatMap((other) => {
    const km = other?.odometerKm.value
    if (!other || km === undefined || other.vehicle.value !== vehicle?.id) return []
    const isLater = view.odometerKm.at > 0 && other.odometerKm.at > view.odometerKm.at
    return isLater ? [] : [{ km, number: other.number.value ?? '' }]
  })
  return readings.sort((a, b) => b.km - a.km)[0] ?? null
}

function useOtherJob(id: string | undefined) {
  return useView(jobOf(useDocument(id === undefined ? null : `job/${id}`)))
}
