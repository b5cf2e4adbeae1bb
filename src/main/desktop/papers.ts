import { AppFault, type Locale } from '../../contract/index.ts'
import { sealedContent } from '../../crdt/seal/index.ts'
import type { Replica } from '../replica/index.ts'
import { renderJobReport } from '../report/index.ts'
import type { Store } from '../store/index.ts'
import { withJob } from './job-context.ts'

export interface Paper {
  readonly bytes: Uint8Array
  readonly fileName: string
}
interface Parts {
  readonly replica: Replica
  readonly store: Store
}

/**
 * The report of a job. A closed job prints from the bytes that were sealed; what came later is announced, not
 * mixed in. A job that is not closed prints as it stands now, and says so.
 */
export function jobReport(parts: Parts, jobId: string, locale: Locale): Promise<Paper> {
  return withJob(parts.replica, jobId, async (job, context) => {
    const view = job.view()
    const { standing } = view
    const current = sealedContent(jobId, view, context)
    const seal = standing.kind === 'sealed' || standing.kind === 'modified' ? standing.seal : null
    const contentJson = seal ? await sealedBytes(parts, seal.hash) : current.json
    const hash = seal ? seal.hash : current.hash
    const bytes = await renderJobReport({
      contentJson,
      hash,
      revision: standing.kind === 'sealed' || standing.kind === 'modified' ? standing.revision : '',
      seal: seal && { by: seal.by, at: seal.at },
      standing: standing.kind,
      signatures: [...view.signatures],
      refusals: [...view.refusals],
      late: { count: standing.kind === 'modified' ? standing.late.length + standing.lateTexts.length : 0 },
      locale,
      readBlob: (sha256) => readBlob(parts, sha256),
    })
    return {
      bytes,
      fileName: fileName(view.number.value ?? jobId, standing.kind === 'open' ? '' : hash.slice(0, 8), 'pdf'),
    }
  })
}

/** The canonical content as it stands now: the bytes whose sha256 is compared between devices. */
export function jobContentPaper(parts: Parts, jobId: string): Promise<Paper & { readonly hash: string }> {
  return withJob(parts.replica, jobId, async (job, context) => {
    const { json, hash } = sealedContent(jobId, job.view(), context)
    const name = fileName(job.view().number.value ?? jobId, hash.slice(0, 8), 'json')
    return { bytes: new TextEncoder().encode(json), fileName: name, hash }
  })
}

async function sealedBytes(parts: Parts, hash: string): Promise<string> {
  const blob = await readBlob(parts, hash)
  if (!blob) {
    throw new AppFault('not-found', 'the sealed bytes are not on this device and no relay has them', hash)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(blob.bytes)
}

/** From this device, else from the relay. */
export async function readBlob(parts: Parts, sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null> {
  const held = await parts.store.readBlob(sha256)
  if (held || !(await parts.replica.fetchBlob(sha256))) return held
  return parts.store.readBlob(sha256)
}

/** Letters, digits, dots and dashes only: names that people type become file names here. */
function fileName(number: string, mark: string, extension: string): string {
  const safe = (text: string) => text.normalize('NFD').replace(/[^0-9A-Za-z.-]+/g, '-')
  return ['rpma', safe(number), mark].filter((part) => part !== '').join('_') + `.${extension}`
}
