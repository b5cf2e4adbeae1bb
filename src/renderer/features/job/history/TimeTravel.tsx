/**
 * The job as it stood, read only: along its milestones, or fact by fact. What differs from today can be taken up again
 * line by line; that is a new answer, and the history goes on.
 */
import { useDeferredValue, useMemo, useState } from 'react'
import { drawingOf } from '../../../../crdt/drawing/index.ts'
import { jobAt, milestones } from '../../../../crdt/job/index.ts'
import type { Milestone, Moment } from '../../../../crdt/job/index.ts'
import { formatDateTime, formatKilometres } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { classes } from '../../../ui/classes.ts'
import { Slider } from '../../../ui/Slider.tsx'
import { StateBadge } from '../../jobs/looks.tsx'
import { ZoneMap } from '../../zone-map/ZoneMap.tsx'
import { useJobDesk } from '../context.tsx'
import { marksOf, sayZone, tellZone } from '../zones/tellZone.ts'
import { useDescribing } from '../useDescribing.ts'
import { Differences } from './Differences.tsx'

export function TimeTravel() {
  const words = useWords()
  const { t, language } = words
  const { personName } = useDescribing()
  const { job, view, vehicle } = useJobDesk()
  const facts = useMemo(() => (view ? job.ledger.facts() : []), [job, view])
  const marks = useMemo(() => milestones(job.ledger, view), [job, view])
  const last = facts.length - 1
  const [moment, setMoment] = useState<Moment | null>(marks.at(-1)?.moment ?? null)
  const shown: Moment | null = moment ?? (facts[last] ? { upTo: facts[last].id } : null)
  const index = shown ? indexOf(shown) : 0
  // While the slider moves, the vehicle follows when there is time.
  const calm = useDeferredValue(shown)
  const past = useMemo(() => (calm ? jobAt(job.ledger, calm) : undefined), [job, calm])
  const then = useMemo(() => past?.view(), [past])

  function indexOf(at: Moment): number {
    const id = 'upTo' in at ? at.upTo : at.seal
    return Math.max(
      0,
      facts.findIndex((fact) => fact.id === id),
    )
  }
  const goTo = (next: number) => {
    const fact = facts[Math.min(last, Math.max(0, next))]
    if (fact) setMoment({ upTo: fact.id })
  }
  const textOf = (at: number) => {
    const fact = facts[at]
    return fact ? t('past.moment', { when: formatDateTime(fact.at, language), name: personName(fact.by) }) : ''
  }
  if (!shown || !then || !past) return null
  return (
    <div className="grid grid-cols-1 items-start gap-3 lg:grid-cols-[18rem_minmax(0,1fr)]">
      <nav aria-label={t('past.milestones')} className="min-w-0">
        <ol className="flex flex-wrap gap-2 lg:flex-col">
          {marks.map((mark) => (
            <li key={JSON.stringify(mark.moment)}>
              <MilestoneButton mark={mark} isShown={same(mark.moment, shown)} onPress={() => setMoment(mark.moment)} />
            </li>
          ))}
        </ol>
      </nav>
      <section aria-label={t('past.then')} className="flex min-w-0 flex-col gap-3">
        <div className="flex items-center gap-1 rounded-card border border-line bg-surface p-3">
          <IconButton icon="back" label={t('past.before')} isDisabled={index <= 0} onPress={() => goTo(index - 1)} />
          <Slider label={t('past.slider')} value={index} max={Math.max(0, last)} onChange={goTo} textOf={textOf} />
          <IconButton
            icon="forward"
            label={t('past.after')}
            isDisabled={index >= last}
            onPress={() => goTo(index + 1)}
          />
        </div>
        <div className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4">
          <div className="flex flex-wrap items-center gap-3">
            <h2 className="text-lg font-semibold">{then.title.value ?? t('job.untitled')}</h2>
            <StateBadge state={then.state} />
            <span>{t('job.progressText', then.progress)}</span>
            {then.odometerKm.value !== undefined && <span>{formatKilometres(then.odometerKm.value, language)}</span>}
          </div>
          <p className="text-sm text-ink-soft">{'seal' in shown ? t('past.exact') : t('past.byClock')}</p>
          <ZoneMap
            art={drawingOf(vehicle?.body.value)}
            marks={marksOf(then.zones, [])}
            selected={null}
            onSelect={() => undefined}
            label={t('past.map')}
            nameOf={(zone) => sayZone(zone, then.zones, [], words)}
            tellOf={(zone) => tellZone(zone, then.zones, [], words)}
            captionOf={(each) => t(`map.view.${each}`)}
          />
        </div>
        <Differences then={past} />
        <div className="flex justify-end">
          <Button onPress={() => setMoment(facts[last] ? { upTo: facts[last].id } : null)}>{t('past.today')}</Button>
        </div>
      </section>
    </div>
  )
}

function same(a: Moment, b: Moment): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

interface MilestoneButtonProps {
  readonly mark: Milestone
  readonly isShown: boolean
  readonly onPress: () => void
}

function MilestoneButton({ mark, isShown, onPress }: MilestoneButtonProps) {
  const { t, language } = useWords()
  const { personName } = useDescribing()
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={onPress}
      className={classes(
        'flex min-h-touch w-full cursor-pointer flex-col justify-center rounded-lg border px-3 py-1 text-left leading-tight',
        isShown ? 'border-accent bg-accent-soft font-semibold' : 'border-line bg-surface hover:bg-sunken',
      )}
    >
      <span>{t(`past.kind.${mark.kind}`, { revision: mark.revision ?? '' })}</span>
      <span className="text-sm font-normal text-ink-soft">
        {formatDateTime(mark.at, language)} · {personName(mark.by)}
      </span>
    </button>
  )
}
