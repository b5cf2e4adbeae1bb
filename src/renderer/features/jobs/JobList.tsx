/** Every job of the shop: search, filter by state, sorted; a window over the list, however long it is. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useDeferredValue, useRef, useState } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { CallInput, JobRow } from '../../../contract/index.ts'
import { JOB_STATES } from '../../../crdt/vocabulary/index.ts'
import type { JobState, Language } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useSync } from '../../api/desk.ts'
import { formatAge, formatDate } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { isAlone } from '../../shell/overall.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Badge } from '../../ui/Badge.tsx'
import type { Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import { SearchInput } from '../../ui/Field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Plate, PriorityBadge, StateBadge } from './looks.tsx'

const PAGE = 100
const ROW_PX = 76
type Sort = CallInput<'jobs.list'>['sort']
type Filter = Omit<CallInput<'jobs.list'>, 'offset' | 'limit'>

export function JobList() {
  const { t, word } = useWords()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [states, setStates] = useState<readonly JobState[]>([])
  const [sort, setSort] = useState<Sort>('changed')
  const filter: Filter = { search: useDeferredValue(typed.trim()), states: [...states], sort }
  const first = useJobPage(filter, 0)
  const filtered = filter.search !== '' || states.length > 0
  const total = first.data?.total ?? 0

  return (
    <main className="flex h-full flex-col">
      <div className="flex flex-col gap-2 border-b border-line bg-surface px-4 py-3">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-bold">{t('jobs.title')}</h1>
          <span role="status" className="sr-only text-sm text-ink-soft lg:not-sr-only">
            {first.data ? t('jobs.count', { count: total }) : ''}
          </span>
          <div className="order-last min-w-48 flex-1 basis-full sm:order-none sm:ml-auto sm:max-w-80 sm:basis-48">
            <SearchInput
              label={t('jobs.search')}
              placeholder={t('jobs.searchHint')}
              clearLabel={t('action.clear')}
              value={typed}
              onChange={setTyped}
            />
          </div>
          <div className="w-40 lg:w-60">
            <Choice
              label={t('jobs.sort')}
              hideLabel
              value={sort}
              onChange={setSort}
              options={(['changed', 'scheduled', 'number'] as const).map((id) => ({ id, label: t(`jobs.sort.${id}`) }))}
            />
          </div>
          {(total > 0 || filtered) && (
            <Button kind="primary" icon="plus" onPress={() => void navigate({ to: '/new' })}>
              {t('jobs.new')}
            </Button>
          )}
        </div>
        <ToggleButtonGroup
          aria-label={t('jobs.filter')}
          selectionMode="multiple"
          selectedKeys={states}
          onSelectionChange={(keys) => setStates([...keys].map(String) as JobState[])}
          className="scroll-faded flex gap-1.5 pb-1"
        >
          {(Object.keys(JOB_STATES) as JobState[]).map((state) => (
            <ToggleButton
              key={state}
              id={state}
              className={
                'flex min-h-touch shrink-0 cursor-pointer items-center gap-1.5 rounded-full border border-line-strong px-3 text-sm whitespace-nowrap ' +
                'data-[focus-visible]:-outline-offset-3 data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:bg-accent data-[selected]:font-semibold data-[selected]:text-accent-ink'
              }
            >
              {({ isSelected }) => (
                <>
                  {isSelected && <Icon name="check" size={15} />}
                  {word(JOB_STATES[state])}
                </>
              )}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      {first.error ? (
        <div className="p-6">
          <Problem error={errorOf(first.error)} onRetry={() => void first.refetch()} />
        </div>
      ) : first.data && total === 0 ? (
        filtered ? (
          <EmptyState
            icon="search"
            title={t('jobs.noneFound')}
            action={
              <Button
                onPress={() => {
                  setTyped('')
                  setStates([])
                }}
              >
                {t('jobs.showAll')}
              </Button>
            }
          >
            {t('jobs.noneFoundText')}
          </EmptyState>
        ) : (
          <EmptyState
            icon="car"
            title={t('jobs.none')}
            action={
              <Button kind="primary" icon="plus" onPress={() => void navigate({ to: '/new' })}>
                {t('jobs.new')}
              </Button>
            }
          >
            {t('jobs.noneText')}
          </EmptyState>
        )
      ) : (
        <Rows key={JSON.stringify(filter)} filter={filter} total={total} />
      )}
    </main>
  )
}

function useJobPage(filter: Filter, page: number) {
  const { api } = useDesk()
  return useQuery({ ...pageQuery(api, filter, page), placeholderData: keepPreviousData })
}

function pageQuery(api: ReturnType<typeof useDesk>['api'], filter: Filter, page: number) {
  return {
    queryKey: ['jobs', filter, page] as const,
    queryFn: () => ask(api, 'jobs.list', { ...filter, offset: page * PAGE, limit: PAGE }),
  }
}

function Rows({ filter, total }: { readonly filter: Filter; readonly total: number }) {
  const { t, language } = useWords()
  const { api } = useDesk()
  const alone = useSync(isAlone)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const pages = [...new Set(items.map((item) => Math.floor(item.index / PAGE)))]
  const answers = useQueries({ queries: pages.map((page) => pageQuery(api, filter, page)) })
  const rowAt = (index: number): JobRow | undefined => {
    const answer = answers[pages.indexOf(Math.floor(index / PAGE))]
    return answer?.data?.rows[index % PAGE]
  }
  return (
    <div ref={scroller} tabIndex={-1} className="min-h-0 flex-1 overflow-auto px-4 py-3">
      <ul aria-label={t('jobs.title')} className="relative" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index)
          return (
            <li
              key={item.key}
              aria-setsize={total}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0 pb-2"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {row ? (
                <Row row={row} alone={alone} when={whenOf(row, language, t('time.now'))} />
              ) : (
                <div className="h-full rounded-lg bg-sunken" />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** What a row says of time: when a planned job is due, else how long ago something changed. */
