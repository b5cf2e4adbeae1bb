/** What the relay says of devices, read by the screen's parts and read again after each change. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppError, CallInput, CallName } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk, useSync } from '../../api/desk.ts'

/** Milliseconds. The relay tells nobody who connects; who looks at the list wants to see it come true. */
const DEVICES_EVERY_MS = 3_000
const REVIEW_EVERY_MS = 10_000

export function useDevices() {
  const { api } = useDesk()
  const relay = useSync((sync) => sync?.relay.state ?? 'none')
  return useQuery({
    queryKey: ['devices', 'list', relay],
    queryFn: () => ask(api, 'devices.list', {}),
    placeholderData: (before) => before,
    staleTime: 0,
    refetchInterval: DEVICES_EVERY_MS,
  })
}

/** Administrators only: others are refused, and do not ask. */
export function useReview(enabled: boolean) {
  const { api } = useDesk()
  return useQuery({
    queryKey: ['devices', 'review'],
    queryFn: () => ask(api, 'review.list', {}),
    enabled,
    staleTime: 0,
    refetchInterval: REVIEW_EVERY_MS,
  })
}

export interface Change {
  readonly busy: boolean
  readonly error: AppError | null
  /** Answers whether it was done; the lists are read again then. */
  readonly run: <K extends CallName>(name: K, input: CallInput<K>) => Promise<boolean>
}

export function useChange(): Change {
  const { api } = useDesk()
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  return {
    busy,
    error,
    async run(name, input) {
      setBusy(true)
      setError(null)
      try {
        await ask(api, name, input)
        await queries.invalidateQueries({ queryKey: ['devices'] })
        return true
      } catch (cause) {
        setError(errorOf(cause))
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
