/**
 * From blobs to pictures that a PDF can hold. Which bytes: the original while it fits its share of the paper's
 * size, else its rendition, else its thumbnail, else the smallest that there is. A blob that is missing or broken
 * gives an empty frame with a reason: it never stops the report.
 */
import { readJpeg } from './jpeg.ts'
import { readPng } from './png.ts'

export interface Blob {
  readonly bytes: Uint8Array
  readonly mime: string
}
export type ReadBlob = (sha256: string) => Promise<Blob | null>

/** Width and height as seen, after rotation. */
export type Picture =
  | { readonly kind: 'picture'; readonly name: string; readonly width: number; readonly height: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable' }

/** All pictures of one paper together: a report is sent by e-mail. */
export const MAX_PICTURE_BYTES = 12_000_000
/** Above this nothing more is seen in print at the size that our papers show. */
const MAX_ONE_PICTURE_BYTES = 1_200_000

export interface PhotoSource {
  readonly sha256: string
  readonly thumbnail: string | null
  readonly rendition: string | null
  /** Of the original, as its author said. */
  readonly bytes: number
}

export class Pictures {
  /** What the paper shows, by name. */
  readonly files = new Map<string, Uint8Array>()
  readonly #readBlob: ReadBlob
  readonly #byHash = new Map<string, Picture>()
  readonly #shareBytes: number

  constructor(readBlob: ReadBlob, count: number) {
    this.#readBlob = readBlob
    this.#shareBytes = Math.min(MAX_ONE_PICTURE_BYTES, MAX_PICTURE_BYTES / Math.max(1, count))
  }

  /** One after the other: originals of many megabytes should not lie in memory together. */
  async load(sources: readonly PhotoSource[]): Promise<void> {
    for (const source of sources) {
      if (!this.#byHash.has(source.sha256)) this.#byHash.set(source.sha256, await this.#choose(source))
    }
  }

  /** Of a photo that was loaded. */
  of(sha256: string): Picture {
    const picture = this.#byHash.get(sha256)
    if (!picture) throw new Error(`report: picture ${sha256} was not loaded`)
    return picture
  }

  async #choose(source: PhotoSource): Promise<Picture> {
    const smaller = [source.rendition, source.thumbnail].filter((hash) => hash !== null)
    const order = source.bytes > this.#shareBytes ? [...smaller, source.sha256] : [source.sha256, ...smaller]
    let smallest: { readonly hash: string; readonly picture: Prepared } | undefined
    let present = false
    for (const hash of order) {
      const blob = await this.#readBlob(hash)
      if (!blob) continue
      present = true
      const picture = prepare(blob.bytes)
      if (!picture) continue
      if (!smallest || picture.bytes.length < smallest.picture.bytes.length) smallest = { hash, picture }
      if (picture.bytes.length <= this.#shareBytes) break
    }
    if (!smallest) return { kind: present ? 'unreadable' : 'missing' }
    const name = `picture/${smallest.hash}`
    this.files.set(name, smallest.picture.bytes)
    return { kind: 'picture', name, width: smallest.picture.width, height: smallest.picture.height }
  }
}

type Prepared = { readonly bytes: Uint8Array; readonly width: number; readonly height: number }

/** By its first bytes, not by what its author called it. */
function prepare(bytes: Uint8Array): Prepared | undefined {
  const jpeg = readJpeg(bytes)
  if (!jpeg) return readPng(bytes)
  const onItsSide = jpeg.orientation > 4
  return {
    bytes: jpeg.bytes,
    width: onItsSide ? jpeg.height : jpeg.width,
    height: onItsSide ? jpeg.width : jpeg.height,
  }
}
