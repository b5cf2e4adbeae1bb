/** Vector drawings: sharp at any size, a few hundred bytes each. */
import QRCode from 'qrcode'
import { drawingOf, FRAME, fromThousandths, type Decor } from '../../crdt/drawing/index.ts'
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
 * The sheet of the screens, so that a pin set there lies on the same part here; as lines, which print in grey and hold
 * their place beside the pins.
 */
export function vehicleSvg(body: string | null | undefined, pins: readonly Pin[]): string {
  const views = drawingOf(body).views.map(({ under, zones, over }) => [
    // The ground under the wheels says nothing on paper.
    ...under.filter((part) => part.kind !== 'shadow').map(decorSvg),
    ...zones.map(({ path }) => drawn(path, '#ffffff', SOFT, 1.1)),
    ...over.map(decorSvg),
  ])
  return svg(FRAME.width, FRAME.height, views.flat().join('') + pins.map(pinSvg).join(''))
}

const SOFT = '#7d8791'

function decorSvg({ kind, path }: Decor): string {
  switch (kind) {
    case 'gap':
      return drawn(path, '#ffffff', INK, 2.4)
    case 'tyre':
      return drawn(path, '#d5dae0', INK, 1.8)
    case 'trim':
      return drawn(path, '#b9c0c8', SOFT, 1)
    case 'glass':
      return drawn(path, '#eef1f4', SOFT, 1)
    default:
      return drawn(path, kind === 'line' ? 'none' : '#ffffff', SOFT, kind === 'line' ? 0.9 : 1.1)
  }
}

const drawn = (path: string, fill: string, stroke: string, width: number) =>
  `<path d="${path}" fill="${fill}" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"/>`

/** Blocking damage is a square, all other a disc: the difference stands in grey. */
function pinSvg({ number, x, y, blocking }: Pin): string {
  const { x: cx, y: cy } = fromThousandths({ x, y })
  const shape = blocking
    ? `<rect x="${cx - 14}" y="${cy - 14}" width="28" height="28" rx="3" fill="${INK}" stroke="#ffffff" stroke-width="2"/>`
    : `<circle cx="${cx}" cy="${cy}" r="15" fill="${ACCENT}" stroke="#ffffff" stroke-width="2"/>`
  return shape + digitsSvg(String(number), { x: cx, y: cy }, 1, '#ffffff')
}

/** A disc of that radius with a number on it; `open`: dark on white. */
export function discSvg(digits: string, at: { x: number; y: number }, radius: number, look: 'full' | 'open'): string {
  const [fill, ink] = look === 'full' ? [ACCENT, '#ffffff'] : ['#ffffff', INK]
  const rim = look === 'full' ? '#ffffff' : INK
  const disc = `<circle cx="${at.x}" cy="${at.y}" r="${radius}" fill="${fill}" stroke="${rim}" stroke-width="${radius / 8}"/>`
  return disc + digitsSvg(digits, at, radius / 15, ink)
}

/** Around a middle; `size` 1 is for a disc of 15. */
function digitsSvg(digits: string, at: { x: number; y: number }, size: number, ink: string): string {
  const scale = (digits.length > 2 ? 0.75 : 1) * size
  const left = at.x - (digits.length * 9 - 3) * 0.5 * scale
  const strokes = [...digits].map(
    (digit, n) => `<path transform="translate(${n * 9} 0)" d="${DIGITS[Number(digit)]}"/>`,
  )
  const style = `fill="none" stroke="${ink}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"`
  return `<g transform="translate(${left} ${at.y - 6 * scale}) scale(${scale})" ${style}>${strokes.join('')}</g>`
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

export function svg(width: number, height: number, inner: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${inner}</svg>`
}
