/** Everything that was said in this job, newest first; thousands of lines, of which those in sight are drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useMe } from '../../../api/desk.ts'
import { useDeviceName } from '../../../api/devices.ts'
import { formatDateTime } from '../../../i18n/format.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import { EmptyState } from '../../../ui/Feedback.tsx'
import { useJobDesk, useJobTools } from '../context.tsx'
import { factText } from '../describe.ts'
import { useDescribing } from '../useDescribing.ts'
import { useLooking } from '../looked.ts'
import { deedsOf, zoneOf } from './deeds.ts'
import type { Deed } from './deeds.ts'
import { useZoneName } from '../zoneName.ts'

const EVERYONE = 'everyone'
const VEHICLE = 'vehicle'
const KINDS = ['all', 'claim', 'row', 'void', 'seal'] as const
type Kind = (typeof KINDS)[number]
/** Of one deed, before « et n autres ». */
const LINES = 6

export function Activity() {
  const { t, personName } = useDescribing()
  const zoneName = useZoneName()
  const desk = useJobDesk()
  const { job, view } = desk
  const me = useMe()
  const isNew = useLooking('activity', desk, me.id)
  const [person, setPerson] = useState<string>(EVERYONE)
  const [zone, setZone] = useState<string>(EVERYONE)
  const [kind, setKind] = useState<Kind>('all')
  // The view is another object exactly when the job says something else.
  const facts = useMemo(() => (view ? job.ledger.facts() : []), [job, view])
  const deeds = useMemo(() => {
    const factOf = (id: string) => job.ledger.fact(id)
    const chosen = facts.filter(
      (fact) =>
        (person === EVERYONE || fact.by === person) &&
        (kind === 'all' || fact.kind === kind) &&
        (zone === EVERYONE || (zoneOf(fact, factOf) ?? VEHICLE) === zone),
    )
    return deedsOf(chosen, factOf)
  }, [facts, person, kind, zone, job])
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: deeds.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 96,
    overscan: 6,
  })
  return (
    <>
      <div className="grid grid-cols-1 gap-3 sm:grid-cols-3">
        <Choice
          label={t('history.person')}
          value={person}
          onChange={setPerson}
          options={[
            { id: EVERYONE, label: t('history.everyone') },
            ...view.authors.map((id) => ({ id, label: personName(id) })),
          ]}
        />
        <Choice
          label={t('history.zone')}
          value={zone}
          onChange={setZone}
          options={[
            { id: EVERYONE, label: t('history.everywhere') },
            { id: VEHICLE, label: t('value.wholeVehicle') },
            ...view.zones.map((each) => ({ id: each.zone as string, label: zoneName(each.zone) })),
          ]}
        />
        <Choice
          label={t('history.kind')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((id) => ({ id, label: t(`history.kind.${id}`) }))}
        />
      </div>
      {deeds.length === 0 && (
        <EmptyState icon="clock" title={t('history.empty')}>
          {t('history.emptyText')}
        </EmptyState>
      )}
      <div
        ref={scroll}
        tabIndex={0}
        className="relative h-[62vh] overflow-auto"
        aria-label={t('history.look.activity')}
        role="region"
      >
        <ul className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => (
            <li
              key={item.key}
              ref={virtual.measureElement}
              data-index={item.index}
              className="absolute inset-x-0 top-0 pb-2"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <DeedCard
                deed={deeds[item.index]!}
                isNew={deeds[item.index]!.by !== me.id && deeds[item.index]!.facts.some(isNew)}
              />
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

function DeedCard({ deed, isNew }: { readonly deed: Deed; readonly isNew: boolean }) {
  const about = useDescribing()
  const zoneName = useZoneName()
  const { t, language, personName } = about
  const { job, goTo } = useJobTools()
  const deviceName = useDeviceName()
  const lines = deed.facts.slice(0, LINES)
  const more = deed.facts.length - lines.length
  return (
    <article className="rounded-lg border border-line bg-surface px-4 py-2">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="font-semibold">{personName(deed.by)}</span>
        {isNew && <Badge tone="info">{t('comment.isNew')}</Badge>}
        <span className="text-sm text-ink-soft">
          {formatDateTime(deed.at, language)} · {deviceName(deed.device)}
        </span>
        {deed.zone !== null && (
          <span className="ml-auto">
            <Button kind="quiet" onPress={() => goTo('zones', deed.zone)}>
              {zoneName(deed.zone)}
            </Button>
          </span>
        )}
      </p>
      <ul>
        {lines.map((fact) => (
          <li key={fact.id} className="break-words">
            {factText(fact, about, (id) => job.ledger.fact(id))}
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-sm text-ink-soft">{t('history.more', { count: more })}</p>}
    </article>
  )
}
