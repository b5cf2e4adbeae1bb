/** Who else looks at this job now, and at which zone. Display only: anyone can claim anything here. */
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { isZoneId } from '../../../crdt/vocabulary/index.ts'
import { usePresence } from '../../documents/hooks.ts'
import { useJobDesk } from './context.tsx'

export interface PersonHere {
  readonly id: string
  readonly name: string
  readonly zone: ZoneId | null
}

export function usePeopleHere(): readonly PersonHere[] {
  const { document } = useJobDesk()
  return readPeople(usePresence(document).values())
}

/** Each person once for each zone; states that make no sense are left out. */
export function readPeople(states: Iterable<Readonly<Record<string, unknown>>>): readonly PersonHere[] {
  const people = new Map<string, PersonHere>()
  for (const state of states) {
    const { person, name, zone } = state
    if (typeof person !== 'string' || typeof name !== 'string' || name.length > 200) continue
    const place = isZoneId(zone) ? zone : null
    people.set(`${person}/${place}`, { id: person, name, zone: place })
  }
  return [...people.values()].sort((a, b) => a.name.localeCompare(b.name))
}
