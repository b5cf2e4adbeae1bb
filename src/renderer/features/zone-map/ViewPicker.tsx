import { useState } from 'react'
import { VIEWS } from '../../../crdt/drawing/index.ts'
import type { ViewId } from '../../../crdt/drawing/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Segments } from '../../ui/Choice.tsx'

export interface ViewPickerProps {
  /** Null: the whole sheet. */
  readonly only: ViewId | null
  readonly onChange: (only: ViewId | null) => void
}

/** One view as large as the window allows, for gloves and for zones that are a finger wide. */
export function ViewPicker({ only, onChange }: ViewPickerProps) {
  const { t } = useWords()
  return (
    <Segments
      label={t('map.show')}
      hideLabel
      value={only ?? 'all'}
      onChange={(id) => onChange(id === 'all' ? null : id)}
      options={(['all', 'left', 'right', 'front', 'rear', 'top'] as const).map((id) => ({
        id,
        label: t(`map.show.${id}`),
      }))}
    />
  )
}

const KEY = 'rpma.map.view'

/** Of this window, until it is closed: whoever works on the left side finds it again in the next job. */
export function useRememberedView(): readonly [ViewId | null, (only: ViewId | null) => void] {
  const [only, setOnly] = useState(readView)
  return [
    only,
    (next) => {
      setOnly(next)
      try {
        sessionStorage.setItem(KEY, next ?? '')
      } catch {
        // A forbidden storage costs the memory of it, nothing else.
      }
    },
  ]
}

function readView(): ViewId | null {
  try {
    const kept = sessionStorage.getItem(KEY)
    return VIEWS.find((view) => view === kept) ?? null
  } catch {
    return null
  }
}
