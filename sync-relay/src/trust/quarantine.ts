/** Late work of revoked devices: kept within bounds, looked at by an admin, merged or thrown away [F46]. */
import { decodeSyncRequest, kindOf, LIMITS, mayWrite } from '../../../src/crdt/protocol/index.ts'
import type {
  MemberDevice,
  QuarantineKept,
  QuarantineReply,
  QuarantineVerdict,
  SyncRequestEntry,
} from '../../../src/crdt/protocol/index.ts'
import { ok, refuse } from './answers.ts'
import type { Answer } from './answers.ts'
import type { Register } from './register.ts'
import type { AuditEvent, TrustHost } from './trust.ts'

export interface Quarantine {
  keep(body: Uint8Array, from: MemberDevice): Promise<Answer>
  list(): Promise<Answer>
  decide(id: number, verdict: QuarantineVerdict['verdict'], admin: MemberDevice): Promise<Answer>
}

interface Options {
  readonly register: Register
  readonly merge: TrustHost['merge']
  readonly maxBytesPerDevice: number
  readonly now: () => number
  readonly audit: (event: AuditEvent) => void
}

/** What a list shows at once; the rest follows when these are decided. */
const MAX_LISTED = 1000
const EMPTY_STATE_VECTOR = Uint8Array.of(0)

export function createQuarantine({ register, merge, maxBytesPerDevice, now, audit }: Options): Quarantine {
  async function keep(body: Uint8Array, { device, role }: MemberDevice): Promise<Answer> {
    const entries = readWork(body)
    if (entries === null) return refuse('invalid', 'not a request of updates')
    for (const { name } of entries) {
      const kind = kindOf(name)
      if (kind !== undefined && mayWrite(role, kind)) continue
      const document = kind === undefined ? null : name
      audit({ kind: 'refused-work', device, document, detail: 'late work that its role never could write' })
      return refuse('not-allowed', 'that device never could write there')
    }
    let kept = 0
    for (const { name, update } of entries) {
      if (update.length === 0) continue
      const work = { device, document: name, update, at: now() }
      if ((await register.quarantine(work, maxBytesPerDevice)) === 'full') {
        audit({ kind: 'refused-work', device, document: null, detail: 'more late work than is kept for review' })
        return refuse('too-large', `at most ${maxBytesPerDevice} bytes are kept for review`, { kept })
      }
      audit({ kind: 'quarantined', device, document: name, detail: 'late work waits for review' })
      kept++
    }
    return ok({ kept } satisfies QuarantineKept)
  }

  async function decide(id: number, verdict: QuarantineVerdict['verdict'], admin: MemberDevice): Promise<Answer> {
    const work = await register.quarantinedWork(id)
    if (work === null) return refuse('not-found', 'no such work, or it was decided')
    const { device, document, update } = work
    if (verdict === 'accept') {
      const writer = { device: admin.device, role: admin.role }
      const problem = await merge({ name: document, stateVector: EMPTY_STATE_VECTOR, update }, writer)
      if (problem !== null) return refuse('conflict', problem)
    }
    if (!(await register.dropQuarantined(id))) return refuse('not-found', 'it was decided meanwhile')
    const kind = verdict === 'accept' ? 'quarantine-accepted' : 'quarantine-discarded'
    audit({ kind, device, document, detail: `by ${admin.device}` })
    return ok({})
  }

  return {
    keep,
    decide,
    list: async () => ok({ items: await register.quarantined(MAX_LISTED) } satisfies QuarantineReply),
  }
}

/** Null for what is no request. What an update holds is judged when somebody accepts it. */
function readWork(body: Uint8Array): SyncRequestEntry[] | null {
  try {
    return decodeSyncRequest(body, LIMITS.maxSyncBatch)
  } catch {
    return null
  }
}
