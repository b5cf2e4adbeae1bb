/**
 * Content-addressed files: `blobs/ab/abcdef…`, each named by the sha256 of its bytes. A file appears under its
 * name only when it is whole and on disk (tmp, fsync, rename, fsync of the folder), and its bytes are hashed again
 * whenever they are read. A name is 64 hex digits or it is refused, so no path ever comes from outside.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '../../crdt/protocol/index.ts'
import type { BlobRows } from './blob-rows.ts'
import type { BlobInfo, BlobOperations } from './operations.ts'
import { problemFrom, storeFault, StoreFault, storeProblem, type StoreProblem } from './problems.ts'

export interface BlobFilesOptions {
  readonly folder: string
  readonly rows: <T>(work: (rows: BlobRows) => T) => T
  readonly onProblem: (problem: StoreProblem) => void
  /** After these came, went or were confirmed by the relay. */
  readonly onChanged?: (sha256s: readonly string[]) => void
}

const TEMPORARY = '.tmp-'
const QUARANTINE = 'quarantine'
const SHA256 = /^[0-9a-f]{64}$/

export function blobFiles(options: BlobFilesOptions): BlobOperations & { clean(): Promise<void> } {
  const { folder, rows, onProblem, onChanged = () => {} } = options
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), checkedName(sha256))

  /** Files first, rows of all of them last: only what has a row is sent, fetched or shown. */
  async function put(blobs: readonly { readonly bytes: Uint8Array; readonly mime: string }[]): Promise<BlobInfo[]> {
    for (const { bytes } of blobs) {
      if (bytes.length > LIMITS.maxBlobBytes) throw storeFault('malformed', `blob of ${bytes.length} bytes`)
    }
    const infos = blobs.map(({ bytes, mime }) => ({ sha256: hashOf(bytes), mime, bytes: bytes.length }))
    const written: string[] = []
    try {
      for (const [index, { bytes }] of blobs.entries()) {
        const path = pathOf(infos[index]!.sha256)
        // Not only the row: a file that was set aside or lost is written again.
        if ((await readFileOrNull(path))?.equals(bytes) === true) continue
        await writeWhole(folder, path, bytes)
        written.push(infos[index]!.sha256)
      }
      rows((table) => table.put(infos))
    } catch (error) {
      // Unless somebody else stored the same meanwhile. What cannot be removed is in nobody's way.
      const unknown = written.filter((sha256) => !isHere(sha256))
      await Promise.allSettled(unknown.map((sha256) => rm(pathOf(sha256), { force: true })))
      throw error
    }
    onChanged(infos.map(({ sha256 }) => sha256))
    return infos
  }

  function isHere(sha256: string): boolean {
    try {
      return rows((table) => table.get(sha256))?.here === 1
    } catch {
      return true // not known: then it stays
    }
  }

  async function read(sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null> {
    const path = pathOf(sha256)
    const row = rows((table) => table.get(sha256))
    if (!row || row.here === 0) return null
    const bytes = await readFileOrNull(path)
    if (bytes !== null && hashOf(bytes) === sha256) return { bytes, mime: row.mime }
    if (bytes !== null) await setAside(folder, path, sha256)
    rows((table) => table.gone(sha256))
    onChanged([sha256])
    onProblem(storeProblem('blob-damaged', `${sha256}: ${bytes === null ? 'no file' : 'other bytes'}`))
    return null
  }

  return {
    putBlob: (bytes, mime) => asFault('putBlob', async () => (await put([{ bytes, mime }]))[0]!),
    putBlobs: (blobs) => asFault('putBlobs', () => put(blobs)),
    readBlob: (sha256) => asFault('readBlob', () => read(sha256)),
    hasBlob: async (sha256) => rows((table) => table.get(checkedName(sha256)))?.here === 1,
    blobStatus: async (sha256s) =>
      rows((table) =>
        sha256s.map((sha256) => {
          const row = table.get(checkedName(sha256))
          return { sha256, here: row?.here === 1, relay: row?.onRelay === 1 }
        }),
      ),
    blobsToSend: async () => rows((table) => table.toSend()),
    blobsToFetch: async (limit) => rows((table) => table.toFetch(limit)),
    async markBlobOnRelay(sha256) {
      rows((table) => table.markOnRelay(checkedName(sha256)))
      onChanged([sha256])
    },
    /** Removes what a kill left half written; nothing refers to it. */
    clean: () =>
      asFault('cleaning blobs', async () => {
        for (const name of await namesIn(folder)) {
          if (name.startsWith(TEMPORARY)) await rm(join(folder, name), { force: true })
        }
      }),
  }
}

async function writeWhole(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const parent = join(path, '..')
  if ((await mkdir(parent, { recursive: true })) !== undefined) {
    // A new folder's own entry has to be on disk too.
    await syncFolder(folder)
    await syncFolder(join(folder, '..'))
  }
  const temporary = join(folder, `${TEMPORARY}${randomUUID()}`)
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
  await syncFolder(parent)
}

/** Kept, never deleted: a person may still make something of it. */
async function setAside(folder: string, path: string, sha256: string): Promise<void> {
  await mkdir(join(folder, QUARANTINE), { recursive: true })
  await rename(path, join(folder, QUARANTINE, `${sha256}-${randomUUID()}`))
}

/** Windows cannot open a folder; there the file system orders renames itself. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readFileOrNull(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function checkedName(sha256: string): string {
  if (!SHA256.test(sha256)) throw storeFault('malformed', `not a sha256: ${JSON.stringify(sha256)}`)
  return sha256
}

async function asFault<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof StoreFault ? error : new StoreFault(problemFrom(error, what))
  }
}
