/**
 * The membership list of this relay, folded and in memory, level with the register. Changes are made one at a time; as
 * soon as one is committed, here or at another relay on the same register, devices that lost something are cut [F46].
 */
import {
  CLOSE,
  DOES_NOT_FOLLOW,
  extendMembership,
  MAX_RECOVERY_MS,
  readEntryText,
  readMembership,
} from '../../../src/crdt/protocol/index.ts'
import type { Membership, MembershipPost, MembershipReading } from '../../../src/crdt/protocol/index.ts'
import { refuse } from './answers.ts'
import type { Recovery } from '../validator/judge.ts'
import type { Answer } from './answers.ts'
import { membershipCrypto } from './node-crypto.ts'
import type { Register, RegisterChange, StoredEntry } from './register.ts'
import type { TrustHost } from './trust.ts'

export interface Roster {
  /** Null: this relay belongs to no shop yet. */
  current(): Membership | null
  /** Until when work of others is taken, in milliseconds since 1970 by the relay's clock; 0: it is not. */
  recoveryUntil(now: number): number
  /** The same for the validator, which asks whose window it is. */
  recovery(now: number): Recovery
  /**
   * Takes the entries and, in the same step, what `beside` makes of the list that they lead to. An {@link Answer} is a
   * refusal: nothing was stored.
   */
  append(post: MembershipPost, beside?: Beside): Promise<Answer | Appended>
  /** Reads what came from elsewhere. */
  refresh(): Promise<void>
}
export type Beside = (next: Membership) => Promise<Answer | Omit<RegisterChange, 'membership'>>
export interface Appended {
  readonly before: Membership | null
  readonly after: Membership
}

interface Options {
  readonly register: Register
  readonly host: Pick<TrustHost, 'cutOff' | 'readmit'>
  readonly shop: string | null
  readonly now: () => number
  readonly recoveryMs: number
}

/** Entries verified without letting anybody else have a turn: some milliseconds. */
const SLICE = 32

/** Rejects when the register cannot be read, holds a list that does not verify, or another shop than `shop`. */
export async function openRoster({ register, host, shop, now, recoveryMs }: Options): Promise<Roster> {
  let membership: Membership | null = null
  let claimedAt: number | null = null
  /** The last act of a recovery window that came after the claiming; the relay's own window holds before that. */
  let window: { readonly until: number; readonly receivedAt: number } | null = null
  let turn: Promise<unknown> = Promise.resolve()

  /** One after the other: nothing changes between judging entries and storing them. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = turn.then(run)
    turn = result.catch(() => {})
    return result
  }

  function adopt(next: Membership, entries: readonly StoredEntry[]): void {
    const before = membership
    membership = next
    for (const { entry, receivedAt } of entries) {
      claimedAt ??= receivedAt
      const body = readEntryText(entry)
      // What came with the claiming is history, written for a relay that is gone: it does not end this one's window.
      if (typeof body === 'string' || body.act.kind !== 'recovery' || receivedAt === claimedAt) continue
      window = { until: body.act.until, receivedAt }
    }
    for (const [id, was] of before?.devices ?? []) {
      const is = next.devices.get(id)
      if (is === undefined || is.epoch === was.epoch) continue
      if (is.revoked === null) host.readmit(id)
      else host.cutOff(id, CLOSE.notAllowed, 'revoked')
    }
  }

  async function readNews(): Promise<void> {
    const news = await register.membership(membership?.length ?? 0)
    if (news.length === 0) return
    const reading = await foldSlowly(membership, news)
    if (!reading.ok) {
      const { seq, reason } = reading.problem
      throw new Error(`membership in the register: expected entry ${seq} to hold, saw: ${reason}`)
    }
    if (shop !== null && reading.membership.shop !== shop) {
      throw new Error(`expected a register of shop ${shop}, saw one of ${reading.membership.shop}`)
    }
    adopt(reading.membership, news)
  }

  function whereItEnds(error: string): Answer {
    return refuse('conflict', error, { length: membership?.length ?? 0, head: membership?.head ?? '' })
  }

  async function append({ from, entries }: MembershipPost, beside?: Beside): Promise<Answer | Appended> {
    const before = membership
    if (from !== (before?.length ?? 0)) return whereItEnds('the list does not end there')
    const reading = await foldSlowly(before, entries)
    if (!reading.ok) {
      const { seq, reason } = reading.problem
      // A fork looks like this as well: its first entry follows another one than ours.
      return reason === DOES_NOT_FOLLOW ? whereItEnds(reason) : refuse('invalid', `entry ${seq}: ${reason}`)
    }
    const after = reading.membership
    if (shop !== null && after.shop !== shop) return refuse('other-shop', 'this relay was started for another shop')
    const rest = (await beside?.(after)) ?? {}
    if ('status' in rest) return rest
    // Later than the claiming, whatever the clock does: see `adopt`.
    const receivedAt = claimedAt === null ? now() : Math.max(now(), claimedAt + 1)
    const stored = entries.map(({ entry, signature }) => ({ entry, signature, receivedAt }))
    const outcome = await register.commit({ ...rest, membership: { from, entries: stored } })
    if (outcome === 'conflict') {
      await readNews()
      return whereItEnds('somebody else was quicker')
    }
    adopt(after, stored)
    return { before, after }
  }

  function recoveryUntil(at: number): number {
    if (claimedAt === null) return 0
    const until = window === null ? claimedAt + recoveryMs : Math.min(window.until, window.receivedAt + MAX_RECOVERY_MS)
    return until > at ? until : 0
  }

  await readNews()
  return {
    current: () => membership,
    recoveryUntil,
    recovery(at) {
      if (recoveryUntil(at) === 0) return 'closed'
      return window === null ? 'filling' : 'opened'
    },
    append: (post, beside) => inTurn(() => append(post, beside)),
    refresh: () => inTurn(readNews),
  }
}

async function foldSlowly(start: Membership | null, entries: MembershipPost['entries']): Promise<MembershipReading> {
  let membership = start
  for (let i = 0; i < Math.max(1, entries.length); i += SLICE) {
    const slice = entries.slice(i, i + SLICE)
    const reading =
      membership === null
        ? readMembership(slice, membershipCrypto)
        : extendMembership(membership, slice, membershipCrypto)
    if (!reading.ok) return reading
    membership = reading.membership
    if (i + SLICE < entries.length) await new Promise((resolve) => setImmediate(resolve))
  }
  return membership === null ? readMembership([], membershipCrypto) : { ok: true, membership }
}
