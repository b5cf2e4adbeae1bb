/** One card a zone: what was laid, who checked what, before and after. A card is never split over two pages. */
import { EXTENTS, PHOTO_PHASES, PHOTO_VIEWS, ZONE_CHECKS, ZONE_STATES } from '../../../crdt/vocabulary/index.ts'
import { zoneCheckItem, zoneItem } from '../../../crdt/job/index.ts'
import type { PhotoContent, ZoneContent } from '../content-schema.ts'
import { figureBlock, figureRows } from '../figures.ts'
import type { Paper } from '../paper.ts'
import type { PdfNode, TextNode } from '../pdf-node.ts'
import type { PhotoPlaces } from '../photo-places.ts'
import { oneLine } from '../text.ts'
import { muted, PANEL, section, SIZE, strong, subheading, text } from '../theme.ts'
import { ticks } from '../ticks.ts'

/** Rows of photos that belong to the card; a card with more would be taller than a page. The rest follows it. */
const ROWS_IN_CARD = 2

export function zones(paper: Paper, photos: PhotoPlaces): PdfNode[] {
  const { words, content } = paper
  const [first, ...rest] = content.zones.map((zone) => card(paper, zone, photos.byZone.get(zone.zone) ?? []))
  if (!first) return section(words.zoneWork, text(words.noZones))
  const [head, ...more] = first
  return [...section(words.zoneWork, head!), ...more, ...rest.flat()]
}

function card(paper: Paper, zone: ZoneContent, photos: readonly PhotoContent[]): PdfNode[] {
  const beside = beforeAndAfter(photos)
  const caption = (photo: PhotoContent) => photoPhase(paper, photo)
  const rows = figureRows(
    paper,
    photos.filter((photo) => !beside.includes(photo)),
    caption,
  )
  const [firstOver, ...restOver] = rows.slice(ROWS_IN_CARD)
  const checks = ticks(
    paper,
    ZONE_CHECKS,
    zone.checks,
    (check) => zoneCheckItem(zone.zone, check),
    beside.length > 0 ? 1 : 2,
  )
  const left: PdfNode = { stack: [...materials(paper, zone), checks], width: '*' }
  return [
    {
      stack: [
        bar(paper, zone),
        {
          columns: beside.length > 0 ? [left, figureBlock(paper, beside, caption)] : [left],
          columnGap: 12,
          margin: [0, 4, 0, 0],
        },
        ...rows.slice(0, ROWS_IN_CARD),
      ],
      unbreakable: true,
      margin: [0, 0, 0, 9],
    },
    ...(firstOver
      ? [
          { stack: [subheading(paper.words.morePhotos(paper.zone(zone.zone))), firstOver], unbreakable: true },
          ...restOver,
        ]
      : []),
  ]
}

/** The two that say most side by side. */
function beforeAndAfter(photos: readonly PhotoContent[]): readonly PhotoContent[] {
  const before = photos.find((photo) => photo.phase !== 'after')
  const after = photos.find((photo) => photo.phase === 'after')
  return before && after ? [before, after] : photos.slice(0, 2)
}

function photoPhase(paper: Paper, photo: PhotoContent): string {
  const view = photo.view === null ? [] : [paper.word(PHOTO_VIEWS, photo.view)]
  return [paper.word(PHOTO_PHASES, photo.phase), ...view].join(' · ')
}

function bar(paper: Paper, zone: ZoneContent): PdfNode {
  const { words, format } = paper
  const extent = paper.said(zone.extent, (id) => paper.word(EXTENTS, id), zoneItem(zone.zone, 'extent'))
  const score = paper.said(zone.score, (n) => words.score(format.number(n)), zoneItem(zone.zone, 'score'))
  return {
    table: {
      widths: ['*', 'auto', 'auto'],
      body: [
        [
          text([strong(paper.zone(zone.zone), { fontSize: SIZE.zone }), '   ', ...asMuted(extent)], {
            fillColor: PANEL,
          }),
          text(score ?? '', { fillColor: PANEL, margin: [0, 1.5, 8, 0] }),
          strong(paper.word(ZONE_STATES, zone.state), { fillColor: PANEL, margin: [0, 1.5, 0, 0] }),
        ],
      ],
    },
    layout: 'bar',
  }
}

function asMuted(said: TextNode['text'] | undefined): (string | TextNode)[] {
  return said === undefined ? [] : [muted(said, { fontSize: SIZE.body })]
}

function materials(paper: Paper, zone: ZoneContent): PdfNode[] {
  const { words, content } = paper
  const uses = content.filmUses.filter((use) => use.zones.includes(zone.zone) && use.purpose !== 'error')
  const lots = [...new Set(uses.map((use) => oneLine(use.lot, 40)))].slice(0, 6)
  const defects = content.defects.filter((defect) => defect.zone === zone.zone).map((defect) => paper.defect(defect.id))
  const film = paper.said(zone.film, (id) => paper.film(id), zoneItem(zone.zone, 'film'))
  const used = [...new Set(uses.map((use) => paper.film(use.film)))].slice(0, 4).join(', ')
  const parts: (string | TextNode)[] = []
  const say = (name: string, value: TextNode['text']) => {
    parts.push(
      muted(`${parts.length > 0 ? '     ' : ''}${name}  `),
      ...(Array.isArray(value) ? value : [value as string]),
    )
  }
  if (film !== undefined || used) say(words.zoneFilm, film ?? used)
  if (lots.length > 0) say(words.zoneLots, lots.join(', '))
  if (defects.length > 0) say(words.zoneDefects, defects.slice(0, 30).join(', '))
  return parts.length === 0 ? [] : [text(parts, { margin: [0, 0, 0, 3] })]
}
