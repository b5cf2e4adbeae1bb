/** Vector drawings: sharp at any size, a few hundred bytes each. */
import QRCode from 'qrcode'
import { ACCENT, INK } from './theme.ts'

/** With the quiet zone of four modules that readers ask for. */
export function qrSvg(text: string): string {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size;) {
      let end = x
      while (end < size && data[y * size + end]) end++
      if (end > x) path += `M${x + 4} ${y + 4}h${end - x}v1h${x - end}z`
      x = end + 1
    }
  }
  const side = size + 8
  return svg(side, side, `<path d="${path}" fill="${INK}"/>`)
}

/**
 * Strokes as they were drawn: x, y, x, y… with the same unit both ways. Null when nothing can be seen.
 * `width` and `height` give the drawing's proportions.
 */
export function signatureSvg(strokes: readonly (readonly number[])[]): string | null {
  const points = strokes.map((stroke) => {
    const pairs: [number, number][] = []
    for (let i = 0; i + 1 < stroke.length; i += 2) pairs.push([stroke[i]!, stroke[i + 1]!])
    return pairs
  })
  const all = points.flat()
  if (all.length === 0) return null
  const [left, top] = [least(all.map(([x]) => x)), least(all.map(([, y]) => y))]
  const width = Math.max(1, most(all.map(([x]) => x)) - left)
  const height = Math.max(1, most(all.map(([, y]) => y)) - top)
  const line = Math.max(width, height) / 110
  const move = ([x, y]: [number, number]) => `${x - left + line} ${y - top + line}`
  const path = points
    .filter((pairs) => pairs.length > 0)
    // A dot is a stroke of no length: round caps make it visible.
    .map(
      (pairs) =>
        `M${move(pairs[0]!)}${(pairs.length === 1 ? pairs : pairs.slice(1)).map((p) => `L${move(p)}`).join('')}`,
    )
    .join('')
  const style = `fill="none" stroke="${INK}" stroke-width="${line}" stroke-linecap="round" stroke-linejoin="round"`
  return svg(width + 2 * line, height + 2 * line, `<path d="${path}" ${style}/>`)
}

/** Of many thousands: spreading them as arguments would overflow the stack. */
const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b), Infinity)
const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b), -Infinity)

export interface Pin {
  readonly number: number
  /** Thousandths of the diagram's width and height. */
  readonly x: number
  readonly y: number
  readonly blocking: boolean
}

/**
 * Five views unfolded, in the arrangement of the screen's own diagram: left and right above; front, top and rear
 * below. Positions are shares of this frame, so a pin set on the screen lies on the same part here.
 */
export const DIAGRAM = { width: 1080, height: 424 } as const

const SIDE =
  'M12 118C11 104 18 95 30 89C70 78 120 71 166 66C190 47 216 30 244 24C284 17 326 19 352 31C382 42 408 54 432 62' +
  'C462 62 486 66 496 71C506 86 509 104 505 124C502 136 498 140 488 142L443 144A39 39 0 0 0 365 146L144 147' +
  'A41 41 0 0 0 64 141L36 139C20 136 13 130 12 118Z'
const SIDE_LINES =
  'M182 64C200 50 222 36 242 31L268 30L268 62ZM277 30C312 28 338 33 352 44C362 51 368 56 372 61L277 62Z' +
  'M170 68C172 90 171 112 164 134L362 134C361 116 368 102 374 94C380 84 380 74 374 63M273 63C277 86 277 110 274 134' +
  'M232 78h24M330 77h24'
const FRONT =
  'M90 38C106 34 144 34 160 38C174 48 182 62 188 78C206 84 216 92 219 104C224 124 223 144 216 160C160 170 90 170 34 160' +
  'C27 144 26 124 31 104C34 92 44 84 62 78C68 62 76 48 90 38Z'
const FRONT_LINES =
  'M86 46C108 43 142 43 164 46C172 54 177 64 181 75C146 70 104 70 69 75C73 64 78 54 86 46ZM38 100C60 102 76 104 90 108L160 108' +
  'C174 104 190 102 212 100M36 104C52 105 70 109 86 113L84 120C68 122 50 121 33 119ZM214 104C198 105 180 109 164 113L166 120' +
  'C182 122 200 121 217 119ZM92 113h66l-4 24H96ZM40 160v18h20v-14M210 160v18h-20v-14'
const REAR_LINES =
  'M88 47C108 44 142 44 162 47C169 54 175 63 179 72C144 69 106 69 71 72C75 63 81 54 88 47ZM52 100C52 92 56 86 60 84C100 79 150 79 190 84' +
  'C196 88 199 94 199 100L170 104L166 126L84 126L80 104ZM98 106h54v13H98ZM33 104L76 106L80 119C64 122 48 121 31 117Z' +
  'M217 104L174 106L170 119C186 122 202 121 219 117ZM40 160v18h20v-14M210 160v18h-20v-14'
