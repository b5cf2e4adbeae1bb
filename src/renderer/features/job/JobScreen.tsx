import { useNavigate } from '@tanstack/react-router'
import type { ReceptionStepId } from '../../../crdt/job/index.ts'
import { isSupervising, ROLES } from '../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { useMe, usePen } from '../../api/desk.ts'
import { useRights } from '../../api/rights.ts'
import { clientOf, jobOf, useConditionPart, useDocument, useView } from '../../documents/hooks.ts'
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
import { JobDeskProvider } from './context.tsx'
import type { JobDesk } from './context.tsx'
import { Defects } from './Defects.tsx'
import { Details } from './Details.tsx'
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

export function JobScreen({ jobId, tab, zone, step }: JobScreenProps) {
  const { t, word } = useWords()
  const document = useDocument(`job/${jobId}`)
  const job = jobOf(document)
  const view = useView(job)
  const phase = useConditionPart(document, 'phase')
  const error = useConditionPart(document, 'error')
  const saveProblem = useConditionPart(document, 'saveProblem')
  const clientId = view?.client.value
  const clientDocument = clientOf(useDocument(clientId === undefined ? null : `client/${clientId}`))
  const client = useView(clientDocument)
  const me = useMe()
  const rights = useRights()
  const pen = usePen()
  const navigate = useNavigate()
  const place = tab === 'zones' ? zone : null
  const presence = useTellPresence(document, tab, place)
  const calls = useNewCalls(jobId, job, view, me.id)

  if (!document || !job || !view) return <Waiting />
  if (phase === 'failed' && view.factCount === 0) {
    return (
      <main className="p-6">
        <Problem error={error ?? { kind: 'internal', message: '' }} onRetry={document.retry} />
      </main>
    )
  }
  if (view.factCount === 0) {
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

  const canEdit = rights.role !== 'viewer'
  const goTo: JobDesk['goTo'] = (nextTab, nextZone, nextStep) =>
    void navigate({
      to: '/jobs/$jobId',
      params: { jobId },
      search: { tab: nextTab, ...(nextZone ? { zone: nextZone } : {}), ...(nextStep ? { step: nextStep } : {}) },
      replace: true,
    })
  const desk: JobDesk = {
    jobId,
    job,
    view,
    document,
    client,
    clientLedger: clientDocument?.ledger ?? null,
    vehicle: client?.vehicles.find((each) => each.id === view.vehicle.value) ?? null,
    canEdit,
    supervising: isSupervising(rights.role),
    cappedBy: isSupervising(me.role) && !isSupervising(rights.role) ? rights.cappedBy : null,
    may: (field) => canEdit && (!field.contested || isSupervising(rights.role)),
    edit: (change) => {
      if (canEdit) change(job.ledger, pen)
    },
    goTo,
  }
  const openDefects = view.defects.filter((defect) => defect.open).length
  const clashes = view.conflicts.length + clientConflicts(desk).length
  return (
    <JobDeskProvider value={desk}>
      <main className="flex h-full flex-col" {...presence}>
        <JobHeader />
        <div className="flex flex-col gap-2 px-3 pt-2 empty:hidden">
          {phase === 'failed' && error && <Problem error={error} onRetry={document.retry} />}
          {saveProblem && (
            <Banner tone="bad" title={t('sync.reason.not-saved')}>
              {t('sync.do.not-saved')}
            </Banner>
          )}
          {view.unknownCount > 0 && <Banner tone="warn" title={t('job.newer', { count: view.unknownCount })} />}
          {rights.cappedBy === 'viewer' && (
            <Banner
              tone="info"
              title={t('person.capped', { role: word(ROLES[me.role]), device: word(ROLES.viewer) })}
            />
          )}
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
              extra: view.photos.length > 0 && <Count value={view.photos.length} />,
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
    </JobDeskProvider>
  )
}
