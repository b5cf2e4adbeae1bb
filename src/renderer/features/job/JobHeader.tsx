import { useNavigate } from '@tanstack/react-router'
import { memo } from 'react'
import { useCondition } from '../../documents/hooks.ts'
import { useWords } from '../../i18n/index.ts'
import { useSync } from '../../api/desk.ts'
import { documentSafety, isAlone } from '../../shell/overall.ts'
import { SyncBadge } from '../../shell/SyncBadge.tsx'
import { usePersonName } from '../../shell/shop.tsx'
import { IconButton } from '../../ui/Button.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Plate, PriorityBadge, StateBadge } from '../jobs/looks.tsx'
import { useJobClient, useJobPart, useJobTools } from './context.tsx'
import { RunningWork } from './sessions/RunningWork.tsx'
import { Story } from './Story.tsx'
import { UndoButtons } from './UndoButtons.tsx'
import { PeopleFaces } from './PresenceMarks.tsx'

export const JobHeader = memo(function JobHeader() {
  const { t } = useWords()
  const navigate = useNavigate()
  const personName = usePersonName()
  const { client, vehicle } = useJobClient()
  const title = useJobPart((view) => view.title)
  const number = useJobPart((view) => view.number.value)
  const priority = useJobPart((view) => view.priority.value)
  const state = useJobPart((view) => view.state)
  const assignments = useJobPart((view) => view.assignments)
  const assigned = [...new Set(assignments.map((each) => personName(each.person)))]
  const car = [vehicle?.make.value, vehicle?.model.value, vehicle?.year.value, vehicle?.colour.value]
    .filter(Boolean)
    .join(' ')
  return (
    <header className="isolate flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-surface px-2 py-2">
      <IconButton icon="back" label={t('job.backToList')} onPress={() => void navigate({ to: '/' })} />
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 items-center gap-1">
          <h1 className="truncate text-lg font-bold">{title.value ?? t('job.untitled')}</h1>
          <Story item={title.item} />
        </div>
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-soft">
          <span>{number}</span>
          <Plate plate={vehicle?.plate.value ?? ''} />
          {car !== '' && <span>{car}</span>}
          {client?.name.value && <span>{client.name.value}</span>}
          {assigned.length > 0 && <span>{t('job.assigned', { names: assigned.join(', ') })}</span>}
        </p>
      </div>
      <div className="flex basis-full flex-wrap items-center gap-2 pl-[calc(var(--touch)+1rem)] lg:basis-auto lg:pl-0">
        <RunningWork />
        <UndoButtons />
        <PeopleFaces />
        <PriorityBadge priority={priority ?? 'normal'} />
        <StateBadge state={state} />
        <JobProgress />
        <JobSync />
      </div>
    </header>
  )
})

function JobProgress() {
  const { t } = useWords()
  const done = useJobPart((view) => view.progress.done)
  const total = useJobPart((view) => view.progress.total)
  return (
    <div className="w-44">
      <Progress label={t('job.progress')} done={done} total={total} text={t('job.progressText', { done, total })} />
    </div>
  )
}

/** By itself: it counts unsaved edits, and so changes twice with each of them. */
function JobSync() {
  const { t } = useWords()
  const { document } = useJobTools()
  const condition = useCondition(document)
  const alone = useSync(isAlone)
  return (
    <SyncBadge safety={documentSafety(condition, alone)} scope={t('sync.scopeJob')} small onRetry={document.retry} />
  )
}
