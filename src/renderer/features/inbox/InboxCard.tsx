import { Link, useNavigate } from '@tanstack/react-router'
import type { InboxRow } from '../../../contract/index.ts'
import { zoneOfItem } from '../../../crdt/job/index.ts'
import type { Json } from '../../../crdt/ledger/index.ts'
import { formatAge, formatDateTime } from '../../i18n/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { DecideCard } from '../decide/DecideCard.tsx'
import type { Answer } from '../decide/DecideCard.tsx'
import { useDecide } from '../decide/useDecide.ts'
import type { Describing } from '../job/describe.ts'
import { Plate, StateBadge } from '../jobs/looks.tsx'

export interface InboxCardProps {
  readonly row: InboxRow
  readonly about: Describing
  readonly canDecide: boolean
}

export function InboxCard({ row, about, canDecide }: InboxCardProps) {
  const { t } = about
  const decide = useDecide(about)
  const navigate = useNavigate()
  if (row.kind !== 'conflict') return <ClosingCard row={row} about={about} />
  const answers = row.said.flatMap(answerOf)
  const zone = zoneOfItem(row.item)
  const { job } = row
  return (
    <DecideCard
      document={row.document}
      item={row.item}
      answers={answers}
      about={about}
      // Of a crowd of answers main lists the first only: nobody decides without having seen them all.
      canDecide={canDecide && answers.length === row.count}
      onDecide={(value, why) => {
        decide({ document: row.document, item: row.item, seen: row.said.map((each) => each.id) }, value, why)
      }}
      subject={<Subject row={row} about={about} />}
      actions={
        job && (
          <Button
            kind="quiet"
            icon="forward"
            onPress={() =>
              void navigate({
                to: '/jobs/$jobId',
                params: { jobId: job.id },
                search: zone === undefined ? { tab: 'conflicts' } : { tab: 'zones', zone },
              })
            }
          >
            {zone === undefined ? t('inbox.open') : t('conflict.seeZone')}
          </Button>
        )
      }
    />
  )
}

/** What is wrong with a closing is decided where the whole job is in sight. */
function ClosingCard({ row, about }: Omit<InboxCardProps, 'canDecide'>) {
  const { t, language, personName } = about
  const navigate = useNavigate()
  const { job } = row
  const title = row.kind === 'double-seal' ? t('inbox.double') : t('inbox.modified', { count: row.count })
  return (
    <article aria-label={title} className="rounded-card border border-warn bg-surface p-4">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-48 flex-1">
          <Subject row={row} about={about} />
          <h2 className="flex items-center gap-2 font-semibold">{title}</h2>
        </div>
        {job && (
          <Button
            kind="primary"
            icon="forward"
            onPress={() => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id }, search: { tab: 'closing' } })}
          >
            {t('inbox.seeClosing')}
          </Button>
        )}
      </div>
      <ul className="mt-2 flex flex-col gap-1 text-sm text-ink-soft">
        {latest(row.said).map((each) => (
          <li key={each.id}>
            {personName(each.by)} · {formatDateTime(each.at, language)}
          </li>
        ))}
      </ul>
    </article>
  )
}

const SHOWN = 3
/** The last few: who wants them all opens the closing. */
const latest = (said: InboxRow['said']) => said.toSorted((a, b) => b.at - a.at).slice(0, SHOWN)

/** Which job or client it is about, and how long it has waited. */
function Subject({ row, about }: { readonly row: InboxRow; readonly about: Describing }) {
  const { t, language } = about
  const { job } = row
  const age = formatAge(Date.now() - row.oldestAt, language, t('time.now'))
  return (
    <div className="mb-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-soft">
      {job ? (
        <>
          <Plate plate={job.plate} />
          <Link
            to="/jobs/$jobId"
            params={{ jobId: job.id }}
            className="inline-flex min-h-touch items-center underline underline-offset-2 hover:text-ink"
          >
            {[job.title || t('job.untitled'), job.number].filter(Boolean).join(' · ')}
          </Link>
          <StateBadge state={job.state} />
        </>
      ) : (
        <Badge tone="neutral" icon={row.document === 'shop' ? 'list' : 'person'}>
          {row.document === 'shop' ? t('document.shop') : row.client || t('document.client')}
        </Badge>
      )}
      <span>{age}</span>
    </div>
  )
}

/** Main lists what documents hold: a value that is absent was none. */
function answerOf(said: InboxRow['said'][number]): Answer[] {
  const { value, ...rest } = said
  return value === undefined ? [] : [{ ...rest, value: value as Json }]
}
