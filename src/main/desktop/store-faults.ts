import { AppFault, type AppErrorKind, type AppHandlers } from '../../contract/index.ts'
import { StoreFault, type StoreProblemKind } from '../store/index.ts'

/** What a trouble of the store means to a screen. Everything else is `storage`. */
const kinds: Partial<Record<StoreProblemKind, AppErrorKind>> = {
  full: 'not-saved',
  io: 'not-saved',
  malformed: 'invalid',
}

/** The same handlers, whose StoreFaults arrive as values that a screen can word. */
export function faultOfStore(handlers: AppHandlers): AppHandlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => [
    name,
    async (input: never) => {
      try {
        return await (handler as (input: never) => Promise<unknown>)(input)
      } catch (error) {
        if (!(error instanceof StoreFault)) throw error
        throw new AppFault(
          kinds[error.kind] ?? 'storage',
          error.kind,
          JSON.stringify({ fr: error.problem.fr, en: error.problem.en }),
        )
      }
    },
  ])
  return Object.fromEntries(wrapped) as AppHandlers
}
