/** « À décider » for the whole shop: everything on this device that waits for somebody's word. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { InboxRow } from '../../../contract/index.ts'
import { isSupervising } from '../../../crdt/vocabulary/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useRights } from '../../api/rights.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { Button } from '../../ui/Button.tsx'
import { Choice } from '../../ui/Choice.tsx'
import { EmptyState } from '../../ui/Feedback.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { Describing } from '../job/describe.ts'
import { useDescribingShop } from '../job/useDescribing.ts'
import { InboxCard } from './InboxCard.tsx'
import { useInbox } from './queries.ts'
import type { InboxFilter } from './queries.ts'

const KINDS = ['conflict', 'double-seal', 'modified'] as const
type Kind = InboxRow['kind']

export function InboxScreen() {
  const { t } = useWords()
  const navigate = useNavigate()
  const rights = useRights()
  const [kinds, setKinds] = useState<readonly Kind[]>([])
  const [sort, setSort] = useState<InboxFilter['sort']>('oldest')
  const inbox = useInbox({ kinds: [...kinds], sort })
  const about = useDescribingClients()
  const rows = inbox.data?.pages.flatMap((page) => page.rows) ?? []
  const total = inbox.data?.pages[0]?.total
  const supervising = isSupervising(rights.role)

  return (
    <main className="flex h-full flex-col">
      <div className="flex flex-col gap-2 border-b border-line bg-surface px-4 py-3">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-xl font-bold">{t('inbox.title')}</h1>
          <span role="status" className="text-sm text-ink-soft">
            {total === undefined ? '' : t('conflict.count', { count: total })}
          </span>
          <div className="ml-auto w-56">
            <Choice
              label={t('jobs.sort')}
              hideLabel
              value={sort}
              onChange={setSort}
              options={(['oldest', 'scheduled'] as const).map((id) => ({ id, label: t(`inbox.sort.${id}`) }))}
            />
          </div>
        </div>
        <ToggleButtonGroup
          aria-label={t('inbox.filter')}
          selectionMode="multiple"
          selectedKeys={kinds}
          onSelectionChange={(keys) => setKinds([...keys].map(String) as Kind[])}
          className="scroll-faded flex gap-1.5 pb-1"
        >
          {KINDS.map((kind) => (
            <ToggleButton
              key={kind}
              id={kind}
              className={
                'flex min-h-touch shrink-0 cursor-pointer items-center gap-1.5 rounded-full border border-line-strong px-3 text-sm whitespace-nowrap ' +
                'data-[focus-visible]:-outline-offset-3 data-[hovered]:bg-sunken data-[selected]:border-accent data-[selected]:bg-accent data-[selected]:font-semibold data-[selected]:text-accent-ink'
              }
            >
              {({ isSelected }) => (
                <>
                  {isSelected && <Icon name="check" size={15} />}
                  {t(`inbox.kind.${kind}`)}
                </>
              )}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      </div>
      <div tabIndex={-1} className="relative min-h-0 flex-1 overflow-auto">
        {inbox.error ? (
          <div className="p-6">
            <Problem error={errorOf(inbox.error)} onRetry={() => void inbox.refetch()} />
          </div>
        ) : total === undefined ? (
          <Waiting />
        ) : total === 0 ? (
          <EmptyState
            icon="check"
            title={t('conflict.none')}
            action={
              kinds.length > 0 ? (
                <Button onPress={() => setKinds([])}>{t('inbox.showAll')}</Button>
              ) : (
                <Button onPress={() => void navigate({ to: '/' })}>{t('nav.jobs')}</Button>
              )
            }
          >
            {kinds.length > 0 ? t('inbox.noneOfKind') : t('inbox.noneText')}
          </EmptyState>
        ) : (
          <div className="mx-auto flex max-w-4xl flex-col gap-4 p-4">
            {!supervising && <p className="text-ink-soft">{t('conflict.textOthers')}</p>}
            {rows.map((row) => (
              <InboxCard key={`${row.document}:${row.item}`} row={row} about={about} canDecide={supervising} />
            ))}
            {inbox.hasNextPage && (
              <Button onPress={() => void inbox.fetchNextPage()} isDisabled={inbox.isFetchingNextPage}>
                {t('inbox.more', { count: total - rows.length })}
              </Button>
            )}
          </div>
        )}
      </div>
    </main>
  )
}

/** With the names of clients and vehicles as the list of clients has them. */
function useDescribingClients(): Describing {
  const about = useDescribingShop()
  const { api } = useDesk()
  const clients = useQuery({
    queryKey: ['clients', 'choice'],
    queryFn: () => ask(api, 'clients.list', { search: '', limit: 200 }),
  })
  return {
    ...about,
    clientName: (id) => clients.data?.find((client) => client.id === id)?.name,
    vehicleName: (id) => {
      const vehicle = clients.data?.flatMap((client) => client.vehicles).find((each) => each.id === id)
      return vehicle && [vehicle.plate, vehicle.label].filter(Boolean).join(' ')
    },
  }
}
