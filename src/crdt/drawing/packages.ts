import { PACKAGES } from '../vocabulary/index.ts'
import type { BodyType, Extent, PackageId, ZoneId } from '../vocabulary/index.ts'
import { drawnZones } from './artwork.ts'
import { drawingOf } from './bodies.ts'

/** What of a package such a vehicle has: a coupé gets no rear doors, a motorcycle its tank. */
export function packageZones(id: PackageId, body: BodyType | null | undefined): readonly (readonly [ZoneId, Extent])[] {
  const shown = drawnZones(drawingOf(body))
  return PACKAGES[id].zones.filter(([zone]) => shown.has(zone))
}