function whenOf(row: JobRow, language: Language, now: string): string {
  return row.scheduledStart !== null && row.state === 'planned'
    ? formatDate(row.scheduledStart, language)
    : formatAge(Date.now() - row.changedAt, language, now)
}

interface RowProps {
  readonly row: JobRow
  /** Without a relay nothing waits to be sent. */
  readonly alone: boolean
  readonly when: string
}

/** Drawn anew only when its own job changed: the answers of main keep the rows that are as they were. */
const Row = memo(function Row({ row, alone, when }: RowProps) {
  const { t } = useWords()
  const pending = alone ? 0 : row.pendingUpdates
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: row.id }}
      className="grid h-full grid-cols-[minmax(0,1.3fr)_minmax(0,1.2fr)_11rem] items-center gap-4 rounded-lg border border-line bg-surface px-4 hover:border-accent focus-visible:-outline-offset-3 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1.6fr)_9.5rem_12rem] xl:grid-cols-[minmax(0,1.5fr)_minmax(0,1.6fr)_9.5rem_9rem_12rem]"
    >
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-semibold">{row.title || t('job.untitled')}</span>
        <span className="truncate text-sm text-ink-soft">{[row.number, row.client].filter(Boolean).join(' · ')}</span>
      </span>
      <span className="flex min-w-0 items-center gap-3">
        <Plate plate={row.plate} />
        <span className="hidden min-w-0 flex-col sm:flex">
          <span className="truncate">{row.vehicle}</span>
          <span className="truncate text-sm text-ink-soft">{row.people.join(', ')}</span>
        </span>
      </span>
      <span className="flex flex-wrap items-center justify-end gap-1 lg:justify-start">
        <StateBadge state={row.state} />
        <span className="flex gap-1 empty:hidden lg:hidden">
          {row.conflicts > 0 && (
            <Mark
              tone="clash"
              icon="clash"
              count={row.conflicts}
              words={t('jobs.conflicts', { count: row.conflicts })}
            />
          )}
          {row.openDefects > 0 && (
            <Mark
              tone="bad"
              icon="warning"
              count={row.openDefects}
              words={t('jobs.defects', { count: row.openDefects })}
            />
          )}
          {pending > 0 && (
            <Mark tone="info" icon="here" count={pending} words={t('jobs.pending', { count: pending })} />
          )}
        </span>
        <span className="hidden lg:contents">
          <PriorityBadge priority={row.priority} />
        </span>
      </span>
      <span className="hidden xl:block">
        <Progress
          label={t('jobs.progress')}
          done={row.zonesDone}
          total={row.zonesTotal}
          text={t('jobs.zones', { done: row.zonesDone, total: row.zonesTotal })}
        />
      </span>
      <span className="hidden flex-wrap items-center justify-end gap-1 lg:flex">
        {row.conflicts > 0 && (
          <Badge tone="clash" icon="clash">
            {t('jobs.conflicts', { count: row.conflicts })}
          </Badge>
        )}
        {row.openDefects > 0 && (
          <Badge tone="bad" icon="warning">
            {t('jobs.defects', { count: row.openDefects })}
          </Badge>
        )}
        {row.conflicts + row.openDefects === 0 && pending === 0 && (
          <span className="text-sm whitespace-nowrap text-ink-soft">{when}</span>
        )}
        {pending > 0 &&
          (row.conflicts > 0 && row.openDefects > 0 ? (
            <Mark tone="info" icon="here" count={pending} words={t('jobs.pending', { count: pending })} />
          ) : (
            <Badge tone="info" icon="here">
              {t('jobs.pending', { count: pending })}
            </Badge>
          ))}
      </span>
    </Link>
  )
})

/** A badge where there is no room for its word: sign and number are seen, the words are heard. */
function Mark(props: { readonly tone: Tone; readonly icon: IconName; readonly count: number; readonly words: string }) {
  return (
    <Badge tone={props.tone} icon={props.icon}>
      <span aria-hidden="true">{props.count}</span>
      <span className="sr-only">{props.words}</span>
    </Badge>
  )
}
