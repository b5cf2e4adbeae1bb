import { z } from 'zod'
import { AppFault, type AppErrorKind } from '../../contract/index.ts'
import { RelayRefusal } from '../replica/index.ts'

/** What a relay's no means to a screen. Everything else is `offline`: it was asked, and did not do it. */
const kinds: Readonly<Record<string, AppErrorKind>> = {
  'other-shop': 'other-shop',
  'not-allowed': 'not-allowed',
  'not-found': 'not-found',
  conflict: 'invalid',
  invalid: 'invalid',
  revoked: 'not-allowed',
  'too-large': 'too-large',
}

/** The same work, whose refusals by a relay, and whose waiting in vain for one, are values that a screen can word. */
export async function atRelay<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RelayRefusal) throw new AppFault(kinds[error.kind ?? ''] ?? 'offline', error.message)
    if (isUnanswered(error)) throw new AppFault('offline', 'the relay cannot be reached', String(error))
    throw error
  }
}

/** No network, no answer in time, or an answer that no relay gives. */
export function isUnanswered(error: unknown): boolean {
  if (error instanceof z.ZodError || error instanceof SyntaxError) return true
  if (!(error instanceof Error)) return false
  return (
    error.name === 'TimeoutError' || error.name === 'AbortError' || (error instanceof TypeError && 'cause' in error)
  )
}
