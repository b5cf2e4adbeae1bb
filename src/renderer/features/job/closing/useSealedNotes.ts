import { useQuery } from '@tanstack/react-query'
import { ask } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'
import { useJobDesk } from '../context.tsx'

/**
 * What the job's texts said in a closed version. Null while it is read, and where no device that can be reached holds
 * the bytes of that version.
 */
export function useSealedNotes(hash: string): ReadonlyMap<string, string> | null {
  const { api } = useDesk()
  const { jobId } = useJobDesk()
  const found = useQuery({
    queryKey: ['jobs.sealedNotes', jobId, hash],
    queryFn: () => ask(api, 'jobs.sealedNotes', { jobId, hash }),
    staleTime: Infinity, // its name is its hash
    retry: false,
  })
  return found.data ? new Map(found.data.map(({ name, text }) => [name, text])) : null
}
