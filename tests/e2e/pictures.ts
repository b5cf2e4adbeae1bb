/** Photos for the tests, made here: a camera's files are not committed. */
import jpeg from 'jpeg-js'

export interface TestFile {
  readonly name: string
  readonly mimeType: string
  readonly buffer: Buffer
}

type Colour = readonly [red: number, green: number, blue: number]
export const RED: Colour = [200, 40, 40]
export const BLUE: Colour = [40, 60, 200]

/** A real baseline JPEG of two halves. `paint` makes its bytes, and so its hash, its own. */
export function jpegOf(options: {
  readonly name: string
  readonly width?: number
  readonly height?: number
  readonly left?: Colour
  readonly right?: Colour
  /** What the camera says about how it was held (EXIF 0x0112); 6: turned a quarter clockwise to be looked at. */
  readonly orientation?: number
}): TestFile {
  const { name, width = 640, height = 480, left = [120, 130, 140], right = [70, 80, 95], orientation } = options
  const shade = [...name].reduce((sum, letter) => (sum + letter.codePointAt(0)!) % 40, 0)
  const data = Buffer.alloc(width * height * 4, 255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = x < width / 2 ? left : right
      const band = orientation === undefined && y % 96 < 48 ? shade : 0
      for (let channel = 0; channel < 3; channel++) {
        data[(y * width + x) * 4 + channel] = Math.min(255, colour[channel]! + band)
      }
    }
  }
  const bytes = Buffer.from(jpeg.encode({ data, width, height }, 80).data)
  return { name, mimeType: 'image/jpeg', buffer: orientation === undefined ? bytes : held(bytes, orientation) }
}

/** The first half of it, as a copy that was interrupted leaves it. */
export function truncated(file: TestFile): TestFile {
  return { ...file, buffer: file.buffer.subarray(0, file.buffer.length >> 1) }
}

export function textNamedJpeg(name: string): TestFile {
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from('Ceci est une liste de courses, pas une photo.\n') }
}

/** With an EXIF block of one entry behind the first marker. */
function held(bytes: Buffer, orientation: number): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write('II*\0', 0, 'latin1')
  tiff.writeUInt32LE(8, 4) // where the entries are
  tiff.writeUInt16LE(1, 8) // how many
  tiff.writeUInt16LE(0x0112, 10)
  tiff.writeUInt16LE(3, 12) // a 16-bit number
  tiff.writeUInt32LE(1, 14)
  tiff.writeUInt16LE(orientation, 18)
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(content.length + 2, 2)
  return Buffer.concat([bytes.subarray(0, 2), head, content, bytes.subarray(2)])
}
