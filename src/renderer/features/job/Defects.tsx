import { useState } from 'react'
import type { DefectView } from '../../../crdt/job/index.ts'
import { defectItem, setDefectOutcome, setDefectSeverity, withdrawFact } from '../../../crdt/job/index.ts'
import { DEFECT_PHASES, DEFECT_TYPES, OUTCOMES, SEVERITIES } from '../../../crdt/vocabulary/index.ts'
import type { Outcome, Severity } from '../../../crdt/vocabulary/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Segments } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { DefectPlaces } from './closing/DefectPlaces.tsx'
import { OutcomeDialog } from './closing/OutcomeDialog.tsx'
import { useJobDesk, useJobPart, useJobTools } from './context.tsx'
import { DefectDialog } from './DefectDialog.tsx'
import { AddPhotos } from './photos/AddPhotos.tsx'
import { PhotoGrid } from './photos/PhotoTiles.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { Story, useWritten } from './Story.tsx'
import { useZoneName } from './zoneName.ts'

const SEVERITY_LOOK: Record<Severity, { readonly tone: Tone; readonly icon: IconName }> = {
  1: { tone: 'info', icon: 'search' },
  2: { tone: 'warn', icon: 'warning' },
  3: { tone: 'bad', icon: 'cross' },
}

export function Defects() {
  const { t } = useWords()
  const { view, canEdit } = useJobDesk()
  const [adding, setAdding] = useState(false)
  const numbered = view.defects.map((defect, index) => ({ defect, number: index + 1 }))
  const sorted = numbered.toSorted(
    ({ defect: a }, { defect: b }) => Number(b.open) - Number(a.open) || b.severity - a.severity || b.at - a.at,
  )
  return (
    <div className="mx-auto flex max-w-4xl flex-col gap-3 p-4">
      {canEdit && (
        <div className="flex justify-end">
          <Button kind="primary" icon="plus" onPress={() => setAdding(true)}>
            {t('defect.add')}
          </Button>
        </div>
      )}
      {sorted.length === 0 ? (
        <EmptyState icon="check" title={t('defect.none')}>
          {t('defect.noneText')}
        </EmptyState>
      ) : (
        <>
          <DefectPlaces defects={numbered} />
          {sorted.map(({ defect, number }) => (
            <DefectCard key={defect.id} defect={defect} number={number} withZone />
          ))}
        </>
      )}
      {adding && <DefectDialog zone={null} onClose={() => setAdding(false)} />}
    </div>
  )
}

export interface DefectCardProps {
  readonly defect: DefectView
  readonly withZone?: boolean
  /** As on the drawing above the list. */
  readonly number?: number
}

export function DefectCard({ defect, withZone, number }: DefectCardProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { canEdit, edit, goTo, may } = useJobTools()
  const all = useJobPart((view) => view.photos)
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState(false)
  const [settling, setSettling] = useState<Exclude<Outcome, 'open'> | null>(null)
  const look = SEVERITY_LOOK[defect.severity]
  const photos = all.filter((photo) => photo.defect === defect.id)
  const type = word(DEFECT_TYPES[defect.type])
  // A page of its own, or a part of a zone's panel: headings go down one step at a time.
  const Title = withZone ? 'h2' : 'h4'
  return (
    <article
      aria-label={t('defect.name', { type, zone: zoneName(defect.zone) })}
      className="flex flex-col gap-3 rounded-card border border-line bg-surface p-4"
    >
      <div className="flex flex-wrap items-center gap-2">
        {number !== undefined && (
          <span
            aria-hidden="true"
            className="flex size-7 shrink-0 items-center justify-center rounded-full bg-accent text-sm font-bold text-surface"
          >
            {number}
          </span>
        )}
        <Title className="font-semibold">{type}</Title>
        <Badge tone={look.tone} icon={look.icon}>
          {word(SEVERITIES[defect.severity])}
        </Badge>
        <Badge tone="neutral">{word(DEFECT_PHASES[defect.phase])}</Badge>
        {withZone && (
          <Button kind="quiet" onPress={() => goTo('zones', defect.zone)}>
            {zoneName(defect.zone)}
          </Button>
        )}
        <span className="ml-auto text-sm text-ink-soft">{written(defect)}</span>
      </div>
      {defect.note !== '' && <p className="whitespace-pre-wrap">{defect.note}</p>}
      <PhotoGrid photos={photos} under="zone" />
      <Settled defect={defect} />
      {canEdit && (
        <>
          <div className="flex flex-wrap items-end gap-x-4 gap-y-2">
            <span className="flex items-end gap-1">
              <Segments
                label={
                  defect.outcome.contested ? `${t('defect.outcome')} – ${t('zone.contested')}` : t('defect.outcome')
                }
                disabled={!may(defect.outcome)}
                value={defect.outcome.value ?? (defect.outcome.contested ? null : 'open')}
                onChange={(outcome: Outcome) => {
                  if (outcome === 'open') edit((ledger, pen) => setDefectOutcome(ledger, defect.id, outcome, pen))
                  else setSettling(outcome)
                }}
                options={(Object.keys(OUTCOMES) as Outcome[]).map((id) => ({ id, label: word(OUTCOMES[id]) }))}
              />
              <Story item={defect.outcome.item} />
            </span>
            <span className="flex items-end gap-1">
              <Segments
                label={t('defect.severity')}
                value={String(defect.severity)}
                onChange={(severity) =>
                  edit((ledger, pen) => setDefectSeverity(ledger, defect.id, Number(severity) as Severity, pen))
                }
                options={([1, 2, 3] as const).map((id) => ({ id: String(id), label: word(SEVERITIES[id]) }))}
              />
              <Story item={defectItem(defect.id, 'severity')} />
            </span>
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <AddPhotos phase="defect" zone={defect.zone} defect={defect.id} compact />
            <Button kind="quiet" onPress={() => setWithdrawing(true)}>
              {t('defect.withdraw')}
            </Button>
          </div>
        </>
      )}
      {settling && <OutcomeDialog defect={defect} outcome={settling} onClose={() => setSettling(null)} />}
      {withdrawing && (
        <ReasonDialog
          title={t('defect.withdraw')}
          text={t('defect.withdrawText')}
          action={t('defect.withdraw')}
          onClose={() => setWithdrawing(false)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, defect.id, why, pen))}
        />
      )}
    </article>
  )
}

/** What became of it, by whom and when; nothing while it is open. */
function Settled({ defect }: { readonly defect: DefectView }) {
  const { t, word, language } = useWords()
  const personName = usePersonName()
  const { outcome, acceptedBy } = defect
  if (outcome.value === undefined || outcome.value === 'open') return null
  const why = outcome.heads.at(-1)?.why
  return (
    <div className="rounded-lg bg-sunken px-3 py-2">
      <p className="font-medium">
        {outcome.value === 'accepted' && acceptedBy.value !== undefined
          ? t('defect.acceptedBy', { name: acceptedBy.value })
          : word(OUTCOMES[outcome.value])}
      </p>
      {why !== undefined && why !== '' && <p className="whitespace-pre-wrap">{why}</p>}
      <p className="text-sm text-ink-soft">
        {outcome.by.map(personName).join(', ')} · {formatDateTime(outcome.at, language)}
      </p>
    </div>
  )
}
