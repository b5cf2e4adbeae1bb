import { AppFault } from '../../contract/index.ts'
import { openJob, revisionOf, seal, type GateView, type JobView } from '../../crdt/job/index.ts'
import type { Pen } from '../../crdt/ledger/index.ts'
import { sealedContent } from '../../crdt/seal/index.ts'
import type { Replica } from '../replica/index.ts'
import type { Store } from '../store/index.ts'
import { mustExist, readContext, type ShopReader } from './read-documents.ts'
import { withDocument } from './session.ts'

/** What still stands in the way, as short codes: `photo_view:front_left`, `after_photo:hood`, `conflict:zone/hood/…`. */
export function whatIsMissing(job: JobView): string[] {
  return Object.values(job.gates).flatMap((gate: GateView) =>
    gate.open ? [] : gate.missing.map((missing) => Object.values(missing).join(':')),
  )
}

/**
 * Closes a job: the canonical bytes are kept under their hash first, the seal that names them is committed second.
 * A crash in between leaves bytes that nobody refers to, never a seal without its bytes. Closing again what is closed
 * and unchanged answers the seal that stands.
 */
export function sealJob(
  parts: { readonly replica: Replica; readonly store: Store; readonly shops: ShopReader },
  jobId: string,
  sealer: { readonly name: string; readonly pen: Pen },
): Promise<{ hash: string; revision: string }> {
  return withDocument(parts.replica, `job/${jobId}`, async (session) => {
    const job = openJob(session.doc)
    mustExist(job.view())
    const context = await readContext(parts.store, parts.shops, job.view())
    const view = job.view()
    // Closing what this version cannot read would put a hash on content that others see differently.
    if (view.unknownCount > 0) throw new AppFault('unsupported', 'a newer version wrote in this job; update first')
    const missing = whatIsMissing(view)
    if (missing.length > 0) throw new AppFault('gates-open', 'something is missing', JSON.stringify(missing))
    const { json, hash } = sealedContent(jobId, view, context)
    const { standing } = view
    if (standing.kind === 'sealed' && standing.seal.hash === hash) return { hash, revision: standing.revision }
    await parts.store.putBlob(new TextEncoder().encode(json), 'application/json')
    // Meanwhile an edit may have come in: look again, and from here to the seal without any await.
    if (sealedContent(jobId, job.view(), context).hash !== hash) {
      throw new AppFault('invalid', 'the job changed while it was being closed; close it again')
    }
    const fact = job.ledger.fact(seal(job.ledger, hash, sealer.name, sealer.pen))
    if (fact?.kind !== 'seal') throw new Error(`seal: expected the fact just written, seen ${fact?.kind}`)
    await session.saved()
    return { hash, revision: revisionOf(job.ledger, fact) }
  })
}
