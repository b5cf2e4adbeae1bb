/** How the vehicle came in: checks, paint, damage on the diagram, photos. */
import { FRAME } from '../../../crdt/drawing/index.ts'
import { CHECKLISTS, DEFECT_TYPES, SEVERITIES } from '../../../crdt/vocabulary/index.ts'
import { checkItem, defectItem, ITEM } from '../../../crdt/job/index.ts'
import type { DefectContent } from '../content-schema.ts'
import { vehicleSvg, type Pin } from '../drawings.ts'
import { figureRows, photoCaption } from '../figures.ts'
import { defectName, type Paper } from '../paper.ts'
import type { PdfNode } from '../pdf-node.ts'
import type { PhotoPlaces } from '../photo-places.ts'
import { oneLine } from '../text.ts'
import { CONTENT_WIDTH, dataTable, fact, muted, section, subheading, text, titledRows } from '../theme.ts'
import { ticks } from '../ticks.ts'
import { PAINT_VERDICTS } from '../words.ts'

export function reception(paper: Paper, photos: PhotoPlaces): PdfNode[] {
  const { words, content } = paper
  const { fields } = content
  const facts = [
    fact(
      words.coatings,
      paper.said(fields.coatings, (value) => oneLine(value, 400), ITEM.coatings),
    ),
    fact(
      words.damageReviewed,
      paper.said(fields.damageReviewed, (value) => (value ? words.yes : words.no), ITEM.damageReviewed),
    ),
  ].filter((each) => each !== undefined)
  const tour = photos.reception
  return [
    ...section(
      words.reception,
      ticks(paper, CHECKLISTS.reception.checks, content.checklists['reception'] ?? {}, (check) =>
        checkItem('reception', check),
      ),
    ),
    ...(facts.length > 0
      ? [{ columns: facts.map((each) => ({ ...each, width: '*' as const })), margin: [0, 6, 0, 0] as const }]
      : []),
    ...thickness(paper),
    ...damage(paper, photos),
    ...titledRows(
      words.receptionPhotos,
      figureRows(paper, tour, (photo) => photoCaption(paper, photo)),
    ),
  ]
}

function thickness(paper: Paper): PdfNode[] {
  const { words, content, format } = paper
  if (content.thickness.length === 0) return []
  const rows = content.thickness.map((panel) => [
    paper.zone(panel.zone),
    panel.microns
      .slice(0, 20)
      .map((point) => format.number(point))
      .join(' · ') + (panel.microns.length > 20 ? ' …' : ''),
    `${format.number(Math.min(...panel.microns))} – ${format.microns(Math.max(...panel.microns))}`,
    paper.word(PAINT_VERDICTS, panel.verdict),
    muted(paper.person(panel.by)),
  ])
  return [
    subheading(words.thickness),
    dataTable([words.panel, words.points, words.range, words.verdict, words.by], [112, '*', 78, 96, 84], rows),
  ]
}

function damage(paper: Paper, photos: PhotoPlaces): PdfNode[] {
  const { words, content } = paper
  const found = content.defects.filter((defect) => defect.phase === 'pre_existing')
  if (found.length === 0) return [subheading(words.preExisting), text(words.noPreExisting)]
  const pins = found.flatMap((defect): Pin[] =>
    defect.position
      ? [{ number: paper.defectNumber(defect.id), ...defect.position, blocking: defect.severity >= 3 }]
      : [],
  )
  const width = CONTENT_WIDTH * 0.72
  const diagram: PdfNode[] =
    pins.length === 0
      ? []
      : [
          {
            svg: vehicleSvg(content.vehicle?.body, pins),
            fit: [width, (width * FRAME.height) / FRAME.width],
            alignment: 'center',
            margin: [0, 2, 0, 2],
          },
          muted(words.diagram, { alignment: 'center', margin: [0, 0, 0, 4] }),
        ]
  return [
    { stack: [subheading(words.preExisting), ...diagram], unbreakable: true },
    dataTable(
      ['', words.defect, words.zone, words.severity, words.reported],
      [24, '*', 130, 76, 110],
      found.map((defect) => defectRow(paper, defect)),
    ),
    ...figureRows(
      paper,
      found.flatMap((defect) => photos.byDefect.get(defect.id) ?? []),
      (photo) => defectCaption(paper, photo.defect),
    ),
  ]
}

function defectRow(paper: Paper, defect: DefectContent): PdfNode[] {
  const note = oneLine(defect.note, 600)
  const name = paper.word(DEFECT_TYPES, defect.type)
  return [
    text(paper.defect(defect.id) ?? '', { bold: true }),
    { stack: [text(name), ...(note ? [muted(note)] : [])] },
    text(paper.zone(defect.zone)),
    text([paper.word(SEVERITIES, String(defect.severity)), ...paper.footnote(defectItem(defect.id, 'severity'))]),
    muted(`${paper.person(defect.by)}, ${paper.format.shortDateTime(defect.at)}`),
  ]
}

export function defectCaption(paper: Paper, id: string | null): string {
  const defect = paper.content.defects.find((each) => each.id === id)
  return defect ? `${paper.defect(defect.id)} · ${defectName(paper, defect)}` : ''
}
