import { AppFault } from '../../contract/index.ts'
import { revisionOf, seal, type GateView, type JobView } from '../../crdt/job/index.ts'
import type { Pen } from '../../crdt/ledger/index.ts'
import { sealedContent } from '../../crdt/seal/index.ts'
import type { Replica } from '../replica/index.ts'
import type { Store } from '../store/index.ts'
import { withJob } from './job-context.ts'

/** What still stands in the way, as short codes: `photo_view:front_left`, `after_photo:hood`, `conflict:zone/hood/…`. */
export function whatIsMissing(job: JobView): string[] {
  return Object.values(job.gates).flatMap((gate: GateView) =>
    gate.open ? [] : gate.missing.map((missing) => Object.values(missing).join(':')),
  )
}

/**
 * Closes a job: the canonical bytes are kept under their hash first, the seal that names them is committed second.
 * A crash in between leaves bytes that nobody refers to, never a seal without its bytes.
 */
export function sealJob(
  parts: { readonly replica: Replica; readonly store: Store },
  jobId: string,
  pen: Pen,
): Promise<{ hash: string; revision: string }> {
  return withJob(parts.replica, jobId, async (job, context, session) => {
    const view = job.view()
    if (view.number.heads.length === 0) throw new AppFault('not-found', 'no such job on this device')
    const missing = whatIsMissing(view)
    if (missing.length > 0) throw new AppFault('gates-open', 'something is missing', JSON.stringify(missing))
    const { json, hash } = sealedContent(jobId, view, context)
    await parts.store.putBlob(new TextEncoder().encode(json), 'application/json')
    // No await between reading the view and sealing it may let an edit in: look again.
    if (sealedContent(jobId, job.view(), context).hash !== hash) {
      throw new AppFault('invalid', 'the job changed while it was being closed; close it again')
    }
    const fact = job.ledger.fact(seal(job.ledger, hash, pen))
    if (fact?.kind !== 'seal') throw new Error(`seal: expected the fact just written, seen ${fact?.kind}`)
    await session.saved()
    return { hash, revision: revisionOf(job.ledger, fact) }
  })
}
