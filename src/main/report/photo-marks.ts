/** What people drew over a photo, as vectors above the printed picture: its bytes are printed as they are. */
import { discSvg, svg } from './drawings.ts'
import type { MarkContent, PhotoContent } from './content-schema.ts'
import type { Paper } from './paper.ts'

/** Dark with a white rim: seen on any paint, and in grey. */
const LINE = '#b3261e'
/** Points on paper. */
const STROKE = 1.3
const RIM = 2.8
const HEAD = 6
const DISC = 5.5

interface Point {
  readonly x: number
  readonly y: number
}

/** `width` and `height`: of the printed picture, in points. Null without any mark. */
export function marksSvg(paper: Paper, photo: PhotoContent, width: number, height: number): string | null {
  const marks = marksOf(paper, photo)
  if (marks.length === 0) return null
  const at = ({ x, y }: Point): Point => ({ x: (x * width) / 1000, y: (y * height) / 1000 })
  const shapes = marks.map((mark) => {
    const place = at(mark.place)
    switch (mark.drawn?.kind) {
      case 'arrow':
        return arrow(place, at(mark.drawn.to))
      case 'ring': {
        const to = at(mark.drawn.to)
        return twice(ringPath(place, Math.hypot(to.x - place.x, to.y - place.y)))
      }
      case 'line':
        return twice([place, ...mark.drawn.through.map(at)].map(({ x, y }, i) => `${i ? 'L' : 'M'}${x} ${y}`).join(''))
      case 'words':
        return discSvg(String(wordsOf(paper, photo).indexOf(mark) + 1), place, DISC, 'open')
      default: {
        const number = mark.defect === null ? '' : String(paper.defectNumber(mark.defect))
        return (mark.arrow ? arrow(place, at(mark.arrow)) : '') + discSvg(number, place, DISC, 'full')
      }
    }
  })
  return svg(width, height, shapes.join(''))
}

/** A drawing holds no letters (their font would be looked for on the disk): words are numbered, and stand below. */
export function markWords(paper: Paper, photo: PhotoContent): string {
  return wordsOf(paper, photo)
    .map((mark, index) => (mark.drawn?.kind === 'words' ? `(${index + 1}) ${mark.drawn.text}` : ''))
    .join(' · ')
}

const marksOf = ({ content }: Paper, photo: PhotoContent): readonly MarkContent[] =>
  (content.marks ?? []).filter((mark) => mark.photo === photo.id)

const wordsOf = (paper: Paper, photo: PhotoContent): readonly MarkContent[] =>
  marksOf(paper, photo).filter((mark) => mark.drawn?.kind === 'words')

/** An arc to the same point would be none: two halves. */
const ringPath = ({ x, y }: Point, r: number): string =>
  `M${x - r} ${y}A${r} ${r} 0 1 1 ${x + r} ${y}A${r} ${r} 0 1 1 ${x - r} ${y}`

function arrow(from: Point, to: Point): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return ''
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length]
  const back = (side: number): string =>
    `${to.x - HEAD * ux - side * (HEAD / 2) * uy} ${to.y - HEAD * uy + side * (HEAD / 2) * ux}`
  return twice(`M${from.x} ${from.y}L${to.x} ${to.y}M${back(1)}L${to.x} ${to.y}L${back(-1)}`)
}

const twice = (path: string): string => pen(path, '#ffffff', RIM) + pen(path, LINE, STROKE)

const pen = (path: string, stroke: string, width: number): string =>
  `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`
