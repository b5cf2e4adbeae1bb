import { AppFault, type Locale } from '../../contract/index.ts'
import { sealedContent } from '../../crdt/seal/index.ts'
import type { Replica } from '../replica/index.ts'
import { papersOf, readContent, renderJobReport } from '../report/index.ts'
import type { Store } from '../store/index.ts'
import { readContext, readJob, type ShopReader } from './read-documents.ts'

export interface Paper {
  readonly bytes: Uint8Array
  readonly fileName: string
}
interface Blobs {
  readonly replica: Replica
  readonly store: Store
}
interface Parts extends Blobs {
  readonly shops: ShopReader
}

/**
 * The report of a job. A closed job prints from the bytes that were sealed; what came later is announced, not
 * mixed in. A job that is not closed prints as it stands now, and says so.
 */
export async function jobReport(parts: Parts, jobId: string, locale: Locale): Promise<Paper> {
  const view = await readJob(parts.store, jobId)
  const { standing } = view
  const current = sealedContent(jobId, view, await readContext(parts.store, parts.shops, view))
  const sealed = standing.kind === 'sealed' || standing.kind === 'modified' ? standing : null
  const hash = sealed ? sealed.seal.hash : current.hash
  const bytes = await renderJobReport({
    contentJson: sealed ? await sealedBytes(parts, hash) : current.json,
    hash,
    revision: sealed?.revision ?? '',
    seal: sealed && { by: sealed.seal.by, name: sealed.seal.sealer ?? '', at: sealed.seal.at },
    standing: standing.kind,
    ...papersOf(view),
    late: { count: standing.kind === 'modified' ? standing.late.length + standing.lateTexts.length : 0 },
    locale,
    readBlob: (sha256) => readBlob(parts, sha256),
  })
  const mark = standing.kind === 'open' ? '' : hash.slice(0, 8)
  return { bytes, fileName: fileName(view.number.value ?? jobId, mark, 'pdf') }
}

/** The canonical content as it stands now: the bytes whose sha256 is compared between devices. */
export async function jobContentPaper(parts: Parts, jobId: string): Promise<Paper & { readonly hash: string }> {
  const view = await readJob(parts.store, jobId)
  const { json, hash } = sealedContent(jobId, view, await readContext(parts.store, parts.shops, view))
  const name = fileName(view.number.value ?? jobId, hash.slice(0, 8), 'json')
  return { bytes: new TextEncoder().encode(json), fileName: name, hash }
}

async function sealedBytes(parts: Blobs, hash: string): Promise<string> {
  const blob = await readBlob(parts, hash)
  if (!blob) {
    throw new AppFault('not-found', 'the sealed bytes are not on this device and no relay has them', hash)
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(blob.bytes)
}

/** The texts of a closed version: what was printed of them, to compare with what they say now. */
export async function sealedNotes(
  parts: Blobs,
  jobId: string,
  hash: string,
): Promise<{ readonly name: string; readonly text: string }[]> {
  const reading = readContent(await sealedBytes(parts, hash))
  if (reading.kind !== 'content') throw new AppFault('unsupported', `closed content that is ${reading.kind}`)
  if (reading.content.job !== jobId) throw new AppFault('not-found', 'not a version of this job', hash)
  return reading.content.notes
}

/** From this device, else from the relay. */
export async function readBlob(parts: Blobs, sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null> {
  const held = await parts.store.readBlob(sha256)
  if (held || !(await parts.replica.fetchBlob(sha256))) return held
  return parts.store.readBlob(sha256)
}

/** Letters, digits, dots and dashes only: names that people type become file names here. */
function fileName(number: string, mark: string, extension: string): string {
  const safe = (text: string) => text.normalize('NFD').replace(/[^0-9A-Za-z.-]+/g, '-')
  return ['rpma', safe(number), mark].filter((part) => part !== '').join('_') + `.${extension}`
}
