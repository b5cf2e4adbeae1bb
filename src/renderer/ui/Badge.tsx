import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon } from './Icon.tsx'
import type { IconName } from './Icon.tsx'

export type Tone = 'neutral' | 'info' | 'ok' | 'warn' | 'bad' | 'clash' | 'accent'

const TONES: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink',
  info: 'bg-info-soft text-info',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  clash: 'bg-clash-soft text-clash',
  accent: 'bg-accent-soft text-accent',
}

/** State as colour, shape and word together: none of them alone. */
export function Badge(props: {
  readonly tone: Tone
  readonly icon?: IconName
  readonly mark?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <span
      className={classes(
        'inline-flex min-h-7 items-center gap-1.5 rounded-full px-2.5 text-sm font-medium whitespace-nowrap',
        TONES[props.tone],
      )}
    >
      {props.icon && <Icon name={props.icon} size={15} />}
      {props.mark}
      {props.children}
    </span>
  )
}
