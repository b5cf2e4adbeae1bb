/**
 * Whether a well-formed update may enter a document as it stands, and by which way.
 *
 * MISSING. An update that leans on what the document lacks is not wrong: a stock client that reconnects sends what is
 * typed now before it has sent what was typed offline. It is neither stored nor given to Yjs — stored, it would be
 * acknowledged yet invisible until its predecessors come, perhaps never; given to Yjs, 8,000 of them cost 18 s [F23].
 * The session asks for the difference instead, and holds its barriers until the gap is closed.
 *
 * FOREIGN [F29]. Whoever may write under a clientID can silence its owner: Yjs ignores the owner's structs when their
 * clocks are taken. So a clientID belongs to the device that adds to it first. An id that a device holds stays its own,
 * but for a *fill* (below) in a window that an administrator opened: the holder may be gone for good, or the relay may
 * have taken the wrong device for it. An id that nobody holds:
 * - goes to the device that adds to it, whether it is new or known. Known without a holder are the ids of sessions that
 *   were recovered, or that wrote before the shop had grants; their owner may be open still and write on, and nothing
 *   else tells it from others. A session lives as long as its window, so little is left to squat, and the holder of
 *   every id is on record;
 * - while a window is open, goes to nobody by a *fill* (sync step 2, `POST /v1/sync`): those carry the work of all.
 *   It is taken, listed in `recovered` for the audit, and its owner takes the lease by its next live edit.
 * Deletions need no lease: everybody may delete what everybody wrote.
 */
import { CLOSE } from '../../../src/crdt/protocol/index.ts'
import type { CloseCode } from '../../../src/crdt/protocol/index.ts'
import type { Writer } from '../authorize.ts'
import type { Block, UpdateShape } from './inspect.ts'
import { keyedIn } from './keyed.ts'
import type { Lease } from '../log/log.ts'
import { covers } from './ranges.ts'
import type { Standing } from './standing.ts'
import { MAX_CLIENTS } from './strict-reader.ts'

/**
 * Whether work of others is taken. `filling`: a relay that began empty takes what nobody holds. `opened`: an
 * administrator opened the window, and it takes what others hold as well.
 */
export type Recovery = 'closed' | 'filling' | 'opened'

export interface Policy {
  readonly recovery: Recovery
  /** The update answers our sync step 1, or came by `POST /v1/sync`: what the peer has, not what it makes just now. */
  readonly fill?: boolean
  /** Work that an administrator released from quarantine: whose it is was judged by a person. Gives no leases. */
  readonly trusted?: boolean
}

export type Judgement =
  | {
      readonly verdict: 'news'
      /**
       * `plain`: Yjs integrates it as it stands, without throwing and without anything pending; the bytes may be stored
       * and passed on as they came. `document`: only a Y.Doc can tell.
       */
      readonly path: 'plain' | 'document'
      readonly leases: readonly Lease[]
      /** Clients whose structs were taken though they may be another device's: for the audit. */
      readonly recovered: readonly number[]
      readonly overlaps: boolean
    }
  /** `overlaps`: it brings clocks that are known; whether with the same content, only a Y.Doc can tell [F31]. */
  | { readonly verdict: 'known'; readonly overlaps: boolean }
  | { readonly verdict: 'missing' }
  | { readonly verdict: 'refused'; readonly code: CloseCode; readonly reason: string }

const NONE: readonly never[] = []
const LONG_UNDER_KEY = 'several values under one key'

/**
 * Why the document must not hold it; null: it may. Asked of what Yjs made of an update that was to go through a Y.Doc,
 * which can differ from the update: the rest of an item whose beginning was known stands where the known one does.
 */
export function unstorable(shape: UpdateShape, standing: Standing): string | null {
  if (!standing.isContinuedBy(shape)) return 'does not go on where the document ended'
  return hasLongUnderKey(shape, standing) ? LONG_UNDER_KEY : null
}

