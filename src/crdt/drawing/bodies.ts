import type { Artwork } from './artwork.ts'
import { CITY } from './city.ts'
import { COUPE } from './coupe.ts'
import { MOTORCYCLE } from './motorcycle.ts'
import { SEDAN } from './sedan.ts'
import { SUV } from './suv.ts'
import { VAN } from './van.ts'

/** The saloon stands for what nobody said and for bodies that a newer version knows. */
export function drawingOf(body: string | null | undefined): Artwork {
  return DRAWINGS.get(body ?? 'sedan') ?? SEDAN
}

const DRAWINGS: ReadonlyMap<string, Artwork> = new Map([
  ['city', CITY],
  ['sedan', SEDAN],
  ['suv', SUV],
  ['coupe', COUPE],
  ['van', VAN],
  ['motorcycle', MOTORCYCLE],
])
