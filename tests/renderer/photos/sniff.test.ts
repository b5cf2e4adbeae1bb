import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasExif, MAX_FILE_BYTES, sniffImage } from '../../../src/renderer/features/job/photos/sniff.ts'

/** The smallest JPEG that a walker accepts: start, frame, scan, data, end. */
function jpeg(
  options: { width?: number; height?: number; end?: boolean; exif?: boolean; data?: number[] } = {},
): Uint8Array {
  const { width = 64, height = 48, end = true, exif = false, data = [1, 2, 3, 0xff, 0, 4, 5] } = options
  const word = (value: number) => [value >> 8, value & 255]
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...(exif ? [0xff, 0xe1, ...word(10), ...Buffer.from('Exif\0\0'), 0, 0] : [0xff, 0xe0, ...word(4), 0, 0]),
    ...[0xff, 0xc0, ...word(11), 8, ...word(height), ...word(width), 1, 1, 0x11, 0],
    ...[0xff, 0xda, ...word(8), 1, 1, 0, 0, 63, 0],
    ...data,
    ...(end ? [0xff, 0xd9] : []),
  ])
}
const chunk = (name: string, data: number[]) => [0, 0, 0, data.length, ...Buffer.from(name), ...data, 0, 0, 0, 0]
const header = (width: number, height: number) => [...be(width), ...be(height), 8, 2, 0, 0, 0]
const be = (value: number) => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]
const png = (...chunks: number[][]) =>
  Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ...chunks.flat()])
const box = (name: string, data: number[]) => [...be(data.length + 8), ...Buffer.from(name), ...data]
const heif = (brand: string, ...rest: number[][]) =>
  Uint8Array.from([...box('ftyp', [...Buffer.from(brand), 0, 0, 0, 0, ...Buffer.from('mif1')]), ...rest.flat()])

test('whole pictures are recognised by their bytes', () => {
  const kinds = [
    jpeg(),
    png(chunk('IHDR', header(10, 10)), chunk('IEND', [])),
    Uint8Array.from([...Buffer.from('RIFF'), 8, 0, 0, 0, ...Buffer.from('WEBPVP8 ')]),
    heif('heic', box('mdat', [1, 2, 3])),
    heif('mif1', box('mdat', [1, 2, 3])),
    heif('avif', box('mdat', [1, 2, 3])),
  ].map(sniffImage)
  expect(kinds).toEqual(
    ['jpeg', 'png', 'webp', 'heic', 'heif', 'avif'].map((mime) => ({ kind: 'image', mime: `image/${mime}` })),
  )
})

test('a JPEG with restarts in order and several scans is whole', () => {
  expect(sniffImage(jpeg({ data: [1, 0xff, 0xd0, 2, 0xff, 0xd1, 3, 0xff, 0xff, 0xda, 0, 3, 0, 9, 9] })).kind).toBe(
    'image',
  )
})

test('data that a phone appends behind a JPEG does no harm', () => {
  expect(sniffImage(Uint8Array.from([...jpeg(), 1, 2, 3, 4])).kind).toBe('image')
})

