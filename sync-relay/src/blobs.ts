/**
 * Photos, signatures and PDFs under the sha256 of their bytes. A blob is there only when it is whole, verified and on
 * disk: written aside, hashed, fsync, rename, fsync of the folder [F15]. An interrupted upload goes on where it
 * stopped; the hash of the whole decides, so what the pieces were does not matter.
 *
 * Names are 64 hex digits, so no name can leave the folder [F48]. Bytes are opaque: never interpreted, never executed.
 */
import { createHash } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { LIMITS } from '../../src/crdt/protocol/index.ts'

export type Put =
  | { readonly kind: 'stored' }
  | { readonly kind: 'already-there' }
  /** A piece was kept; the upload goes on at `received`. */
  | { readonly kind: 'partial'; readonly received: number }
  | { readonly kind: 'wrong-start'; readonly received: number }
  | { readonly kind: 'busy' | 'wrong-hash' | 'too-large' }

export interface Range {
  readonly start: number
  /** Bytes of the whole blob. */
  readonly total: number
}

export interface BlobStore {
  /** `range` null: `body` is the whole blob. Throws what the disk throws, after keeping what arrived. */
  put(sha256: string, range: Range | null, body: AsyncIterable<Uint8Array>): Promise<Put>
  /** Size in bytes, or null. */
  size(sha256: string): Promise<number | null>
  /** Bytes kept of an unfinished upload. */
  received(sha256: string): Promise<number>
  /** Null when absent, or found damaged: it is then set aside, so that a device that has it sends it again. */
  read(sha256: string, start: number): Promise<{ readonly size: number; readonly bytes: Readable } | null>
}

const STALE_MS = 7 * 24 * 3600 * 1000
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0 // absent on Windows

export function isBlobName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

export async function openBlobStore(folder: string): Promise<BlobStore> {
  const unfinished = join(folder, 'unfinished')
  const damaged = join(folder, 'damaged')
  await mkdir(unfinished, { recursive: true })
  await dropStale(unfinished)
  const uploading = new Set<string>()

  const pathOf = (sha256: string): string => join(folder, expectName(sha256).slice(0, 2), sha256)
  const partOf = (sha256: string): string => join(unfinished, expectName(sha256))

  async function put(sha256: string, range: Range | null, body: AsyncIterable<Uint8Array>): Promise<Put> {
    if (range !== null && range.total > LIMITS.maxBlobBytes) return { kind: 'too-large' }
    if ((await sizeOf(pathOf(sha256))) !== null) return { kind: 'already-there' }
    if (uploading.has(sha256)) return { kind: 'busy' }
    uploading.add(sha256)
    try {
      return await receive(sha256, range, body)
    } finally {
      uploading.delete(sha256)
    }
  }

  async function receive(sha256: string, range: Range | null, body: AsyncIterable<Uint8Array>): Promise<Put> {
    const file = await open(partOf(sha256), constants.O_RDWR | constants.O_CREAT | NO_FOLLOW, 0o600)
    try {
      if (range === null) await file.truncate(0)
      let size = (await file.stat()).size
      if (range !== null && range.start !== size) return { kind: 'wrong-start', received: size }
      const limit = range?.total ?? LIMITS.maxBlobBytes
      for await (const chunk of body) {
        if (size + chunk.length > limit) {
          await file.truncate(0)
          return { kind: 'too-large' }
        }
        await writeFully(file, chunk, size)
        size += chunk.length
      }
      if (range !== null && size < range.total) return { kind: 'partial', received: size }
      if ((await hashOf(partOf(sha256))) !== sha256) {
        await file.truncate(0)
        return { kind: 'wrong-hash' }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const path = pathOf(sha256)
    const made = await mkdir(join(path, '..'), { recursive: true })
    await rename(partOf(sha256), path)
    await syncFolder(join(path, '..'))
    if (made !== undefined) await syncFolder(folder)
    return { kind: 'stored' }
  }

  async function read(sha256: string, start: number) {
    const path = pathOf(sha256)
    const size = await sizeOf(path)
    if (size === null) return null
    if ((await hashOf(path)) !== sha256) {
      await mkdir(damaged, { recursive: true })
      await rename(path, join(damaged, sha256))
      return null
    }
    return { size, bytes: createReadStream(path, { start: Math.min(start, size) }) }
  }

  return {
    put,
    read,
    size: (sha256) => sizeOf(pathOf(sha256)),
    received: async (sha256) => (await sizeOf(partOf(sha256))) ?? 0,
  }
}

function expectName(sha256: string): string {
  if (!isBlobName(sha256)) throw new Error('blob: expected 64 hex digits')
  return sha256
}

async function writeFully(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** Makes a rename survive a power cut. Windows cannot open folders and needs no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function dropStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (Date.now() - (await stat(path)).mtimeMs > STALE_MS) await rm(path, { force: true })
  }
}
