/** What waits for a decision, as main lists it; read again whenever main says that lists are stale. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { CallInput } from '../../../contract/index.ts'
import { ask } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'

const PAGE = 30
export type InboxFilter = Pick<CallInput<'inbox.list'>, 'kinds' | 'sort'>

/** Undefined until main has answered. */
export function useInboxCount(): number | undefined {
  const { api } = useDesk()
  const answer = useQuery({
    queryKey: ['inbox', 'count'],
    queryFn: () => ask(api, 'inbox.list', { kinds: [], sort: 'oldest', offset: 0, limit: 0 }),
  })
  return answer.data?.total
}

export function useInbox(filter: InboxFilter) {
  const { api } = useDesk()
  return useInfiniteQuery({
    queryKey: ['inbox', 'rows', filter],
    queryFn: ({ pageParam }) => ask(api, 'inbox.list', { ...filter, offset: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : undefined),
    placeholderData: (before) => before,
  })
}
