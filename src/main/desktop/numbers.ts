import { decodeTime } from 'ulid'
import { openJob, setNumber } from '../../crdt/job/index.ts'
import { MAX_NUMBER_JUMP } from '../../crdt/protocol/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { Replica } from '../replica/index.ts'
import type { Store } from '../store/index.ts'
import { withDocument } from './session.ts'

export interface JobNumbers {
  next(): Promise<{ number: string; provisional: boolean }>
  /**
   * Gives jobs of this device their real number, once a relay can be asked. The claim is made in the name of whoever
   * created the job: numbering it was part of that, and only had to wait. A job that was closed or signed meanwhile
   * keeps the number that stands on paper, and so does one whose number somebody changed.
   */
  settle(): Promise<void>
}

/** Of a number that a relay gave. */
const PREFIX = 'OR-'
const GIVEN_UP_AFTER_MS = 30 * 86_400_000

interface Parts {
  readonly replica: Replica
  readonly store: Store
  readonly identity: DeviceIdentity
  readonly now: () => number
}

/**
 * Legal numbers have no holes and no doubles, so only the relay gives them; while it cannot be asked, the device
 * gives one that is plainly its own.
 */
export function openJobNumbers({ replica, store, identity, now }: Parts): JobNumbers {
  /** One at a time: two jobs created at once must not get one number. */
  let turn: Promise<unknown> = Promise.resolve()
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = turn.then(work)
    turn = run.catch(() => {})
    return run
  }

  /**
   * The same request always gets the same number: asking again after a lost answer leaves no hole. The relay goes on
   * above every number that this device has seen: it may be a new one, in the place of one that was lost.
   */
  async function ask(request: string): Promise<string | null> {
    const { http } = replica
    if (!http) return null
    const askAbove = async (most: number) => {
      const atLeast = await store.highestJobNumber(PREFIX, most)
      return http.number('job', { request, atLeast }).catch(() => null)
    }
    let given = await askAbove(Number.MAX_SAFE_INTEGER)
    // A job that somebody numbered out of all reason must not end the numbering of the shop.
    if (given?.kind === 'too-far') given = await askAbove(given.highest + MAX_NUMBER_JUMP)
    return given?.kind === 'given' ? PREFIX + String(given.number).padStart(5, '0') : null
  }

  async function next(): Promise<{ number: string; provisional: boolean }> {
    const request = identity.newId()
    const given = await ask(request)
    if (given !== null) return { number: given, provisional: false }
    const count = identity.get('provisionalNumbers') + 1
    const number = `D${identity.get('deviceId').slice(-4)}-${String(count).padStart(4, '0')}`
    await identity.set('unsettledNumbers', [...identity.get('unsettledNumbers'), { number, request }])
    await identity.set('provisionalNumbers', count)
    return { number, provisional: true }
  }

  async function jobNumbered(number: string): Promise<string | undefined> {
    const query = { search: number, states: [], sort: 'number', offset: 0, limit: 100 } as const
    return (await store.listJobs(query)).rows.find((row) => row.number === number)?.id
  }

  /** True when nothing more is to be done about it. */
  async function settleOne(provisional: string, request: string): Promise<boolean> {
    const id = await jobNumbered(provisional)
    // Its job is still being written; or was given up, or has another number by now.
    if (id === undefined) return decodeTime(request) < now() - GIVEN_UP_AFTER_MS
    return withDocument(replica, `job/${id}`, async (session) => {
      const { ledger, view } = openJob(session.doc)
      const { number, signatures, refusals, standing } = view()
      const [head] = number.heads
      if (head === undefined || number.value !== provisional) return number.contested === false
      if (standing.kind !== 'open' || signatures.length > 0 || refusals.length > 0) return true
      const given = await ask(request)
      if (given === null || view().number.value !== provisional) return false
      setNumber(ledger, given, identity.pen(head.by, now))
      await session.saved()
      return true
    })
  }

  return {
    next: () => inTurn(next),
    settle: () =>
      inTurn(async () => {
        for (const { number, request } of identity.get('unsettledNumbers')) {
          if (!(await settleOne(number, request))) continue
          const left = identity.get('unsettledNumbers').filter((each) => each.number !== number)
          await identity.set('unsettledNumbers', left)
        }
      }),
  }
}