export function judgeUpdate(shape: UpdateShape, standing: Standing, writer: Writer, policy: Policy): Judgement {
  let news = false
  let overlaps = false
  let missing = false
  let continues = true
  let opened = 0
  let leases: Lease[] | null = null
  let recovered: number[] | null = null
  for (const block of shape.blocks) {
    const { client, start, end } = block
    const known = standing.endOf(client)
    if (start < known) overlaps = true
    if (start !== known) continues = false
    if (end <= known) continue
    news = true
    if (known === 0) opened++
    if (leavesGap(block, known)) missing = true
    if (writer.device === null || policy.trusted === true) continue
    const holder = standing.holderOf(client)
    if (holder === writer.device) continue
    if (holder !== undefined && !(policy.recovery === 'opened' && policy.fill === true)) {
      return { verdict: 'refused', code: CLOSE.foreignWork, reason: `client ${client} is another device's` }
    }
    if (policy.recovery !== 'closed' && policy.fill === true) (recovered ??= []).push(client)
    else (leases ??= []).push({ client, device: writer.device })
  }
  if (standing.clients + opened > MAX_CLIENTS) {
    return { verdict: 'refused', code: CLOSE.tooLarge, reason: `more than ${MAX_CLIENTS} clients` }
  }
  if (hasLongUnderKey(shape, standing)) {
    return { verdict: 'refused', code: CLOSE.structureRefused, reason: LONG_UNDER_KEY }
  }
  const endWith = endsWith(shape, standing)
  if (missing || leansOnMissing(shape, endWith)) return { verdict: 'missing' }
  for (const { client, ranges } of shape.deletes) {
    // Deletes what the document has never seen [F30].
    if ((ranges.at(-1) ?? 0) > endWith(client)) return { verdict: 'missing' }
    for (let i = 0; !news && i < ranges.length; i += 2) {
      news = !standing.isDeleted(client, ranges[i] as number, ranges[i + 1] as number)
    }
  }
  if (!news) return { verdict: 'known', overlaps }
  const plain = shape.plain && continues && shape.blocks.length <= 1
  return {
    verdict: 'news',
    path: plain ? 'plain' : 'document',
    leases: leases ?? NONE,
    recovered: recovered ?? NONE,
    overlaps,
  }
}

/** A hole that the sender declares is none where the clocks are known. */
function leavesGap(block: Block, known: number): boolean {
  return block.start > known || (block.holes.at(-1) ?? 0) > known
}

function leansOnMissing(shape: UpdateShape, endWith: (client: number) => number): boolean {
  if (shape.leansOn.size === 0) return false
  for (const [client, clock] of shape.leansOn) if (clock >= endWith(client)) return true
  return false
}

/** What is deleted as a whole cannot be cut any more. */
function hasLongUnderKey(shape: UpdateShape, standing: Standing): boolean {
  if (shape.long.length === 0) return false
  const keyed = keyedIn(shape, (client, clock) => standing.isKeyed(client, clock))
  if (keyed.size === 0) return false
  const { long } = shape
  const deleted = new Map(shape.deletes.map(({ client, ranges }) => [client, ranges]))
  for (let i = 0; i < long.length; i += 3) {
    const [client, start, end] = [long[i], long[i + 1], long[i + 2]] as [number, number, number]
    if (!covers(keyed.get(client) ?? NONE, start, start + 1)) continue
    if (!covers(deleted.get(client) ?? NONE, start, end) && !standing.isDeleted(client, start, end)) return true
  }
  return false
}

/** Where a client ends once the update is in. */
function endsWith({ blocks }: UpdateShape, standing: Standing): (client: number) => number {
  const only = blocks[0]
  if (only === undefined) return (client) => standing.endOf(client)
  if (blocks.length === 1) {
    return (client) => (client === only.client ? Math.max(only.end, standing.endOf(client)) : standing.endOf(client))
  }
  const ends = new Map(blocks.map((block) => [block.client, block.end]))
  return (client) => Math.max(ends.get(client) ?? 0, standing.endOf(client))
}
