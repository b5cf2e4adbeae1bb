import type { ReactNode } from 'react'
import { Checkbox } from 'react-aria-components'
import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'

export interface CheckToggleProps {
  readonly label: string
  /** `contested`: two people said different things; it counts as not done until somebody decides. */
  readonly state: 'on' | 'off' | 'contested'
  readonly onToggle: (next: boolean) => void
  readonly detail?: ReactNode
  readonly disabled?: boolean
}

/** A big tick: the whole row is the target. Ticking a contested one is a decision for « done ». */
export function CheckToggle({ label, state, onToggle, detail, disabled }: CheckToggleProps) {
  return (
    <Checkbox
      isSelected={state === 'on'}
      isIndeterminate={state === 'contested'}
      isDisabled={disabled ?? false}
      onChange={onToggle}
      className={classes(
        // Relative: React Aria's hidden input lies absolutely in it; focusing it must not scroll the whole page away.
        'relative flex min-h-touch flex-1 cursor-pointer items-center gap-3 rounded-lg border px-3 py-1.5 data-[disabled]:cursor-default',
        state === 'on' && 'border-ok bg-ok-soft',
        state === 'off' && 'border-line-strong bg-surface data-[hovered]:bg-sunken',
        state === 'contested' && 'border-clash bg-clash-soft',
      )}
    >
      <span
        aria-hidden="true"
        className={classes(
          'flex size-6 shrink-0 items-center justify-center rounded-md border-2',
          state === 'on' && 'border-ok bg-ok text-surface',
          state === 'off' && 'border-line-strong',
          state === 'contested' && 'border-clash text-clash',
        )}
      >
        {state === 'on' && <Icon name="check" size={16} />}
        {state === 'contested' && <Icon name="clash" size={16} />}
      </span>
      <span className="flex min-w-0 flex-col">
        <span className="leading-tight">{label}</span>
        {detail !== undefined && <span className="text-sm leading-tight text-ink-soft">{detail}</span>}
      </span>
    </Checkbox>
  )
}
