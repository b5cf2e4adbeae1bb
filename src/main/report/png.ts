/**
 * A PNG made fit for a paper: decoded to the last row, laid on white and written again as plain RGB. PDF has no
 * interlacing and no transparency inside a picture; pdfmake's own way around is asynchronous, so that the order of
 * a PDF's parts, and with it its bytes, would depend on timing. A damaged file is known here.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

export interface Png {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}

/** A screen of today is 8 megapixels. What is larger would cost more memory than a paper is worth. */
const MAX_PIXELS = 40_000_000
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
/** Samples a pixel by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}
/** First column and row, and the steps between columns and rows, of Adam7's seven passes. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

interface Header {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly type: number
  readonly interlaced: boolean
}

/** Undefined: not a whole PNG. */
export function readPng(bytes: Uint8Array): Png | undefined {
  const chunks = readChunks(bytes)
  const header = chunks && readHeader(chunks.header)
  if (!header) return undefined
  let raw: Buffer
  try {
    raw = inflateSync(Buffer.concat(chunks.data), { maxOutputLength: rawSize(header) })
  } catch {
    return undefined // damaged, or longer than the picture that it says it is
  }
  if (raw.length !== rawSize(header)) return undefined
  if (header.type === 3 && (!chunks.palette || chunks.palette.length % 3 !== 0)) return undefined
  const rgb = toRgb(header, raw, chunks.palette, chunks.transparency)
  return rgb && { bytes: writeRgb(header.width, header.height, rgb), width: header.width, height: header.height }
}

function readChunks(bytes: Uint8Array) {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<string, Uint8Array>()
  const data: Uint8Array[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at)
    if (end + 4 > bytes.length) return undefined
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) return undefined
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, end))
    else found.set(type, bytes.subarray(at + 8, end))
    if (type === 'IEND') break
    at = end + 4
  }
  const header = found.get('IHDR')
  if (!header || !found.has('IEND') || data.length === 0) return undefined
  return { header, data, palette: found.get('PLTE'), transparency: found.get('tRNS') }
}

function readHeader(chunk: Uint8Array): Header | undefined {
  if (chunk.length !== 13) return undefined
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  const [width, height, depth, type] = [view.getUint32(0), view.getUint32(4), chunk[8]!, chunk[9]!]
  if (width === 0 || height === 0 || width * height > MAX_PIXELS) return undefined
  if (!DEPTHS[type]?.includes(depth) || chunk[10] !== 0 || chunk[11] !== 0 || chunk[12]! > 1) return undefined
  return { width, height, depth, type, interlaced: chunk[12] === 1 }
}

function passes({ width, height, interlaced }: Header) {
  const all = interlaced ? ADAM7 : [[0, 0, 1, 1] as const]
  return all
    .map(([x, y, dx, dy]) => ({
      x,
      y,
      dx,
      dy,
      columns: Math.ceil((width - x) / dx),
      rows: Math.ceil((height - y) / dy),
    }))
    .filter((pass) => pass.columns > 0 && pass.rows > 0)
}
const bitsPerPixel = (header: Header) => header.depth * SAMPLES[header.type]!
const rowBytes = (header: Header, columns: number) => Math.ceil((columns * bitsPerPixel(header)) / 8)
function rawSize(header: Header): number {
  return passes(header).reduce((sum, pass) => sum + pass.rows * (1 + rowBytes(header, pass.columns)), 0)
}

function toRgb(header: Header, raw: Buffer, palette?: Uint8Array, transparency?: Uint8Array): Buffer | undefined {
  const rgb = Buffer.alloc(header.width * header.height * 3)
  const back = Math.max(1, bitsPerPixel(header) >> 3)
  let at = 0
  for (const pass of passes(header)) {
    const length = rowBytes(header, pass.columns)
    let above: Uint8Array = new Uint8Array(length)
    for (let row = 0; row < pass.rows; row++) {
      const filter = raw[at++]!
      const line = raw.subarray(at, at + length)
      at += length
      if (!unfilter(filter, line, above, back)) return undefined
      above = line
      const start = (pass.y + row * pass.dy) * header.width + pass.x
      for (let column = 0; column < pass.columns; column++) {
        putPixel(header, line, column, palette, transparency, rgb, (start + column * pass.dx) * 3)
      }
    }
  }
  return rgb
}

/** In place. `back` is the distance in bytes to the pixel on the left. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, back: number): boolean {
  if (filter > 4) return false
  if (filter === 0) return true
  for (let i = 0; i < line.length; i++) {
    const left = i < back ? 0 : line[i - back]!
    const up = above[i]!
    if (filter === 1) line[i] = line[i]! + left
    else if (filter === 2) line[i] = line[i]! + up
    else if (filter === 3) line[i] = line[i]! + ((left + up) >> 1)
    else line[i] = line[i]! + paeth(left, up, i < back ? 0 : above[i - back]!)
  }
  return true
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

function putPixel(
  { depth, type }: Header,
  line: Uint8Array,
  column: number,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
  rgb: Buffer,
  to: number,
): void {
  const samples = SAMPLES[type]!
  const step = depth === 16 ? 2 : 1 // of 16 bits the upper 8 are printed
  const sample = (n: number) => line[(column * samples + n) * step]!
  if (type === 2 || type === 6) {
    const alpha = type === 6 ? sample(3) : 255
    for (let n = 0; n < 3; n++) rgb[to + n] = onWhite(sample(n), alpha)
    return
  }
  if (type === 4 || depth >= 8) {
    if (type === 3) return putIndexed(sample(0), palette!, transparency, rgb, to)
    rgb.fill(onWhite(sample(0), type === 4 ? sample(1) : 255), to, to + 3)
    return
  }
  const bit = column * depth
  const value = (line[bit >> 3]! >> (8 - depth - (bit & 7))) & ((1 << depth) - 1)
  if (type === 3) putIndexed(value, palette!, transparency, rgb, to)
  else rgb.fill(Math.round((value * 255) / ((1 << depth) - 1)), to, to + 3)
}

function putIndexed(
  index: number,
  palette: Uint8Array,
  transparency: Uint8Array | undefined,
  rgb: Buffer,
  to: number,
): void {
  const alpha = transparency?.[index] ?? 255
  for (let n = 0; n < 3; n++) rgb[to + n] = onWhite(palette[index * 3 + n] ?? 0, alpha)
}

const onWhite = (value: number, alpha: number) =>
  alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255)

/** Eight bits, no alpha; each row as its difference from the one above, which packs photographs and drawings. */
function writeRgb(width: number, height: number, rgb: Buffer): Uint8Array {
  const stride = width * 3
  const raw = Buffer.alloc(height * (stride + 1))
  for (let row = 0; row < height; row++) {
    const [from, to] = [row * stride, row * (stride + 1)]
    raw[to] = 2
    for (let i = 0; i < stride; i++) raw[to + 1 + i] = rgb[from + i]! - (row === 0 ? 0 : rgb[from + i - stride]!)
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    new Uint8Array(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}
