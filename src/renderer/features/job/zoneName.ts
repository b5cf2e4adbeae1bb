/** What a zone is called: by the trade, or by the people who added it to this job. */
import { useMemo } from 'react'
import type { JobView } from '../../../crdt/job/index.ts'
import { zoneLabel } from '../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import type { Words } from '../../i18n/index.ts'
import { useJobPart } from './context.tsx'

export type ZoneName = (zone: ZoneId) => string

type Named = Pick<JobView['zones'][number], 'zone' | 'name'>

export function zoneNameIn(zones: readonly Named[], word: Words['word']): ZoneName {
  return (id) => zones.find(({ zone }) => zone === id)?.name.value ?? word(zoneLabel(id))
}

/** In the open job; the same function until a name changes. */
export function useZoneName(): ZoneName {
  const { word } = useWords()
  const given = useJobPart((view) => JSON.stringify(namesIn(view)))
  return useMemo(() => {
    const names = new Map(JSON.parse(given) as [ZoneId, string][])
    return (zone) => names.get(zone) ?? word(zoneLabel(zone))
  }, [given, word])
}

const namesIn = ({ zones }: JobView): readonly (readonly [ZoneId, string])[] =>
  zones.flatMap(({ zone, name }) => (name.value === undefined ? [] : [[zone, name.value] as const]))
