import type { JobState, Priority } from '../../../crdt/vocabulary/index.ts'
import { JOB_STATES, PRIORITIES } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import type { IconName } from '../../ui/Icon.tsx'

const STATES: Record<JobState, { readonly tone: Tone; readonly icon: IconName }> = {
  planned: { tone: 'neutral', icon: 'clock' },
  received: { tone: 'info', icon: 'car' },
  preparation: { tone: 'info', icon: 'list' },
  installation: { tone: 'accent', icon: 'film' },
  inspection: { tone: 'warn', icon: 'search' },
  ready: { tone: 'ok', icon: 'check' },
  delivered: { tone: 'ok', icon: 'forward' },
  closed: { tone: 'neutral', icon: 'lock' },
  suspended: { tone: 'warn', icon: 'minus' },
  cancelled: { tone: 'neutral', icon: 'cross' },
}

export function StateBadge({ state }: { readonly state: JobState }) {
  const { word } = useWords()
  const { tone, icon } = STATES[state]
  return (
    <Badge tone={tone} icon={icon}>
      {word(JOB_STATES[state])}
    </Badge>
  )
}

export function PriorityBadge({ priority }: { readonly priority: Priority }) {
  const { word } = useWords()
  if (priority === 'normal' || priority === 'low') return null
  return (
    <Badge tone={priority === 'urgent' ? 'bad' : 'warn'} icon="warning">
      {word(PRIORITIES[priority])}
    </Badge>
  )
}

/** A registration plate as it looks on the car. */
export function Plate({ plate }: { readonly plate: string }) {
  return (
    <span className="inline-flex min-h-7 shrink-0 items-center overflow-hidden rounded border border-line-strong bg-surface font-mono text-sm font-bold whitespace-nowrap text-ink">
      <span aria-hidden="true" className="h-7 w-2 bg-info" />
      <span className="px-2">{plate || '—'}</span>
    </span>
  )
}
