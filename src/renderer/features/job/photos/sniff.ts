/**
 * What a file really is, by its first bytes, and whether it is whole. Names and declared types are not believed:
 * a programme called photo.jpg is refused, and so is half a JPEG, which decoders would happily show in grey.
 */
import type { z } from 'zod'
import type { imageMime } from '../../../../contract/index.ts'

export type ImageMime = z.infer<typeof imageMime>
export type Refusal = 'not-an-image' | 'incomplete' | 'too-large' | 'unreadable' | 'too-slow' | 'unavailable'
export type Sniffed =
  | { readonly kind: 'image'; readonly mime: ImageMime }
  | { readonly kind: 'refused'; readonly why: Refusal }

export const MAX_FILE_BYTES = 60_000_000
/** Beyond this a picture would need more memory than a tablet has: 4 bytes for each pixel. */
export const MAX_PIXELS = 120_000_000

export function sniffImage(bytes: Uint8Array): Sniffed {
  if (bytes.length > MAX_FILE_BYTES) return refused('too-large')
  const mime = mimeOf(bytes)
  if (!mime) return refused('not-an-image')
  switch (mime) {
    case 'image/jpeg':
      return checkJpeg(bytes)
    case 'image/png':
      return checkPng(bytes)
    case 'image/webp':
      if (view(bytes).getUint32(4, true) + 8 > bytes.length) return refused('incomplete')
      return webpPixels(bytes) > MAX_PIXELS ? refused('too-large') : { kind: 'image', mime }
    default:
      if (!checkBoxes(bytes)) return refused('incomplete')
      return heifPixels(bytes) > MAX_PIXELS ? refused('too-large') : { kind: 'image', mime }
  }
}

const HEIC = new Set(['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis'])
const HEIF = new Set(['mif1', 'msf1', 'mif2'])

function mimeOf(bytes: Uint8Array): ImageMime | undefined {
  if (bytes.length < 16) return undefined
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (view(bytes).getUint32(0) === 0x89504e47 && view(bytes).getUint32(4) === 0x0d0a1a0a) return 'image/png'
  if (ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP') return 'image/webp'
  if (ascii(bytes, 4) !== 'ftyp') return undefined
  const size = Math.min(view(bytes).getUint32(0), bytes.length, 512)
  const brands: string[] = [ascii(bytes, 8)]
  for (let at = 16; at + 4 <= size; at += 4) brands.push(ascii(bytes, at))
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'image/avif'
  if (brands.some((brand) => HEIC.has(brand))) return 'image/heic'
  return brands.some((brand) => HEIF.has(brand)) ? 'image/heif' : undefined
}

/** A run of fill bytes this long is a hole that a failing card left, not filling. */
const HOLE_BYTES = 64

/** Walks all segments and scans to the end mark. What follows it (phones append their own data) does not matter. */
function checkJpeg(bytes: Uint8Array): Sniffed {
  const data = view(bytes)
  let pixels = 0
  let scans = 0
  for (let at = 2; at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) return refused('unreadable')
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker === 0xd9) return scans > 0 ? { kind: 'image', mime: 'image/jpeg' } : refused('unreadable')
    if (at + 4 > bytes.length) break
    const length = data.getUint16(at + 2)
    if (length < 2) return refused('unreadable')
    if (isFrame(marker)) {
      if (at + 9 > bytes.length) break
      pixels = data.getUint16(at + 5) * data.getUint16(at + 7)
      if (pixels > MAX_PIXELS) return refused('too-large')
    }
    at += 2 + length
    if (marker !== 0xda) continue
    if (pixels === 0) return refused('unreadable')
    const end = scanEnd(bytes, at)
    if (end === undefined) return refused('unreadable')
    at = end
    scans++
  }
  return refused('incomplete')
}

const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** Where a scan's data ends: at the next marker. Undefined: restart marks are missing, or there is a hole. */
function scanEnd(bytes: Uint8Array, from: number): number | undefined {
  let restart = 0
  for (let at = bytes.indexOf(0xff, from); at !== -1 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at)) {
    const start = at
    while (bytes[at + 1] === 0xff) at++
    if (at - start >= HOLE_BYTES) return undefined
    const marker = bytes[at + 1]
    if (marker === undefined) break
    if (marker >= 0xd0 && marker <= 0xd7) {
      if (marker !== 0xd0 + restart) return undefined
      restart = (restart + 1) % 8
    } else if (marker !== 0) return at
    at += 2
  }
  return bytes.length
}

function checkPng(bytes: Uint8Array): Sniffed {
  const data = view(bytes)
  if (bytes.length < 33 || ascii(bytes, 12) !== 'IHDR') return refused('unreadable')
  if (data.getUint32(16) * data.getUint32(20) > MAX_PIXELS) return refused('too-large')
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = data.getUint32(at)
    if (ascii(bytes, at + 4) === 'IEND') return { kind: 'image', mime: 'image/png' }
    at += 12 + length
  }
  return refused('incomplete')
}

/** By the first chunk (RFC 9649): lossy, lossless or extended. 0 for none of them: the decoder will say. */
function webpPixels(bytes: Uint8Array): number {
  const data = view(bytes)
  if (bytes.length < 30) return 0
  switch (ascii(bytes, 12)) {
    case 'VP8 ':
      return (data.getUint16(26, true) & 0x3fff) * (data.getUint16(28, true) & 0x3fff)
    case 'VP8L': {
      const packed = data.getUint32(21, true)
      return ((packed & 0x3fff) + 1) * (((packed >>> 14) & 0x3fff) + 1)
    }
    case 'VP8X':
      return ((data.getUint32(24, true) & 0xffffff) + 1) * ((data.getUint32(26, true) >>> 8) + 1)
    default:
      return 0
  }
}

/** The largest extent that a HEIF or AVIF file declares (`ispe`, ISO 23008-12), in the box that describes its pictures. */
function heifPixels(bytes: Uint8Array): number {
  const data = view(bytes)
  let most = 0
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = boxSize(data, at)
    if (size === undefined) break
    const end = Math.min(at + size, bytes.length)
    if (ascii(bytes, at + 4) === 'meta') {
      for (let i = at + 8; i + 16 <= end; i++) {
        if (ascii(bytes, i) === 'ispe') most = Math.max(most, data.getUint32(i + 8) * data.getUint32(i + 12))
      }
    }
    at = end
  }
  return most
}

/** ISO boxes, end to end: the last one must not reach beyond the file. */
function checkBoxes(bytes: Uint8Array): boolean {
  const data = view(bytes)
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = boxSize(data, at)
    if (size === undefined) return false
    at += size
  }
  return at === bytes.length
}

/** Bytes of the ISO box at `at`, its own header included; undefined for one that cannot be. */
function boxSize(data: DataView, at: number): number | undefined {
  let size = data.getUint32(at)
  if (size === 0) return data.byteLength - at // to the end of the file
  if (size === 1) {
    if (at + 16 > data.byteLength || data.getUint32(at + 8) !== 0) return undefined
    size = data.getUint32(at + 12)
  }
  return size < 8 ? undefined : size
}

/** Whether a JPEG carries EXIF: orientation to apply, and perhaps the place where it was taken. */
export function hasExif(bytes: Uint8Array): boolean {
  const data = view(bytes)
  for (let at = 2; at + 10 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    if (bytes[at + 1] === 0xe1 && ascii(bytes, at + 4) === 'Exif') return true
    at += 2 + data.getUint16(at + 2)
  }
  return false
}

function refused(why: Refusal): Sniffed {
  return { kind: 'refused', why }
}
function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
