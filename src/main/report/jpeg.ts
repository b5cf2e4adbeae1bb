/**
 * A JPEG made fit for a paper: walked once from end to end, so that a truncated file is known here and not by the
 * reader's viewer; and stripped of everything but the picture. A phone's file carries places (GPS), serial numbers,
 * an old thumbnail and sometimes a second picture; none of them belongs in a client's hands.
 */
export interface Jpeg {
  readonly bytes: Uint8Array
  /** As stored, before {@link orientation} is applied. */
  readonly width: number
  readonly height: number
  /** EXIF 1–8; above 4 the picture lies on its side. Kept in the bytes. */
  readonly orientation: number
}

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const APP1 = 0xe1
/** JFIF says how dense, Adobe how colours were transformed: a decoder needs them. */
const NEEDED_APPS: ReadonlySet<number> = new Set([0xe0, 0xee])
/** Baseline, extended, progressive: what a PDF's DCTDecode reads. */
const READABLE_FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])

/** Undefined: not a whole JPEG of a kind that PDF readers show. */
export function readJpeg(bytes: Uint8Array): Jpeg | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kept: Uint8Array[] = []
  let frame: { readonly width: number; readonly height: number } | undefined
  let orientation = 1
  let scans = 0
  let at = 2
  for (;;) {
    if (bytes[at] !== 0xff) return undefined
    while (bytes[at + 1] === 0xff) at++ // fill bytes
    const marker = bytes[at + 1]
    if (marker === undefined) return undefined
    if (marker === EOI) break
    if (at + 4 > bytes.length) return undefined
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length || end < at + 4) return undefined
    const segment = bytes.subarray(at, end)
    if (isFrame(marker)) {
      if (!READABLE_FRAMES.has(marker) || segment.length < 10 || segment[4] !== 8 || frame) return undefined
      if (![1, 3, 4].includes(segment[9]!)) return undefined
      frame = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    if (marker === APP1) orientation = readOrientation(segment) ?? orientation
    if (marker < 0xe0 || (marker > 0xef && marker !== 0xfe) || NEEDED_APPS.has(marker)) kept.push(segment)
    at = end
    if (marker === SOS) {
      scans++
      const next = endOfScan(bytes, at)
      if (next === undefined) return undefined
      kept.push(bytes.subarray(at, next))
      at = next
    }
  }
  if (!frame || scans === 0 || frame.width === 0 || frame.height === 0) return undefined
  const head = [new Uint8Array([0xff, SOI]), ...(orientation === 1 ? [] : [orientationSegment(orientation)])]
  const clean = Buffer.concat([...head, ...kept, new Uint8Array([0xff, EOI])])
  return { bytes: clean, ...frame, orientation }
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** Within a scan, 0xff is followed by 0 (itself) or a restart mark; anything else is the next segment. */
function endOfScan(bytes: Uint8Array, start: number): number | undefined {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]
    if (next === undefined) return undefined
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  return undefined
}

const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0]

/** The orientation of an `Exif` segment; undefined when it has none, or none that makes sense. */
function readOrientation(segment: Uint8Array): number | undefined {
  if (!EXIF.every((byte, index) => segment[4 + index] === byte)) return undefined
  const tiff = segment.subarray(4 + EXIF.length)
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 14) return undefined
  const little = tiff[0] === 0x49
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return undefined
  const entries = view.getUint16(directory, little)
  for (let n = 0; n < entries; n++) {
    const entry = directory + 2 + n * 12
    if (entry + 12 > tiff.length) return undefined
    if (view.getUint16(entry, little) !== 0x0112) continue
    const value = view.getUint16(entry + 8, little)
    return value >= 1 && value <= 8 ? value : undefined
  }
  return undefined
}

/** An `Exif` segment that says nothing else. Big-endian; one entry: tag 0x0112, SHORT, one value. */
function orientationSegment(orientation: number): Uint8Array {
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
  const length = 2 + EXIF.length + tiff.length
  return new Uint8Array([0xff, APP1, length >> 8, length & 0xff, ...EXIF, ...tiff])
}
