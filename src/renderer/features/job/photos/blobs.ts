import { useQuery } from '@tanstack/react-query'
import { ask } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'

/** Blobs are read from the app's own origin; a name is its content, so nothing ever goes stale. */
export const blobUrl = (sha256: string) => `/blob/${sha256}`

/**
 * Whether a blob is on this device, and on the relay. A photo's facts travel ahead of its bytes: what is not here
 * yet is asked for again until it is. Undefined before the first answer.
 */
export function useBlob(sha256: string, until: 'here' | 'relay' = 'here') {
  const { api } = useDesk()
  const { data } = useQuery({
    queryKey: ['blob', sha256],
    queryFn: async () => (await ask(api, 'blobs.status', { sha256s: [sha256] }))[0] ?? null,
    refetchInterval: ({ state }) => (state.data?.[until] ? false : 1500),
    refetchOnMount: until === 'relay' ? 'always' : true,
  })
  return data ?? undefined
}
