/** The drawing of a vehicle: which shape each zone has, for each body type. The screens and the papers share it. */
import type { BodyType } from '../vocabulary/index.ts'
import type { Artwork } from './artwork.ts'
import { SEDAN } from './sedan.ts'

/** The saloon stands for what nobody said and for bodies that a newer version knows. */
export function drawingOf(body: BodyType | null | undefined): Artwork {
  return DRAWINGS.get(body ?? 'sedan') ?? SEDAN
}

const DRAWINGS: ReadonlyMap<string, Artwork> = new Map([['sedan', SEDAN]])

export { drawnZones, otherSide, zonePlaces } from './artwork.ts'
export type { Artwork, Decor, DecorKind, ViewArt, ZonePlace, ZoneShape } from './artwork.ts'
export { nearestZone, zoneAt } from './hit.ts'
export { FRAME, fromThousandths, slotBox, toThousandths, viewAt, VIEWS } from './frame.ts'
export type { Thousandths, ViewId } from './frame.ts'
export { mapPath, pathBox } from './path.ts'
export type { Box, Point } from './path.ts'
