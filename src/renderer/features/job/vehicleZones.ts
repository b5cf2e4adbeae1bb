import { drawingOf, drawnZones } from '../../../crdt/drawing/index.ts'
import { ZONE_IDS } from '../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { useJobDesk } from './context.tsx'

/** Where something can be on this vehicle: the job's zones first, then all that its body has. No tank on a car. */
export function useVehicleZones(): readonly ZoneId[] {
  const { view, vehicle } = useJobDesk()
  const own = view.zones.map((each) => each.zone)
  const shown = drawnZones(drawingOf(vehicle?.body.value))
  return [...own, ...ZONE_IDS.filter((id) => shown.has(id) && !own.includes(id))]
}
