/** The air that the film was laid in, and the film itself: what a warranty claim asks for. */
import { limitsUnder } from '../../../crdt/job/index.ts'
import type { ReportContent } from '../content-schema.ts'
import { settled, type Paper } from '../paper.ts'
import type { PdfNode } from '../pdf-node.ts'
import { oneLine } from '../text.ts'
import { muted, section, SIZE, strong, tableSection, text } from '../theme.ts'
import { FINISHES, PURPOSES, VERDICTS } from '../words.ts'

export function conditions(paper: Paper): PdfNode[] {
  const { words, format, content } = paper
  if (content.readings.length === 0) return section(words.conditions, text(words.noConditions))
  const rows = [...content.readings].sort(byTime).map((reading) => [
    format.dateTime(reading.at),
    oneLine(reading.place, 60),
    format.celsius(reading.airDeci),
    reading.surfaceDeci === null ? muted(words.notMeasured) : format.celsius(reading.surfaceDeci),
    format.percent(reading.humidity),
    {
      stack: [strong(paper.word(VERDICTS, reading.verdict)), ...bounds(paper, reading), ...lift(paper, reading.lifted)],
    },
    muted(paper.person(reading.by)),
  ])
  return tableSection(
    words.conditions,
    [words.when, words.place, words.air, words.surface, words.humidity, words.verdict, words.by],
    [78, '*', 42, 56, 46, 84, 68],
    rows,
  )
}

/** What a reading that blocks was judged by: the film's sheet, or the trade's practice. */
function bounds(paper: Paper, reading: ReportContent['readings'][number]): PdfNode[] {
  if (reading.verdict !== 'block') return []
  const { words, format, content } = paper
  const cuts = content.filmUses.flatMap((use) => (use.purpose !== 'error' && use.limits ? [use.limits] : []))
  const { airDeci, humidity } = limitsUnder(reading.limits ? [reading.limits, ...cuts] : cuts).block
  const range = ([low, high]: readonly [number, number], show: (value: number) => string) =>
    `${show(low)} – ${show(high)}`
  return [muted(words.limits(range(airDeci, format.celsius), range(humidity, format.percent)))]
}

/** Why a supervisor let the work go on at such air. */
function lift(paper: Paper, lifted: ReportContent['readings'][number]['lifted']): PdfNode[] {
  const { words, format } = paper
  const reason = settled(lifted)?.reason
  if (!lifted || 'contested' in lifted || reason === undefined) return []
  return [
    muted(words.lifted(paper.people(lifted.by), format.shortDateTime(lifted.at))),
    text(words.why(oneLine(reason, 300))),
  ]
}

export function films(paper: Paper): PdfNode[] {
  const { words, format, content } = paper
  if (content.filmUses.length === 0) return section(words.film, text(words.noFilm))
  const serials = new Map(content.rolls.map((roll) => [roll.id, roll.serial]))
  const rows: (PdfNode | string)[][] = [...content.filmUses].sort(byTime).map((use) => {
    const serial = serials.get(use.roll)
    return [
      oneLine(use.zones.map((zone) => paper.zone(zone)).join(', '), 300),
      {
        stack: [
          text(paper.film(use.film)),
          muted([use.lot, ...(serial ? [serial] : [])].map((each) => oneLine(each, 40)).join(' · ')),
        ],
      },
      `${format.millimetres(use.widthMm)} × ${format.metres(use.lengthMm)}`,
      format.squareMetres(use.netMm2),
      format.squareMetres(use.wasteMm2),
      {
        stack: [
          text(paper.word(PURPOSES, use.purpose)),
          ...(use.spoilt ? [text(words.why(oneLine(use.spoilt.why, 200)), { fontSize: SIZE.small })] : []),
          muted(paper.person(use.by)),
        ],
      },
    ]
  })
  const { totals } = content
  rows.push([
    strong(words.total),
    muted(words.yield(format.permille(totals.yieldPermille))),
    strong(`${format.squareMetres(totals.cutMm2)} · ${format.metres(totals.lengthMm)}`),
    strong(format.squareMetres(totals.netMm2)),
    strong(format.squareMetres(totals.wasteMm2)),
    text(''),
  ])
  return [
    ...tableSection(
      words.film,
      [words.zones, words.filmAndLot, words.cutSize, words.netArea, words.waste, words.purpose],
      ['*', 108, 88, 46, 46, 66],
      rows,
      [2, 3, 4],
    ),
    ...content.films.map((film) => {
      const facts = [
        film.finish && paper.word(FINISHES, film.finish),
        film.thicknessMicrons && words.filmThickness(format.microns(film.thicknessMicrons)),
        film.warrantyYears && words.filmWarranty(format.number(film.warrantyYears)),
      ].filter(Boolean)
      return muted([strong(paper.film(film.id)), facts.length > 0 ? ` – ${facts.join(', ')}` : ''], {
        margin: [0, 3, 0, 0],
      })
    }),
  ]
}

function byTime(
  a: { readonly at: number; readonly id: string },
  b: { readonly at: number; readonly id: string },
): number {
  return a.at - b.at || (a.id < b.id ? -1 : 1)
}
