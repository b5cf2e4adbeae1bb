import type { AppApi, AppError, CallInput, CallName, CallOutput } from '../../contract/index.ts'

declare global {
  interface Window {
    readonly rpma: AppApi
  }
}

/** An expected failure of a call, for code that wants to throw it (react-query, event handlers). */
export class CallFault extends Error {
  readonly error: AppError
  constructor(error: AppError) {
    super(`${error.kind}: ${error.message}`)
    this.name = 'CallFault'
    this.error = error
  }
}

/** Throws a {@link CallFault} where the call answers a failure; a broken bridge counts as `internal`. */
export async function ask<K extends CallName>(api: AppApi, name: K, input: CallInput<K>): Promise<CallOutput<K>> {
  const answer = await api
    .call(name, input)
    .catch((cause: unknown) => ({ ok: false as const, error: { kind: 'internal' as const, message: String(cause) } }))
  if (!answer.ok) throw new CallFault(answer.error)
  return answer.value
}

/** What went wrong, as a value that screens have words for. */
export function errorOf(cause: unknown): AppError {
  return cause instanceof CallFault ? cause.error : { kind: 'internal', message: String(cause) }
}
