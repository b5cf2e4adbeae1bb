/**
 * How much film a zone takes, before anybody measured it: the drawing's own areas at the size of a usual vehicle of that
 * body. An estimate to choose a roll by, never a fact: nothing of it is written down (decision 0027).
 */
import type { Extent, ZoneId } from '../vocabulary/index.ts'
import { drawingOf } from './bodies.ts'
import { measured } from './artwork.ts'
import type { ViewArt } from './artwork.ts'
import type { ViewId } from './frame.ts'
import { areaOf } from './polygon.ts'

export interface FilmEstimate {
  /** Surface of the zone, mm². */
  readonly netMm2: number
  /** Length to cut from a roll of the width asked for, mm, with the usual margin. */
  readonly lengthMm: number
}

/** Length and width of a usual vehicle, mm. */
const SIZES: Readonly<Record<string, { readonly length: number; readonly width: number }>> = {
  city: { length: 3950, width: 1740 },
  sedan: { length: 4750, width: 1850 },
  suv: { length: 4650, width: 1880 },
  coupe: { length: 4500, width: 1860 },
  van: { length: 5200, width: 2000 },
  motorcycle: { length: 2100, width: 800 },
}
/** What is trimmed at the edges and lost between pieces: a tenth. */
const MARGIN = 1.1
/** « Bord d'attaque »: the part that stones hit, about two fifths of a panel. */
const LEADING = 0.4

/** Null: the drawing does not show the zone, or how much of it is to be covered is not known. */
export function estimateFilm(
  body: string | null | undefined,
  zone: ZoneId,
  extent: Extent | null | undefined,
  rollWidthMm: number,
): FilmEstimate | null {
  if (extent === 'custom') return null
  const piece = largestSight(body, zone)
  if (!piece) return null
  const share = extent === 'leading' ? LEADING : 1
  // Of a panel's edge the whole breadth is covered, and only a part of its depth.
  const [across, along] = [Math.max(piece.width, piece.height), Math.min(piece.width, piece.height) * share]
  const lengths = [...(across <= rollWidthMm ? [along] : []), ...(along <= rollWidthMm ? [across] : [])]
  const length = lengths.length > 0 ? Math.min(...lengths) : across
  return { netMm2: Math.round(piece.area * share), lengthMm: Math.ceil((length * MARGIN) / 10) * 10 }
}

interface Piece {
  readonly area: number
  readonly width: number
  readonly height: number
}

/** Seen askance a panel looks smaller than it is: of all views that show it, the one in which it is largest. */
function largestSight(body: string | null | undefined, zone: ZoneId): Piece | undefined {
  const pieces = drawingOf(body).views.flatMap((view) => {
    const mm = mmPerUnit(body, view)
    return view.zones
      .filter((shape) => shape.zone === zone)
      .map((shape): Piece => {
        const { outline, box } = measured(shape)
        const area = areaOf(outline) * mm * mm
        return { area, width: (box.right - box.left) * mm, height: (box.bottom - box.top) * mm }
      })
  })
  return pieces.toSorted((a, b) => b.area - a.area)[0]
}

const SIDES: ReadonlySet<ViewId> = new Set(['left', 'right', 'top'])

function mmPerUnit(body: string | null | undefined, { view, zones }: ViewArt): number {
  const { length, width } = SIZES[body ?? 'sedan'] ?? SIZES['sedan']!
  const boxes = zones.map((shape) => measured(shape).box)
  const drawn = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left))
  return (SIDES.has(view) ? length : width) / drawn
}
