import { useQueries, useQuery } from '@tanstack/react-query'
import type { AppApi, CallOutput } from '../../../../contract/index.ts'
import { ask } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'

/** Blobs are read from the app's own origin; a name is its content, so nothing ever goes stale. */
export const blobUrl = (sha256: string) => `/blob/${sha256}`

export type BlobStatus = CallOutput<'blobs.status'>[number]

/**
 * Whether a blob is on this device, and on the relay. A photo's facts travel ahead of its bytes: main tells when they
 * come (`blobs.changed`). Undefined before the first answer.
 */
export function useBlob(sha256: string): BlobStatus | undefined {
  const { api } = useDesk()
  const { data } = useQuery(statusQuery(api, sha256))
  return data ?? undefined
}

/** The same for many, in the order asked. */
export function useBlobs(sha256s: readonly string[]): readonly (BlobStatus | undefined)[] {
  const { api } = useDesk()
  return useQueries({
    queries: sha256s.map((sha256) => statusQuery(api, sha256)),
    combine: (answers) => answers.map(({ data }) => data ?? undefined),
  })
}

const statusQuery = (api: AppApi, sha256: string) => ({
  queryKey: ['blob', sha256],
  queryFn: () => statusOf(api, sha256),
})

interface Asked {
  readonly sha256: string
  readonly answer: (status: BlobStatus | null) => void
  readonly fail: (cause: unknown) => void
}
/** As many as main takes in one call. */
const MOST_AT_ONCE = 1000
const waiting = new Map<AppApi, Asked[]>()

/** A screen full of photos asks once: what is asked for in one turn goes together. */
function statusOf(api: AppApi, sha256: string): Promise<BlobStatus | null> {
  return new Promise((answer, fail) => {
    const asked = waiting.get(api) ?? []
    if (asked.length === 0) setTimeout(() => void askTogether(api))
    waiting.set(api, [...asked, { sha256, answer, fail }])
  })
}

async function askTogether(api: AppApi): Promise<void> {
  const all = waiting.get(api) ?? []
  waiting.delete(api)
  for (let i = 0; i < all.length; i += MOST_AT_ONCE) {
    const asked = all.slice(i, i + MOST_AT_ONCE)
    try {
      const statuses = await ask(api, 'blobs.status', { sha256s: [...new Set(asked.map(({ sha256 }) => sha256))] })
      const known = new Map(statuses.map((status) => [status.sha256, status]))
      for (const { sha256, answer } of asked) answer(known.get(sha256) ?? null)
    } catch (cause) {
      for (const { fail } of asked) fail(cause)
    }
  }
}
