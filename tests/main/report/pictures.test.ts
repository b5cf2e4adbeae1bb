import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readJpeg } from '../../../src/main/report/jpeg.ts'
import { Pictures } from '../../../src/main/report/pictures.ts'
import { readPng } from '../../../src/main/report/png.ts'
import { makeJpeg, makePng, png } from './made-pictures.ts'

const contains = (bytes: Uint8Array, text: string) => Buffer.from(bytes).includes(text)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('a photo leaves its places and serial numbers behind, and keeps its orientation', () => {
  const taken = makeJpeg({ orientation: 6, exifText: 'GPS 45.7640 N 4.8357 E, serial 0042' })
  expect(contains(taken, 'serial 0042')).toBe(true)
  const jpeg = readJpeg(taken)!
  expect(contains(jpeg.bytes, 'serial 0042')).toBe(false)
  expect(jpeg).toMatchObject({ width: 320, height: 240, orientation: 6 })
  expect(readJpeg(jpeg.bytes)).toMatchObject({ width: 320, height: 240, orientation: 6 })
})

test('what a phone hides behind the end of a picture is cut off', () => {
  const jpeg = makeJpeg()
  const second = makeJpeg({ seed: 5 })
  expect(Buffer.from(readJpeg(Buffer.concat([jpeg, second]))!.bytes).equals(jpeg)).toBe(true)
})

test('a JPEG cut anywhere, or with a damaged head, is known to be broken', () => {
  const whole = makeJpeg({ width: 64, height: 48, orientation: 3 })
  expect(readJpeg(whole)).toBeDefined()
  for (let length = 0; length < whole.length; length++) expect(readJpeg(whole.subarray(0, length))).toBeUndefined()
  const hostile = whole.slice()
  hostile.set([0xff, 0xff], 4) // the first segment says that it is longer than the file
  expect(readJpeg(hostile)).toBeUndefined()
})

test('an EXIF block full of nonsense is no reason to lose the photo', () => {
  const taken = makeJpeg({ orientation: 8, exifText: 'x' })
  for (let at = 12; at < 52; at++) {
    const damaged = taken.slice()
    damaged[at] = 0xff
    const jpeg = readJpeg(damaged)
    expect(jpeg).toMatchObject({ width: 320, height: 240 })
    expect(jpeg!.orientation).toBeGreaterThanOrEqual(1)
    expect(jpeg!.orientation).toBeLessThanOrEqual(8)
  }
})

/** The RGB rows of a PNG that our writer made. */
function pixels(file: Uint8Array, width: number): (x: number, y: number) => number[] {
  const bytes = Buffer.from(file)
  const start = bytes.indexOf('IDAT')
  const raw = inflateSync(bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4)))
  const stride = width * 3 + 1
  for (let at = stride; at < raw.length; at++) if (at % stride !== 0) raw[at] = raw[at]! + raw[at - stride]!
  return (x, y) => [...raw.subarray(y * stride + 1 + x * 3, y * stride + 4 + x * 3)]
}

test('a transparent PNG is laid on white, whatever filters its rows used', () => {
  const read = readPng(makePng(40, 30))!
  const at = pixels(read.bytes, 40)
  for (let y = 0; y < 30; y++) {
    expect(at(0, y)).toEqual([200, 0, y * 7])
    expect(at(19, y)).toEqual([200, 95, y * 7])
    expect(at(20, y)).toEqual([255, 255, 255])
  }
})

test('an interlaced PNG is put in order', () => {
  // 3 × 3, grey, Adam7: passes 1 (0,0), 5 (0,2)(2,2), 6 (1,0)(1,2), 4 (2,0), 7 (row 1) hold one value a pixel: its place.
  const rows = [[0], [2], [6, 8], [1], [7], [3, 4, 5]]
  const raw = Buffer.from(rows.flatMap((row) => [0, ...row.map((place) => place * 20)]))
  const at = pixels(readPng(png(3, 3, 0, [deflateSync(raw)], 1))!.bytes, 3)
  for (let place = 0; place < 9; place++) {
    const level = place * 20
    expect(at(place % 3, Math.floor(place / 3))).toEqual([level, level, level])
  }
})

test('a PNG that is cut, damaged, or says it is enormous, is known to be broken', () => {
  const whole = makePng()
  for (let length = 0; length < whole.length; length += 7) expect(readPng(whole.subarray(0, length))).toBeUndefined()
  for (let at = 8; at < whole.length; at += 11) {
    const damaged = whole.slice()
    damaged[at] = damaged[at]! ^ 0x55
    expect(readPng(damaged)).toBeUndefined()
  }
  expect(readPng(png(100_000, 100_000, 2, [deflateSync(Buffer.alloc(1000))]))).toBeUndefined()
  const bomb = deflateSync(Buffer.alloc(50_000_000))
  expect(readPng(png(10, 10, 2, [bomb]))).toBeUndefined()
})

test('each photo takes its share: the original when it fits, else rendition, thumbnail, or the smallest there is', async () => {
  const original = makeJpeg({ width: 800, height: 600 })
  const rendition = makeJpeg({ width: 400, height: 304, seed: 2 })
  const thumbnail = makeJpeg({ width: 160, height: 120, seed: 3 })
  const blobs = new Map([original, rendition, thumbnail].map((bytes) => [sha256(bytes), bytes]))
  const asked: string[] = []
  const source = {
    sha256: sha256(original),
    rendition: sha256(rendition),
    thumbnail: sha256(thumbnail),
    bytes: original.length,
  }
  const choose = async (shareBytes: number, present = blobs) => {
    const readBlob = async (hash: string) => {
      asked.push(hash)
      const bytes = present.get(hash)
      return bytes ? { bytes, mime: 'image/jpeg' } : null
    }
    const pictures = new Pictures(readBlob, Math.floor(12_000_000 / shareBytes))
    await pictures.load([source])
    return pictures.of(source.sha256)
  }
  expect(await choose(original.length + 100)).toMatchObject({ kind: 'picture', width: 800 })
  expect(asked).toEqual([source.sha256])
  expect(await choose(rendition.length + 100)).toMatchObject({ width: 400 })
  expect(await choose(thumbnail.length + 100)).toMatchObject({ width: 160 })
  expect(await choose(200)).toMatchObject({ width: 160 })
  const originalOnly = new Map([[source.sha256, original]])
  expect(await choose(200, originalOnly)).toMatchObject({ width: 800 })
  expect(await choose(200, new Map())).toEqual({ kind: 'missing' })
  const textOnly = new Map([[source.sha256, new TextEncoder().encode('no picture')]])
  expect(await choose(200, textOnly)).toEqual({ kind: 'unreadable' })
})

test('a photo on its side is measured as it is seen', async () => {
  const bytes = makeJpeg({ orientation: 6 })
  const pictures = new Pictures(async () => ({ bytes, mime: 'image/jpeg' }), 1)
  await pictures.load([{ sha256: 'a', rendition: null, thumbnail: null, bytes: bytes.length }])
  expect(pictures.of('a')).toMatchObject({ width: 240, height: 320 })
})
