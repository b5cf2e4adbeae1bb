import { useCallback, useMemo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import type { Job, ReceptionStepId } from '../../../crdt/job/index.ts'
import { isSupervising, ROLES } from '../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { useMe, usePen } from '../../api/desk.ts'
import { useRights } from '../../api/rights.ts'
import { clientOf, jobOf, useConditionPart, useDocument, useView, useViewPart } from '../../documents/hooks.ts'
import type { OpenDocument } from '../../documents/document.ts'
import { useWords } from '../../i18n/index.ts'
import { Waiting } from '../../shell/Waiting.tsx'
import { Problem } from '../../shell/Problem.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Banner, EmptyState } from '../../ui/Feedback.tsx'
import { Count, Tabs } from '../../ui/Tabs.tsx'
import { Closing } from './Closing.tsx'
import { Conditions } from './Conditions.tsx'
import { clientConflicts, Conflicts } from './Conflicts.tsx'
import { History } from './history/History.tsx'
import { JobClientProvider, JobToolsProvider } from './context.tsx'
import type { JobTools } from './context.tsx'
import { Defects } from './Defects.tsx'
import { Details } from './Details.tsx'
import { GoingBanner } from './GoingBanner.tsx'
import { JobHeader } from './JobHeader.tsx'
import { Lists } from './Lists.tsx'
import { useNewCalls } from './looked.ts'
import { Notes } from './notes/Notes.tsx'
import { Photos } from './photos/Photos.tsx'
import { useTellPresence } from './presence.ts'
import { Reception } from './reception/Reception.tsx'
import { StandingBanner } from './StandingBanner.tsx'
import type { JobTab } from './tabs.ts'
import { Zones } from './zones/Zones.tsx'

export interface JobScreenProps {
  readonly jobId: string
  readonly tab: JobTab
  readonly zone: ZoneId | null
  /** Of the reception; null: where it is to be gone on with. */
  readonly step: ReceptionStepId | null
}

export function JobScreen(props: JobScreenProps) {
  const { t } = useWords()
  const document = useDocument(`job/${props.jobId}`)
  const job = jobOf(document)
  const isEmpty = useViewPart(job, (view) => view.factCount === 0)
  const phase = useConditionPart(document, 'phase')
  const error = useConditionPart(document, 'error')
  if (!document || !job) return <Waiting />
  if (isEmpty && phase === 'failed') {
    return (
      <main className="p-6">
        <Problem error={error ?? { kind: 'internal', message: '' }} onRetry={document.retry} />
      </main>
    )
  }
  if (isEmpty) {
    return phase === 'opening' ? (
      <Waiting />
    ) : (
      <main>
        <EmptyState icon="search" title={t('job.empty')}>
          {t('job.emptyText')}
        </EmptyState>
      </main>
    )
  }

  return <OpenJob {...props} document={document} job={job} />
}

interface OpenJobProps extends JobScreenProps {
  readonly document: OpenDocument
  readonly job: Job
}

/** Looks at few parts of the job itself: what it draws anew, it draws with every tab's frame. */
function OpenJob({ jobId, tab, zone, step, document, job }: OpenJobProps) {
  const { t, word } = useWords()
  const phase = useConditionPart(document, 'phase')
  const error = useConditionPart(document, 'error')
  const saveProblem = useConditionPart(document, 'saveProblem')
  const clientId = useViewPart(job, (view) => view.client.value)
  const clientDocument = clientOf(useDocument(clientId === undefined ? null : `client/${clientId}`))
  const client = useView(clientDocument)
  const me = useMe()
  const rights = useRights()
  const presence = useTellPresence(document, tab, tab === 'zones' ? zone : null)
  const calls = useNewCalls(jobId, job, me.id)
  const tools = useTools(jobId, document, job)
  const { goTo } = tools
  const clientLedger = clientDocument?.ledger ?? null
  const ofClient = useMemo(() => ({ client, clientLedger }), [client, clientLedger])
  const unknownCount = useViewPart(job, (view) => view.unknownCount)
  const photoCount = useViewPart(job, (view) => view.photos.length)
  const openDefects = useViewPart(job, (view) => view.defects.filter((defect) => defect.open).length)
  const clashes = useViewPart(job, (view) => view.conflicts.length + clientConflicts({ clientLedger, view }).length)
  return (
    <JobToolsProvider value={tools}>
      <JobClientProvider value={ofClient}>
        <main className="flex h-full flex-col" {...presence}>
          <JobHeader />
          <div className="flex flex-col gap-2 px-3 pt-2 empty:hidden">
            {phase === 'failed' && error && <Problem error={error} onRetry={document.retry} />}
            {saveProblem && (
              <Banner tone="bad" title={t('sync.reason.not-saved')}>
                {t('sync.do.not-saved')}
              </Banner>
            )}
            {unknownCount > 0 && <Banner tone="warn" title={t('job.newer', { count: unknownCount })} />}
            {rights.cappedBy === 'viewer' && (
              <Banner
                tone="info"
                title={t('person.capped', { role: word(ROLES[me.role]), device: word(ROLES.viewer) })}
              />
            )}
            <GoingBanner />
            <StandingBanner />
          </div>
          <Tabs
            label={t('job.parts')}
            selected={tab}
            onSelect={(next) => goTo(next as JobTab, zone)}
            tabs={[
              { id: 'reception', label: t('tab.reception'), render: () => <Reception asked={step} /> },
              { id: 'zones', label: t('tab.zones'), render: () => <Zones selected={zone} /> },
              { id: 'details', label: t('tab.details'), render: () => <Details /> },
              { id: 'lists', label: t('tab.lists'), render: () => <Lists /> },
              { id: 'conditions', label: t('tab.conditions'), render: () => <Conditions /> },
              {
                id: 'defects',
                label: t('tab.defects'),
                extra: openDefects > 0 && <Count value={openDefects} />,
                render: () => <Defects />,
              },
              {
                id: 'photos',
                label: t('tab.photos'),
                extra: photoCount > 0 && <Count value={photoCount} />,
                render: () => <Photos />,
              },
              {
                id: 'notes',
                label: t('tab.notes'),
                extra: calls.length > 0 && (
                  <Badge tone="accent" icon="person">
                    {calls.length}
                    <span className="sr-only">{t('comment.callsYou')}</span>
                  </Badge>
                ),
                render: () => <Notes />,
              },
              {
                id: 'conflicts',
                label: t('tab.conflicts'),
                extra: clashes > 0 && (
                  <Badge tone="clash" icon="clash">
                    {clashes}
                  </Badge>
                ),
                render: () => <Conflicts />,
              },
              { id: 'history', label: t('tab.history'), render: () => <History /> },
              { id: 'closing', label: t('tab.closing'), render: () => <Closing /> },
            ]}
          />
        </main>
      </JobClientProvider>
    </JobToolsProvider>
  )
}

/** The same object until the person, their rights or the job change. */
function useTools(jobId: string, document: OpenDocument, job: Job): JobTools {
  const me = useMe()
  const { role, cappedBy } = useRights()
  const pen = usePen()
  const navigate = useNavigate()
  const goTo = useCallback<JobTools['goTo']>(
    (tab, zone, step) =>
      void navigate({
        to: '/jobs/$jobId',
        params: { jobId },
        search: { tab, ...(zone ? { zone } : {}), ...(step ? { step } : {}) },
        replace: true,
      }),
    [navigate, jobId],
  )
  return useMemo(() => {
    const canEdit = role !== 'viewer'
    return {
      jobId,
      job,
      document,
      canEdit,
      supervising: isSupervising(role),
      cappedBy: isSupervising(me.role) && !isSupervising(role) ? cappedBy : null,
      may: (field) => canEdit && (!field.contested || isSupervising(role)),
      edit: (change) => {
        if (canEdit) change(job.ledger, pen)
      },
      goTo,
    }
  }, [jobId, job, document, role, cappedBy, me.role, pen, goTo])
}
