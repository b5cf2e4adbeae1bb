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
    'pin-needed', // this person has a code on this device
    'pin-wrong', // `detail`: seconds to wait before the next try, when there are any
    'keys-unprotected', // this machine has no keychain: somebody has to accept that first
    'no-relay', // devices meet at a relay, and none is named
    'other-shop', // that relay belongs to another shop
    'list-forked', // the relay's list of devices and this device's hold, and neither continues the other
    'expired', // the invitation is too old, used, or was refused
    'wrong-code', // a code or key that cannot have been printed or shown by us
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
