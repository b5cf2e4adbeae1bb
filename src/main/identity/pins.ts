/**
 * Codes of people on a shared device: a courtesy between colleagues and a hurdle for a passer-by, on a machine whose
 * disk they do not hold. Wrong tries are counted before they are judged, so that pulling the plug gives none back.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { AppFault } from '../../contract/index.ts'
import type { DeviceIdentity } from './device.ts'

export const pinRecord = z.object({
  /** base64. */
  salt: z.string(),
  hash: z.string(),
  /** Wrong tries since the last right one, and when the last of them was (milliseconds since 1970). */
  wrong: z.number().int().nonnegative(),
  lastWrongAt: z.number(),
})
export type PinRecord = z.infer<typeof pinRecord>

export const FREE_TRIES = 5
/** After the fifth wrong try; doubled by each one more. */
const WAIT_MS = { first: 30_000, most: 3_600_000 } as const
/** About 0.1 s and 32 MiB a try. */
const COST = { N: 1 << 15, r: 8, p: 1, maxmem: 64 << 20 } as const
const HASH_BYTES = 32

export interface Pins {
  /** Ids of people who have a code here. */
  people(): string[]
  /** Resolves when the code is right or there is none. Rejects with `pin-needed`, or `pin-wrong` and seconds to wait. */
  check(person: string, pin: string | null): Promise<void>
  set(person: string, pin: string | null): Promise<void>
}

export function openPins(identity: DeviceIdentity, now: () => number): Pins {
  /** One try at a time: many at once would all be judged by the same count. */
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = turn.then(work)
    turn = run.catch(() => {})
    return run
  }
  async function keep(person: string, record: PinRecord | null): Promise<void> {
    const { [person]: _former, ...others } = identity.get('pins')
    await identity.set('pins', record ? { ...others, [person]: record } : others)
  }

  return {
    people: () => Object.keys(identity.get('pins')),
    check: (person, pin) =>
      inTurn(async () => {
        const record = identity.get('pins')[person]
        if (!record) return
        if (pin === null) throw new AppFault('pin-needed', 'this person has a code on this device')
        const waitMs = waitOf(record, now())
        if (waitMs > 0) throw wrong(waitMs)
        const tried = { ...record, wrong: record.wrong + 1, lastWrongAt: now() }
        await keep(person, tried)
        const hash = await derive(pin, Buffer.from(record.salt, 'base64'))
        const expected = Buffer.from(record.hash, 'base64')
        if (expected.length !== hash.length || !timingSafeEqual(expected, hash)) throw wrong(waitOf(tried, now()))
        await keep(person, { ...record, wrong: 0, lastWrongAt: 0 })
      }),
    set: (person, pin) =>
      inTurn(async () => {
        if (pin === null) return keep(person, null)
        const salt = randomBytes(16)
        const hash = await derive(pin, salt)
        await keep(person, {
          salt: salt.toString('base64'),
          hash: hash.toString('base64'),
          wrong: 0,
          lastWrongAt: 0,
        })
      }),
  }
}

/** Milliseconds until the next try. A clock that was put back lengthens no wait beyond its own length. */
function waitOf({ wrong: tries, lastWrongAt }: PinRecord, now: number): number {
  if (tries < FREE_TRIES) return 0
  const whole = Math.min(WAIT_MS.most, WAIT_MS.first * 2 ** Math.min(tries - FREE_TRIES, 20))
  return Math.min(whole, Math.max(0, lastWrongAt + whole - now))
}
function wrong(waitMs: number): AppFault {
  return new AppFault(
    'pin-wrong',
    'not the code of this person',
    waitMs > 0 ? String(Math.ceil(waitMs / 1000)) : undefined,
  )
}
function derive(pin: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(pin, salt, HASH_BYTES, COST, (error, key) => (error ? reject(error) : resolve(key))),
  )
}
