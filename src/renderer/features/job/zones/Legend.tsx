import { memo } from 'react'
import { ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneState } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { ConflictMark, DefectMark, FilmMark, StateGlyph } from '../../zone-map/marks.tsx'

export const Legend = memo(function Legend() {
  const { t, word } = useWords()
  return (
    <ul
      aria-label={t('map.legend')}
      className="mt-2 flex flex-wrap gap-x-2.5 gap-y-1 border-t border-line pt-2 text-sm text-ink-soft"
    >
      {(Object.keys(ZONE_STATES) as ZoneState[]).map((state) => (
        <li key={state} className="flex items-center gap-1">
          <svg viewBox="-15 -12 30 24" width={26} height={21} aria-hidden="true">
            <rect x="-14" y="-11" width="28" height="22" rx="5" className="zone-shape" data-state={state} />
            <StateGlyph state={state} />
          </svg>
          {word(ZONE_STATES[state])}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <svg viewBox="-11 -11 22 22" width={16} height={16} aria-hidden="true">
          <ConflictMark />
        </svg>
        {t('map.contested')}
      </li>
      <li className="flex items-center gap-1">
        <svg viewBox="-11 -11 22 22" width={16} height={16} aria-hidden="true">
          <DefectMark count={1} />
        </svg>
        {t('map.openDefect')}
      </li>
      <li className="flex items-center gap-1">
        <svg viewBox="1 1 13.500 13.500" width={16} height={16} aria-hidden="true">
          <FilmMark />
        </svg>
        {t('map.film')}
      </li>
    </ul>
  )
})
