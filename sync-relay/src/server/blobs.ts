/**
 * Photos, signatures and PDFs under the sha256 of their bytes. A blob is there only when it is whole, verified and on
 * disk: written aside, hashed, fsync, rename, fsync of the folder [F15]. An interrupted upload goes on where it
 * stopped; the hash of the whole decides, so what the pieces were does not matter.
 *
 * Names are 64 hex digits, so no name can leave the folder, and links in it are not followed [F48]. Bytes are opaque:
 * never interpreted, never executed.
 */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { LIMITS } from '../../../src/crdt/protocol/index.ts'
import { createDailyMeter } from '../rate.ts'

export type Put =
  | { readonly kind: 'stored' }
  | { readonly kind: 'already-there' }
  /** A piece was kept; the upload goes on at `received`. */
  | { readonly kind: 'partial'; readonly received: number }
  | { readonly kind: 'wrong-start'; readonly received: number }
  /** `full`: the relay keeps as much as it may. `device-full`: enough for a day of this device; what arrived stays. */
  | { readonly kind: 'busy' | 'wrong-hash' | 'too-large' | 'full' | 'device-full' }

export interface Range {
  readonly start: number
  /** Bytes of the whole blob. */
  readonly total: number
}

export interface BlobLimits {
  /** Of one device in 24 hours, and of all that is kept. */
  readonly deviceBlobBytesPerDay: number
  readonly blobBytes: number
}

export interface BlobStore {
  /**
   * `range` null: `body` is the whole blob. `sender` is whose day it counts for. Throws what the disk throws, after
   * keeping what arrived.
   */
  put(sha256: string, range: Range | null, body: AsyncIterable<Uint8Array>, sender: string): Promise<Put>
  /** Size in bytes, or null. */
  size(sha256: string): Promise<number | null>
  /** Bytes kept of an unfinished upload. */
  received(sha256: string): Promise<number>
  /** Null when absent, or found damaged: it is then set aside, so that a device that has it sends it again. */
  read(sha256: string, start: number): Promise<{ readonly size: number; readonly bytes: Readable } | null>
  /** Names in order, after `after`, at most `limit`. */
  list(after: string, limit: number): Promise<string[]>
  /** Waits for the first count of what is there. Bytes include unfinished uploads. */
  figures(): Promise<{ readonly count: number; readonly bytes: number }>
}

const DAY_MS = 24 * 3600 * 1000
const STALE_MS = 7 * DAY_MS
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0 // absent on Windows, where making links needs rights of its own

export function isBlobName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

