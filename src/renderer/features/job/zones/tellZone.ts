/** What the drawing tells of a zone: to eyes in its tip, to screen readers in its name. */
import type { ZoneView } from '../../../../crdt/job/index.ts'
import { ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import type { Words } from '../../../i18n/index.ts'
import { initialsOf } from '../../zone-map/marks.tsx'
import type { ZoneMark } from '../../zone-map/ZoneMap.tsx'
import type { ZoneTelling } from '../../zone-map/ZoneTip.tsx'
import type { PersonHere } from '../presence.ts'
import { zoneNameIn } from '../zoneName.ts'

export function tellZone(
  id: ZoneId,
  zones: readonly ZoneView[],
  here: readonly PersonHere[],
  words: Words,
): ZoneTelling {
  const { t, word } = words
  const title = zoneNameIn(zones, word)(id)
  const zone = zones.find((each) => each.zone === id)
  const people = here.filter((each) => each.zone === id).map((each) => each.name)
  const present = people.length > 0 ? [t('presence.zone', { names: people.join(', '), count: people.length })] : []
  if (!zone) return { title, state: null, lines: [t('zone.notInJob'), ...present] }
  const defects = openDefects(zone)
  const lots = filmLots(zone)
  return {
    title,
    state: { id: zone.state, word: word(ZONE_STATES[zone.state]) },
    lines: [
      ...present,
      ...(zone.contested ? [t('zone.contested')] : []),
      ...(defects > 0 ? [t('jobs.defects', { count: defects })] : []),
      ...(lots.length > 0 ? [t('map.filmLots', { lots: lots.join(', ') })] : []),
    ],
  }
}

/** « Capot – Posée, 2 défauts ouverts, à décider, Ana est ici » */
export function sayZone(id: ZoneId, zones: readonly ZoneView[], here: readonly PersonHere[], words: Words): string {
  const { title, state, lines } = tellZone(id, zones, here, words)
  return `${title} – ${[...(state ? [state.word] : []), ...lines].join(', ')}`
}

export function marksOf(zones: readonly ZoneView[], here: readonly PersonHere[]): ReadonlyMap<ZoneId, ZoneMark> {
  return new Map(
    zones.map((zone) => [
      zone.zone,
      {
        state: zone.state,
        conflict: zone.contested,
        openDefects: openDefects(zone),
        film: filmLots(zone).length > 0,
        present: here.filter((each) => each.zone === zone.zone).map((each) => initialsOf(each.name)),
      },
    ]),
  )
}

/** Everything that the drawing, its tips and its names show of a zone but people: equal texts are drawn alike. */
export const drawnAs = (zone: ZoneView): string =>
  [zone.zone, zone.state, zone.contested, openDefects(zone), ...filmLots(zone)].join(';')

/** Lots of the film that is on it: a spoilt cut is not. */
export function filmLots(zone: ZoneView): readonly string[] {
  return [...new Set(zone.filmUses.filter((use) => use.purpose !== 'error').map((use) => use.lot || '—'))]
}

const openDefects = (zone: ZoneView) => zone.defects.filter((defect) => defect.open).length