const TOP =
  'M10 113C10 74 18 44 38 32C78 20 130 18 180 19C250 14 330 14 400 19C440 20 466 26 476 38C486 56 490 84 490 113' +
  'C490 142 486 170 476 188C466 200 440 206 400 207C330 212 250 212 180 207C130 208 78 206 38 194C18 182 10 152 10 113Z'
const TOP_LINES =
  'M169 45C182 48 198 52 210 56C201 94 201 132 210 170C198 174 182 178 169 181C150 138 150 88 169 45ZM340 56C356 53 374 49 390 45' +
  'C404 88 404 138 390 181C374 177 356 173 340 170C349 132 349 94 340 56ZM210 56C250 50 300 50 340 56M210 170C250 176 300 176 340 170' +
  'M50 40C88 36 134 38 167 44M50 186C88 190 134 188 167 182M50 40C26 80 26 146 50 186M393 45C420 41 440 41 449 43C464 88 464 138 449 183C440 185 420 185 393 181' +
  'M186 22L198 8L206 20M186 204L198 218L206 206'
const WHEELS = [
  [104, 128],
  [404, 128],
] as const

export function vehicleSvg(pins: readonly Pin[]): string {
  const body = (d: string) =>
    `<path d="${d}" fill="#ffffff" stroke="${INK}" stroke-width="2.2" stroke-linejoin="round"/>`
  const lines = (d: string) =>
    `<path d="${d}" fill="none" stroke="#7d8791" stroke-width="1.4" stroke-linejoin="round"/>`
  const wheels = WHEELS.map(
    ([x, y]) =>
      `<circle cx="${x}" cy="${y}" r="33" fill="#e3e7eb" stroke="${INK}" stroke-width="2.2"/>` +
      `<circle cx="${x}" cy="${y}" r="21" fill="#ffffff" stroke="#7d8791" stroke-width="1.4"/>`,
  ).join('')
  const view = (transform: string, art: string) => `<g transform="${transform}">${art}</g>`
  const side = body(SIDE) + lines(SIDE_LINES) + wheels
  return svg(
    DIAGRAM.width,
    DIAGRAM.height,
    view('translate(10 8)', side) +
      view('translate(1070 8) scale(-1 1)', side) +
      view('translate(20 208)', body(FRONT) + lines(FRONT_LINES)) +
      view('translate(290 194)', body(TOP) + lines(TOP_LINES)) +
      view('translate(810 208)', body(FRONT) + lines(REAR_LINES)) +
      pins.map(pinSvg).join(''),
  )
}

/** Blocking damage is a square, all other a disc: the difference stands in grey. */
function pinSvg({ number, x, y, blocking }: Pin): string {
  const [cx, cy] = [(x * DIAGRAM.width) / 1000, (y * DIAGRAM.height) / 1000]
  const shape = blocking
    ? `<rect x="${cx - 14}" y="${cy - 14}" width="28" height="28" rx="3" fill="${INK}" stroke="#ffffff" stroke-width="2"/>`
    : `<circle cx="${cx}" cy="${cy}" r="15" fill="${ACCENT}" stroke="#ffffff" stroke-width="2"/>`
  const digits = String(number)
  const scale = digits.length > 2 ? 0.75 : 1
  const left = cx - (digits.length * 9 - 3) * 0.5 * scale
  const strokes = [...digits].map(
    (digit, n) => `<path transform="translate(${n * 9} 0)" d="${DIGITS[Number(digit)]}"/>`,
  )
  const style = `fill="none" stroke="#ffffff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"`
  return `${shape}<g transform="translate(${left} ${cy - 6 * scale}) scale(${scale})" ${style}>${strokes.join('')}</g>`
}

/** Drawn, 6 wide and 12 high: text inside a drawing would look for its font on the disk. */
const DIGITS = [
  'M3 0C0 0 0 3 0 6C0 9 0 12 3 12C6 12 6 9 6 6C6 3 6 0 3 0',
  'M1 2L4 0V12',
  'M0 3C0 -1 6 -1 6 3C6 6 0 9 0 12H6',
  'M0 1.5C2 -1 6 0 6 3C6 5.5 4 6 2.5 6C4 6 6 6.5 6 9C6 12 2 13 0 10.5',
  'M4.5 12V0L0 8.5H6.5',
  'M5.5 0H0.8L0.3 5.5C2 4 6 4.5 6 8.2C6 12.5 1.5 13 0 10.5',
  'M5 0C1.5 1.5 0 5 0 8.5C0 13.2 6 13.2 6 8.5C6 4.3 1 4.3 0.2 8',
  'M0 0H6C4 4 2.5 8 2 12',
  'M3 5.7C0 5.3 0 0 3 0C6 0 6 5.3 3 5.7C-0.8 6 -0.8 12 3 12C6.8 12 6.8 6 3 5.7',
  'M1 12C4.5 10.5 6 7 6 3.5C6 -1.2 0 -1.2 0 3.5C0 7.7 5 7.7 5.8 4',
] as const

function svg(width: number, height: number, inner: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`
}
