import { z } from 'zod'

/**
 * What a call answers when something expected went wrong. Screens switch on `kind`; `message` is never shown
 * raw: the renderer words each kind in the person's language and may append `detail`.
 */
export const appError = z.object({
  kind: z.enum([
    'no-shop', // nothing can be done before a shop exists on this device
    'no-person', // someone has to say who they are first
    'not-allowed', // the person's role does not permit it
    'not-found',
    'invalid', // the input does not hold together
    'gates-open', // a job cannot be closed: `detail` lists what is missing
    'not-saved', // the edit did not reach the disk; keep the document open
    'storage', // the data folder or database is in trouble; `detail` says what is safe
    'too-large',
    'unsupported', // a file that is not what it claims, or that cannot be read here
    'offline', // the relay is needed for this and cannot be reached
    'internal', // our fault; `detail` holds an id found again in the log
  ]),
  message: z.string(),
  detail: z.string().optional(),
})
export type AppError = z.infer<typeof appError>
export type AppErrorKind = AppError['kind']

export type CallResult<T> = { ok: true; value: T } | { ok: false; error: AppError }

/** Thrown by handlers for expected failures; the gate turns it into `{ ok: false }`. */
export class AppFault extends Error {
  readonly error: AppError
  constructor(kind: AppErrorKind, message: string, detail?: string) {
    super(message)
    this.name = 'AppFault'
    this.error = detail === undefined ? { kind, message } : { kind, message, detail }
  }
}
