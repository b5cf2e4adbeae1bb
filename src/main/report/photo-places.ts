/** Where each photo stands: in exactly one place of the paper, so that none is missing and none printed twice. */
import type { PhotoContent, ReportContent } from './content-schema.ts'

export interface PhotoPlaces {
  readonly reception: readonly PhotoContent[]
  readonly byZone: ReadonlyMap<string, readonly PhotoContent[]>
  /** By the defect's id. */
  readonly byDefect: ReadonlyMap<string, readonly PhotoContent[]>
  readonly other: readonly PhotoContent[]
}

/** Before, during, after; then by time. */
const PHASES = ['reception', 'before', 'during', 'defect', 'after']

export function placePhotos(content: ReportContent): PhotoPlaces {
  const zones = new Set(content.zones.map((zone) => zone.zone))
  const defects = new Set(content.defects.map((defect) => defect.id))
  const places = {
    reception: [] as PhotoContent[],
    byZone: new Map<string, PhotoContent[]>(),
    byDefect: new Map<string, PhotoContent[]>(),
    other: [] as PhotoContent[],
  }
  for (const photo of [...content.photos].sort(inOrder)) {
    if (photo.defect !== null && defects.has(photo.defect)) put(places.byDefect, photo.defect, photo)
    else if (photo.phase === 'reception') places.reception.push(photo)
    else if (photo.zone !== null && zones.has(photo.zone)) put(places.byZone, photo.zone, photo)
    else if (photo.phase === 'before') places.reception.push(photo)
    else places.other.push(photo)
  }
  return places
}

function put(map: Map<string, PhotoContent[]>, key: string, photo: PhotoContent): void {
  const known = map.get(key)
  if (known) known.push(photo)
  else map.set(key, [photo])
}

function inOrder(a: PhotoContent, b: PhotoContent): number {
  return PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase) || a.at - b.at || (a.id < b.id ? -1 : 1)
}
