/**
 * Photos for the demo, drawn here because no camera's file is committed: a panel under a lamp with a mark on it,
 * encoded as a real baseline JPEG. The same words give the same bytes.
 */
import jpeg from 'jpeg-js'
import { createRandom } from './random.ts'

export interface Picture {
  readonly bytes: Uint8Array
  readonly width: number
  readonly height: number
}
type Colour = readonly [number, number, number]

const WIDTH = 800
const HEIGHT = 600

/** `mark`: a chip or a bubble is to be seen. */
export function drawPicture(seedWords: string, paint: Colour, mark: boolean): Picture {
  const random = createRandom([...seedWords].reduce((hash, letter) => (hash * 31 + letter.codePointAt(0)!) | 0, 7))
  const data = Buffer.alloc(WIDTH * HEIGHT * 4)
  const horizon = HEIGHT * (0.2 + random.next() * 0.15)
  const curve = 60 + random.next() * 80
  const lamp = { x: WIDTH * (0.2 + random.next() * 0.6), y: HEIGHT * (0.45 + random.next() * 0.1) }
  const spot = {
    x: WIDTH * (0.35 + random.next() * 0.3),
    y: HEIGHT * (0.6 + random.next() * 0.2),
    radius: 9 + random.next() * 9,
  }
  const seam = WIDTH * (0.15 + random.next() * 0.7)
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const edge = horizon + curve * ((x / WIDTH) * 2 - 1) ** 2
      const colour = y < edge ? wall(x, y) : panel(x, y, edge)
      data.set([...colour, 255], (y * WIDTH + x) * 4)
    }
  }
  return {
    bytes: new Uint8Array(jpeg.encode({ data, width: WIDTH, height: HEIGHT }, 82).data),
    width: WIDTH,
    height: HEIGHT,
  }

  function wall(x: number, y: number): Colour {
    const tile = (Math.floor(x / 80) + Math.floor(y / 60)) % 2 === 0 ? 6 : 0
    const light = 205 + tile - (y / HEIGHT) * 60
    return [light, light, light + 4]
  }
  function panel(x: number, y: number, edge: number): Colour {
    const depth = (y - edge) / HEIGHT
    const glow = Math.exp(-(((x - lamp.x) / 170) ** 2 + ((y - lamp.y) / 26) ** 2)) * 150
    const gap = Math.abs(x - seam - depth * 90) < 2 ? -60 : 0
    const shade = 1.15 - depth * 0.9
    const distance = Math.hypot(x - spot.x, (y - spot.y) * 1.4)
    const chip = mark && distance < spot.radius ? 90 : mark && distance < spot.radius + 3 ? -50 : 0
    return paint.map((channel) => Math.max(0, Math.min(255, channel * shade + glow + gap + chip))) as unknown as Colour
  }
}
