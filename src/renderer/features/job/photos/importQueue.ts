/**
 * Files on their way into jobs, one after the other, whatever screen is open meanwhile. A file becomes a photo whole or
 * not at all: it is prepared, stored by main with what was made from it, and only then written down in the job. What
 * was refused or failed stays in the list until somebody has read it.
 */
import type { AppError, CallInput } from '../../../../contract/index.ts'
import { addPhoto } from '../../../../crdt/job/index.ts'
import type { PhotoData } from '../../../../crdt/job/index.ts'
import type { Ledger, Pen } from '../../../../crdt/ledger/index.ts'
import type { Prepared } from './prepared.ts'
import { MAX_FILE_BYTES } from './sniff.ts'
import type { Refusal } from './sniff.ts'

export type PhotoPlace = Pick<PhotoData, 'phase' | 'view' | 'zone' | 'defect'>

export interface PhotoImport {
  readonly id: number
  readonly jobId: string
  readonly fileName: string
  readonly state: 'waiting' | 'preparing' | 'storing' | 'refused' | 'failed'
  /** Why it was refused. */
  readonly why?: Refusal
  /** Why it failed; it may be tried again. */
  readonly error?: AppError
}

export interface ImportState {
  /** In the order given; what became a photo is gone from here. */
  readonly imports: readonly PhotoImport[]
  /** Since nothing was under way: what became a photo, of how many that may still become one or did. */
  readonly done: number
  readonly total: number
}

export interface ImportQueue {
  add(jobId: string, files: readonly File[], place: PhotoPlace, pen: Pen): void
  /** Takes it out. Nothing of it is kept; while it is being stored it is too late and nothing happens. */
  cancel(id: number): void
  /** All that is still under way; what ended stays to be read. */
  cancelAll(): void
  /** What failed, once more. */
  retry(id: number): void
  state(): ImportState
  subscribe(listener: () => void): () => void
}

export interface ImportRooms {
  /** Rejects with the signal's reason once it is aborted. */
  readonly prepare: (bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal) => Promise<Prepared>
  /** Keeps all or none of them. Answers their hashes in the order given. */
  readonly store: (blobs: CallInput<'blobs.put'>['blobs']) => Promise<readonly string[]>
  /** The job's ledger, held open until it is given back. */
  readonly hold: (jobId: string) => { readonly ledger: Ledger; release(): void }
  readonly errorOf: (cause: unknown) => AppError
}

interface Entry extends PhotoImport {
  readonly file: File
  readonly place: PhotoPlace
  readonly pen: Pen
}

/** It became no photo, and somebody has to know. */
export const hasEnded = ({ state }: PhotoImport): boolean => state === 'refused' || state === 'failed'

const NOTHING: ImportState = { imports: [], done: 0, total: 0 }

export function createImportQueue(rooms: ImportRooms): ImportQueue {
  const listeners = new Set<() => void>()
  let entries: readonly Entry[] = []
  let done = 0
  let total = 0
  let lastId = 0
  let state = NOTHING
  /** Of the one that is being prepared. */
  let working: { readonly id: number; readonly abort: AbortController } | null = null

  function change(next: readonly Entry[]): void {
    entries = next
    state = entries.length === 0 ? NOTHING : { imports: entries, done, total: total - entries.filter(hasEnded).length }
    for (const listener of listeners) listener()
  }
  const set = (id: number, news: Partial<Entry>): void =>
    change(entries.map((entry) => (entry.id === id ? { ...entry, ...news } : entry)))
  const without = (gone: (entry: Entry) => boolean): readonly Entry[] => entries.filter((entry) => !gone(entry))

  async function work(): Promise<void> {
    if (working) return
    for (;;) {
      const next = entries.find((entry) => entry.state === 'waiting')
      if (!next) return
      working = { id: next.id, abort: new AbortController() }
      const { signal } = working.abort
      try {
        await importOne(next, signal)
      } catch (cause) {
        if (!signal.aborted) set(next.id, { state: 'failed', error: rooms.errorOf(cause) })
      } finally {
        working = null
      }
    }
  }

  async function importOne({ id, jobId, file, place, pen }: Entry, signal: AbortSignal): Promise<void> {
    set(id, { state: 'preparing' })
    const refuse = (why: Refusal) => set(id, { state: 'refused', why })
    if (file.size > MAX_FILE_BYTES) return refuse('too-large')
    const read = await file.arrayBuffer().catch(() => null)
    if (signal.aborted) return
    if (!read) return refuse('unavailable')
    const bytes = new Uint8Array(read)
    const prepared = await rooms.prepare(bytes, signal)
    if (signal.aborted) return
    if (prepared.kind === 'refused') return refuse(prepared.why)
    set(id, { state: 'storing' })
    const { mime, width, height, thumbnail, rendition } = prepared
    const job = rooms.hold(jobId)
    try {
      const [original, small, shown] = await rooms.store([
        { bytes, mime },
        { bytes: thumbnail, mime: 'image/jpeg' },
        ...(rendition ? [{ bytes: rendition, mime: 'image/jpeg' as const }] : []),
      ])
      if (original === undefined || small === undefined)
        throw new Error('photo: expected the hashes of what was stored')
      const stored = { sha256: original, thumbnail: small, rendition: shown ?? null }
      addPhoto(job.ledger, { ...place, ...stored, mime, bytes: bytes.length, width, height }, pen)
    } finally {
      job.release()
    }
    done++
    change(without((entry) => entry.id === id))
  }

  function cancel(which: (entry: Entry) => boolean): void {
    const gone = (entry: Entry) => entry.state !== 'storing' && which(entry)
    if (working && entries.some((entry) => entry.id === working?.id && gone(entry))) working.abort.abort()
    total -= entries.filter(gone).length
    change(without(gone))
  }

  return {
    add(jobId, files, place, pen) {
      if (files.length === 0) return
      if (entries.every(hasEnded)) {
        done = 0
        total = entries.length
      }
      total += files.length
      change([
        ...entries,
        ...files.map((file) => {
          const id = ++lastId
          return { id, jobId, fileName: file.name, state: 'waiting' as const, file, place, pen }
        }),
      ])
      void work()
    },
    cancel: (id) => cancel((entry) => entry.id === id),
    cancelAll: () => cancel((entry) => !hasEnded(entry)),
    retry(id) {
      set(id, { state: 'waiting' })
      void work()
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
