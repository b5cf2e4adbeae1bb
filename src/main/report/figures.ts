/** Photos in rows of four, whole and upright: evidence is never cropped. */
import { PHOTO_PHASES, PHOTO_VIEWS } from '../../crdt/vocabulary/index.ts'
import type { PhotoContent } from './content-schema.ts'
import type { Paper } from './paper.ts'
import type { PdfNode } from './pdf-node.ts'
import { marksSvg, markWords } from './photo-marks.ts'
import { oneLine } from './text.ts'
import { CONTENT_WIDTH, INK, MUTED, muted, PANEL, SIZE, text } from './theme.ts'

const GAP = 8

const PER_ROW = 4
const HEIGHT = 92
const WIDTH = (CONTENT_WIDTH - GAP * (PER_ROW - 1)) / PER_ROW
type Caption = (photo: PhotoContent) => string

/** Each row stays on one page; a paper may take as many rows as there are photos. */
export function figureRows(paper: Paper, photos: readonly PhotoContent[], caption: Caption): PdfNode[] {
  const rows: PdfNode[] = []
  for (let start = 0; start < photos.length; start += PER_ROW) {
    const cells = photos.slice(start, start + PER_ROW).map((photo) => figure(paper, photo, caption(photo)))
    rows.push({ columns: cells, columnGap: GAP, margin: [0, 3, 0, 4], unbreakable: true })
  }
  return rows
}

/** A few side by side, as wide as they are: to stand beside text. */
export function figureBlock(paper: Paper, photos: readonly PhotoContent[], caption: Caption): PdfNode {
  return {
    columns: photos.map((photo) => figure(paper, photo, caption(photo))),
    columnGap: GAP,
    width: photos.length * WIDTH + (photos.length - 1) * GAP,
  }
}

function figure(paper: Paper, photo: PhotoContent, caption: string): PdfNode {
  const written = oneLine(markWords(paper, photo), 400)
  return {
    width: WIDTH,
    stack: [
      {
        table: { widths: [WIDTH], heights: [HEIGHT], body: [[frame(paper, photo)]] },
        layout: 'bare',
      },
      text(caption, { fontSize: SIZE.small, margin: [0, 2, 0, 0] }),
      ...(written === '' ? [] : [text(written, { fontSize: SIZE.small })]),
      muted(`${paper.person(photo.by)} · ${paper.format.shortDateTime(photo.at)}`, { fontSize: 6.5 }),
    ],
  }
}

function frame(paper: Paper, photo: PhotoContent): PdfNode {
  const picture = paper.pictures.of(photo.sha256)
  if (picture.kind === 'picture') {
    const scale = Math.min(WIDTH / picture.width, HEIGHT / picture.height)
    const [width, height] = [picture.width * scale, picture.height * scale]
    const marks = marksSvg(paper, photo, width, height)
    return {
      stack: [
        { image: picture.name, fit: [WIDTH, HEIGHT], alignment: 'center' },
        ...(marks === null
          ? []
          : [{ svg: marks, fit: [width, height], relativePosition: { x: (WIDTH - width) / 2, y: -height } } as const]),
      ],
      fillColor: PANEL,
      border: [false, false, false, false],
      margin: [0, (HEIGHT - height) / 2, 0, 0],
    }
  }
  const reason = picture.kind === 'missing' ? paper.words.missingPhoto : paper.words.unreadablePhoto
  return {
    stack: [
      text(reason, { alignment: 'center', fontSize: SIZE.small, color: INK }),
      text(`${photo.sha256.slice(0, 12)}…`, { alignment: 'center', fontSize: 6.5, color: MUTED, margin: [0, 2, 0, 0] }),
    ],
    fillColor: PANEL,
    border: [false, false, false, false],
    margin: [8, HEIGHT / 2 - 14, 8, 0],
  }
}

export function photoCaption(paper: Paper, photo: PhotoContent): string {
  const view = photo.view === null ? undefined : paper.word(PHOTO_VIEWS, photo.view)
  const zone = photo.zone === null ? undefined : paper.zone(photo.zone)
  return [view ?? paper.word(PHOTO_PHASES, photo.phase), zone].filter((part) => part !== undefined).join(' · ')
}
