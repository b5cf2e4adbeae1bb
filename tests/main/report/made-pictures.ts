/** Pictures made by arithmetic: small, ours, and the same on every machine. */
import { crc32, deflateSync } from 'node:zlib'

export interface MadeJpeg {
  /** Multiples of 8. */
  readonly width?: number
  readonly height?: number
  /** EXIF 1–8. */
  readonly orientation?: number
  /** Text put where a phone puts places and serial numbers. */
  readonly exifText?: string
  readonly seed?: number
}

/**
 * A baseline JPEG of flat 8 × 8 blocks: only the DC coefficients are written, with a Huffman table of four-bit codes
 * for them and a one-bit « end of block » for the rest.
 */
export function makeJpeg({ width = 320, height = 240, orientation, exifText, seed = 1 }: MadeJpeg = {}): Uint8Array {
  const bits: number[] = []
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1)
  }
  const previous = [0, 0, 0]
  for (let y = 0; y < height / 8; y++) {
    for (let x = 0; x < width / 8; x++) {
      colour(x / (width / 8), y / (height / 8), seed).forEach((level, component) => {
        const difference = Math.round(level) - previous[component]!
        previous[component] = Math.round(level)
        const category = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference))
        put(category, 4)
        put(difference > 0 ? difference : difference + (1 << category) - 1, category)
        put(0, 1)
      })
    }
  }
  while (bits.length % 8 > 0) bits.push(1)
  const scan: number[] = []
  for (let at = 0; at < bits.length; at += 8) {
    const byte = bits.slice(at, at + 8).reduce((value, bit) => value * 2 + bit, 0)
    scan.push(byte, ...(byte === 0xff ? [0] : []))
  }
  const dc = [0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  const ac = [0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  return new Uint8Array([
    ...[0xff, 0xd8],
    ...(orientation === undefined && exifText === undefined ? [] : exif(orientation ?? 1, exifText ?? '')),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 8)]),
    ...segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    ...segment(0xc4, dc),
    ...segment(0xc4, ac),
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    ...scan,
    ...[0xff, 0xd9],
  ])
}

/** A body panel under a lamp, more or less: Y, Cb, Cr around zero. */
function colour(x: number, y: number, seed: number): [number, number, number] {
  const tone = (seed * 37) % 100
  const lamp = 70 * Math.exp(-(((x - 0.3 - (seed % 5) * 0.1) * 4) ** 2) - ((y - 0.35) * 5) ** 2)
  const panel = y > 0.55 + 0.1 * Math.sin(x * 5 + seed) ? -50 : 0
  return [tone * 0.5 - 30 + lamp + panel, ((seed * 13) % 40) - 20, ((seed * 29) % 40) - 20]
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body]
}

function exif(orientation: number, description: string): number[] {
  const text = [...new TextEncoder().encode(description), 0]
  const entry = (tag: number, type: number, count: number, value: readonly number[]) => [
    ...[tag >> 8, tag & 255, 0, type, 0, 0, count >> 8, count & 255],
    ...value,
  ]
  const end = 8 + 2 + 2 * 12 + 4
  const tiff = [
    ...[0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 2],
    ...entry(0x010e, 2, text.length, [0, 0, end >> 8, end & 255]),
    ...entry(0x0112, 3, 1, [0, orientation, 0, 0]),
    ...[0, 0, 0, 0],
    ...text,
  ]
  return segment(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff])
}

/** Red over transparent, RGBA, row by row with each of the five filters in turn. */
export function makePng(width = 40, height = 30): Uint8Array {
  const stride = width * 4
  const pixels = Buffer.alloc(height * stride)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set([200, x * 5, y * 7, x < width / 2 ? 255 : 0], y * stride + x * 4)
  }
  const raw = Buffer.alloc(height * (stride + 1))
  for (let y = 0; y < height; y++) {
    const filter = y % 5
    raw[y * (stride + 1)] = filter
    for (let i = 0; i < stride; i++) {
      const at = (row: number, column: number) => (row < 0 || column < 0 ? 0 : pixels[row * stride + column]!)
      const [a, b, c] = [at(y, i - 4), at(y - 1, i), i < 4 ? 0 : at(y - 1, i - 4)]
      const p = a + b - c
      const nearest = [a, b, c].reduce((best, each) => (Math.abs(p - each) < Math.abs(p - best) ? each : best))
      const guess = [0, a, b, (a + b) >> 1, nearest][filter]!
      raw[y * (stride + 1) + 1 + i] = pixels[y * stride + i]! - guess
    }
  }
  return png(width, height, 6, [deflateSync(raw)])
}

/** Header, data and end, with good checksums. `type` is PNG's colour type, at eight bits. */
export function png(
  width: number,
  height: number,
  type: number,
  data: readonly Uint8Array[],
  interlace = 0,
): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, type, 0, 0, interlace], 8)
  const chunk = (name: string, body: Uint8Array) => {
    const named = Buffer.concat([Buffer.from(name), body])
    const framed = Buffer.alloc(named.length + 8)
    framed.writeUInt32BE(body.length)
    framed.set(named, 4)
    framed.writeUInt32BE(crc32(named), named.length + 4)
    return framed
  }
  const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return Buffer.concat([
    new Uint8Array(signature),
    chunk('IHDR', header),
    ...data.map((part) => chunk('IDAT', part)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