export async function openBlobStore(folder: string, limits: BlobLimits): Promise<BlobStore> {
  const unfinished = join(folder, 'unfinished')
  const damaged = join(folder, 'damaged')
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  await dropStale(unfinished)
  let tidiedAt = Date.now()
  const uploading = new Set<string>()
  const perDay = createDailyMeter(limits.deviceBlobBytesPerDay)
  // Counted beside the start, which must not wait for a million photos; uploads wait for it.
  const counting = countBlobs(folder, unfinished)
  counting.catch(() => {}) // whoever awaits it hears of it

  const pathOf = (sha256: string): string => join(folder, expectName(sha256).slice(0, 2), sha256)
  const partOf = (sha256: string): string => join(unfinished, expectName(sha256))

  /** Bytes that went with uploads which nobody went on with. */
  async function tidyDaily(): Promise<number> {
    if (Date.now() - tidiedAt < DAY_MS) return 0
    tidiedAt = Date.now()
    return dropStale(unfinished)
  }

  async function put(
    sha256: string,
    range: Range | null,
    body: AsyncIterable<Uint8Array>,
    sender: string,
  ): Promise<Put> {
    if (range !== null && range.total > LIMITS.maxBlobBytes) return { kind: 'too-large' }
    if ((await sizeOf(pathOf(sha256))) !== null) return { kind: 'already-there' }
    if (uploading.has(sha256)) return { kind: 'busy' }
    uploading.add(sha256)
    try {
      return await receive(sha256, range, body, sender)
    } finally {
      uploading.delete(sha256)
    }
  }

  async function receive(
    sha256: string,
    range: Range | null,
    body: AsyncIterable<Uint8Array>,
    sender: string,
  ): Promise<Put> {
    const total = await counting
    total.bytes -= await tidyDaily()
    const file = await open(partOf(sha256), constants.O_RDWR | constants.O_CREAT | NO_FOLLOW, 0o600)
    const empty = async (): Promise<void> => {
      total.bytes -= (await file.stat()).size
      await file.truncate(0)
    }
    try {
      if (range === null) await empty()
      let size = (await file.stat()).size
      if (range !== null && range.start !== size) return { kind: 'wrong-start', received: size }
      const limit = range?.total ?? LIMITS.maxBlobBytes
      if (range !== null && total.bytes + range.total - size > limits.blobBytes) return { kind: 'full' }
      for await (const chunk of body) {
        if (size + chunk.length > limit) {
          await empty()
          return { kind: 'too-large' }
        }
        if (total.bytes + chunk.length > limits.blobBytes) {
          await empty() // or the beginnings of what does not fit would keep out what does
          return { kind: 'full' }
        }
        if (!perDay.add(sender, chunk.length, Date.now())) return { kind: 'device-full' }
        total.bytes += chunk.length
        await writeFully(file, chunk, size)
        size += chunk.length
      }
      if (range !== null && size < range.total) return { kind: 'partial', received: size }
      if ((await hashOf(file)) !== sha256) {
        await empty()
        return { kind: 'wrong-hash' }
      }
      await file.sync()
    } finally {
      await file.close()
    }
    const path = pathOf(sha256)
    const made = await mkdir(join(path, '..'), { recursive: true })
    await expectFolder(join(path, '..'))
    await rename(partOf(sha256), path)
    total.count++
    await syncFolder(join(path, '..'))
    if (made !== undefined) await syncFolder(folder)
    return { kind: 'stored' }
  }

  async function read(sha256: string, start: number) {
    const file = await openExisting(pathOf(sha256))
    if (file === null) return null
    let size: number
    try {
      size = (await file.stat()).size
      if ((await hashOf(file)) === sha256) {
        // The same open file: what was verified is what is sent.
        return { size, bytes: file.createReadStream({ start: Math.min(start, size) }) }
      }
    } catch (error) {
      await file.close()
      throw error
    }
    await file.close() // before the rename: Windows moves no open file
    await mkdir(damaged, { recursive: true })
    await rename(pathOf(sha256), join(damaged, sha256))
    const total = await counting
    total.count--
    total.bytes -= size
    return null
  }

  async function list(after: string, limit: number): Promise<string[]> {
    const found: string[] = []
    for (const shard of (await shardsOf(folder)).filter((name) => name >= after.slice(0, 2))) {
      const names = (await readdir(join(folder, shard))).filter((name) => isBlobName(name) && name > after)
      found.push(...names.toSorted())
      if (found.length >= limit) return found.slice(0, limit)
    }
    return found
  }

  return {
    put,
    read,
    list,
    size: (sha256) => sizeOf(pathOf(sha256)),
    received: async (sha256) => (await sizeOf(partOf(sha256))) ?? 0,
    figures: async () => ({ ...(await counting) }),
  }
}

function expectName(sha256: string): string {
  if (!isBlobName(sha256)) throw new Error('blob: expected 64 hex digits')
  return sha256
}

async function writeFully(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  let written = 0
  while (written < chunk.length) {
    const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position + written)
    written += bytesWritten
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await lstat(path)
    if (!found.isFile()) throw new Error('blob: expected a file, saw a link or folder')
    return found.size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function openExisting(path: string): Promise<FileHandle | null> {
  if ((await sizeOf(path)) === null) return null
  await expectFolder(join(path, '..'))
  return open(path, constants.O_RDONLY | NO_FOLLOW)
}

async function expectFolder(path: string): Promise<void> {
  if (!(await lstat(path)).isDirectory()) throw new Error('blob: expected a folder, saw a link')
}

async function hashOf(file: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(256 * 1024)
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(piece, 0, piece.length, at)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(piece.subarray(0, bytesRead))
    at += bytesRead
  }
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

/** Answers how many bytes went. */
async function dropStale(folder: string): Promise<number> {
  let freed = 0
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const { mtimeMs, size } = await lstat(path)
    if (Date.now() - mtimeMs <= STALE_MS) continue
    await rm(path, { force: true })
    freed += size
  }
  return freed
}

/** The two-digit folders, in order. */
async function shardsOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted()
}

async function countBlobs(folder: string, unfinished: string): Promise<{ count: number; bytes: number }> {
  const total = { count: 0, bytes: 0 }
  for (const place of [...(await shardsOf(folder)).map((shard) => join(folder, shard)), unfinished]) {
    for (const name of await readdir(place)) {
      // An upload that was under way may have gone meanwhile.
      const size = await sizeOf(join(place, name)).catch(() => null)
      if (size === null) continue
      total.bytes += size
      if (place !== unfinished) total.count++
    }
  }
  return total
}