test.each([
  [
    'a programme with a photo for a name',
    Uint8Array.from([...Buffer.from('MZ'), ...Array.from({ length: 100 }, () => 0)]),
    'not-an-image',
  ],
  [
    'an SVG, which may carry a programme',
    Uint8Array.from(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    'not-an-image',
  ],
  ['nothing', new Uint8Array(0), 'not-an-image'],
  ['half a JPEG', jpeg({ end: false }), 'incomplete'],
  ['a JPEG cut in its header', jpeg().slice(0, 20), 'incomplete'],
  [
    'a JPEG with a hole in its data',
    jpeg({ data: [1, 2, ...Array.from({ length: 200 }, () => 0xff), 0, 3] }),
    'unreadable',
  ],
  ['a JPEG that lacks a stretch between restarts', jpeg({ data: [1, 0xff, 0xd0, 2, 0xff, 0xd3, 3] }), 'unreadable'],
  ['a PNG without its end', png(chunk('IHDR', header(10, 10)), chunk('IDAT', [1, 2])), 'incomplete'],
  ['a HEIC whose last box is cut', heif('heic', box('mdat', [1, 2, 3])).slice(0, -1), 'incomplete'],
  ['a JPEG that would need gigabytes', jpeg({ width: 65_000, height: 65_000 }), 'too-large'],
  ['a PNG that would need gigabytes', png(chunk('IHDR', header(60_000, 60_000)), chunk('IEND', [])), 'too-large'],
  ['a file of too many bytes', new Uint8Array(MAX_FILE_BYTES + 1), 'too-large'],
])('refused: %s', (_, bytes, why) => {
  expect(sniffImage(bytes)).toEqual({ kind: 'refused', why })
})

test('[F48] no bytes make the recogniser throw or hang, nor bytes that begin like a picture', () => {
  const beginnings = fc.constantFrom(
    [],
    [...jpeg().slice(0, 4)],
    [...png()],
    [...heif('heic')],
    [...Buffer.from('RIFF0000WEBP')],
  )
  fc.assert(
    fc.property(beginnings, fc.uint8Array({ maxLength: 400 }), (head, tail) => {
      const bytes = Uint8Array.from([...head, ...tail])
      expect(['image', 'refused']).toContain(sniffImage(bytes).kind)
      hasExif(bytes)
    }),
    { numRuns: 2000 },
  )
})

test('EXIF is seen', () => {
  expect([hasExif(jpeg()), hasExif(jpeg({ exif: true }))]).toEqual([false, true])
})

// Real files of real cameras lie outside the project; where they are, they must be judged right.
const FOLDER = process.env['RPMA_PHOTO_SAMPLES']
test.skipIf(!FOLDER || !existsSync(FOLDER))(
  'camera files (RPMA_PHOTO_SAMPLES): whole ones pass, the truncated one does not',
  () => {
    const judge = (name: string) => sniffImage(new Uint8Array(readFileSync(path.join(FOLDER!, name))))
    expect(judge('portrait_8.jpg')).toEqual({ kind: 'image', mime: 'image/jpeg' })
    expect(judge('iphone_hdr_YES.jpg')).toEqual({ kind: 'image', mime: 'image/jpeg' })
    expect(judge('IMG_5195.HEIC')).toEqual({ kind: 'image', mime: 'image/heic' })
    expect(judge('corrupted.jpg').kind).toBe('refused')
  },
)

const le24 = (value: number) => [value & 255, (value >> 8) & 255, (value >> 16) & 255]
const le32 = (value: number) => be(value).toReversed()
const webp = (kind: string, data: number[]) => {
  const rest = [...Buffer.from('WEBP'), ...Buffer.from(kind), ...le32(data.length), ...data]
  return Uint8Array.from([...Buffer.from('RIFF'), ...le32(rest.length), ...rest])
}
const lossy = (width: number, height: number) =>
  webp('VP8 ', [0, 0, 0, 0x9d, 1, 0x2a, ...le32(width).slice(0, 2), ...le32(height).slice(0, 2)])
const lossless = (width: number, height: number) =>
  webp('VP8L', [0x2f, ...le32(((height - 1) << 14) | (width - 1)), 0, 0, 0, 0, 0])
const extended = (width: number, height: number) => webp('VP8X', [0, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)])
const described = (brand: string, ...extents: (readonly [number, number])[]) => {
  const ispe = extents.map(([width, height]) => box('ispe', [0, 0, 0, 0, ...be(width), ...be(height)]))
  const ipco = box('ipco', ispe.flat())
  return heif(brand, box('meta', [0, 0, 0, 0, ...box('iprp', ipco)]), box('mdat', [1, 2, 3]))
}

test.each([
  ['lossy WebP', lossy(16_383, 16_383), lossy(4000, 3000)],
  ['lossless WebP', lossless(16_384, 16_384), lossless(4000, 3000)],
  ['extended WebP', extended(1 << 24, 255), extended(4000, 3000)],
  ['AVIF', described('avif', [65_535, 65_535]), described('avif', [4000, 3000])],
  ['HEIC of many tiles', described('heic', [512, 512], [60_000, 40_000]), described('heic', [512, 512], [4032, 3024])],
])('[F33] %s: a size that no tablet could hold is refused by its header, an ordinary one is not', (_, bomb, photo) => {
  expect(sniffImage(bomb)).toEqual({ kind: 'refused', why: 'too-large' })
  expect(sniffImage(photo).kind).toBe('image')
})
