import { ZONE_STATES } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneState } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { ConflictMark, DefectMark, StateMark } from '../../zone-map/marks.tsx'

export function Legend() {
  const { t, word } = useWords()
  return (
    <ul
      aria-label={t('map.legend')}
      className="mt-2 flex flex-wrap gap-x-4 gap-y-1 border-t border-line pt-2 text-sm text-ink-soft"
    >
      {(Object.keys(ZONE_STATES) as ZoneState[]).map((state) => (
        <li key={state} className="flex items-center gap-1.5">
          <svg viewBox="0 0 18 14" width={18} height={14} aria-hidden="true">
            <rect x="1" y="1" width="16" height="12" rx="3" className="zone-shape" data-state={state} />
          </svg>
          <StateMark state={state} size={15} />
          {word(ZONE_STATES[state])}
        </li>
      ))}
      <li className="flex items-center gap-1.5">
        <svg viewBox="-11 -11 22 22" width={16} height={16} aria-hidden="true">
          <ConflictMark />
        </svg>
        {t('zone.contested')}
      </li>
      <li className="flex items-center gap-1.5">
        <svg viewBox="-11 -11 22 22" width={16} height={16} aria-hidden="true">
          <DefectMark count={1} />
        </svg>
        {t('map.openDefect')}
      </li>
    </ul>
  )
}
