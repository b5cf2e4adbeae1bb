/** What went wrong and how it ended; the last inspection; what people wrote down. */
import { CHECKLISTS, DEFECT_PHASES, DEFECT_TYPES, OUTCOMES, SEVERITIES } from '../../../crdt/vocabulary/index.ts'
import { checkItem, defectItem, NOTE } from '../../../crdt/job/index.ts'
import { figureRows, photoCaption } from '../figures.ts'
import { settled, type Paper } from '../paper.ts'
import type { PdfNode } from '../pdf-node.ts'
import type { PhotoPlaces } from '../photo-places.ts'
import { oneLine, printable } from '../text.ts'
import { muted, section, strong, subheading, tableSection, text, titledRows } from '../theme.ts'
import { ticks } from '../ticks.ts'
import { GATES } from '../words.ts'
import { defectCaption } from './reception.ts'

/** Those that the vehicle brought with it stand under its reception. */
export function defects(paper: Paper, photos: PhotoPlaces): PdfNode[] {
  const { words, content, format } = paper
  const found = content.defects.filter((defect) => defect.phase !== 'pre_existing')
  if (found.length === 0) return section(words.defects, text(words.noDefects))
  const rows = found.map((defect) => {
    const note = oneLine(defect.note, 600)
    const outcome = paper.said(defect.outcome, (id) => paper.word(OUTCOMES, id), defectItem(defect.id, 'outcome'))
    const accepted = settled(defect.outcome) === 'accepted' ? settled(defect.acceptedBy) : undefined
    const settledBy =
      defect.outcome && 'value' in defect.outcome && defect.outcome.value !== 'open'
        ? [
            ...(accepted ? [text(words.acceptedBy(oneLine(accepted, 80)))] : []),
            ...(defect.outcome.why ? [text(oneLine(defect.outcome.why, 300))] : []),
            muted(`${paper.people(defect.outcome.by)}, ${format.shortDateTime(defect.outcome.at)}`),
          ]
        : []
    return [
      strong(paper.defect(defect.id) ?? ''),
      { stack: [text(paper.word(DEFECT_TYPES, defect.type)), ...(note ? [muted(note)] : [])] },
      { stack: [text(paper.zone(defect.zone)), muted(paper.word(DEFECT_PHASES, defect.phase))] },
      text([paper.word(SEVERITIES, String(defect.severity)), ...paper.footnote(defectItem(defect.id, 'severity'))]),
      { stack: [strong(outcome ?? words.outcomeOpen), ...settledBy] },
      muted(`${paper.person(defect.by)}, ${format.shortDateTime(defect.at)}`),
    ]
  })
  return [
    ...tableSection(
      words.defects,
      ['', words.defect, words.zone, words.severity, words.outcome, words.reported],
      [24, '*', 110, 66, 104, 94],
      rows,
    ),
    ...figureRows(
      paper,
      found.flatMap((defect) => photos.byDefect.get(defect.id) ?? []),
      (photo) => defectCaption(paper, photo.defect),
    ),
  ]
}

/** Preparation, inspection and handover, as far as anyone ticked them; the inspection always. */
export function control(paper: Paper, photos: PhotoPlaces): PdfNode[] {
  const { words, content } = paper
  const list = (id: 'preparation' | 'control' | 'handover') =>
    ticks(paper, CHECKLISTS[id].checks, content.checklists[id] ?? {}, (check) => checkItem(id, check))
  const others = (['preparation', 'handover'] as const).filter(
    (id) => Object.keys(content.checklists[id] ?? {}).length > 0,
  )
  return [
    ...section(words.control, list('control')),
    ...others.map((id): PdfNode => ({
      stack: [subheading(paper.label(CHECKLISTS[id].label)), list(id)],
      unbreakable: true,
    })),
    ...titledRows(
      words.otherPhotos,
      figureRows(paper, photos.other, (photo) => photoCaption(paper, photo)),
    ),
  ]
}

export function observations(paper: Paper): PdfNode[] {
  const { words, content } = paper
  const notes = content.notes
    .map(({ name, text: body }) => ({ name, body: printable(body, 20_000) }))
    .filter((note) => note.body !== '')
    .sort((a, b) => Number(b.name === NOTE) - Number(a.name === NOTE) || (a.name < b.name ? -1 : 1))
  if (notes.length === 0) return []
  const nodes = notes.map(({ name, body }): PdfNode => {
    const title =
      name === NOTE ? words.generalNote : name.startsWith('zone/') ? paper.zone(name.slice(5)) : oneLine(name, 60)
    const paragraphs = body.split('\n').map((line) => text(line, { margin: [0, 1, 0, 1] }))
    // A short note stays in one piece; a long one must be free to flow.
    return { stack: [subheading(title), ...paragraphs], unbreakable: body.length < 1200 && paragraphs.length < 20 }
  })
  const [first, ...rest] = nodes
  return notes[0]!.body.length < 1200 && notes[0]!.body.split('\n').length < 20
    ? section(words.observations, first!, ...rest)
    : section(words.observations, text(''), ...nodes)
}

export function overrides(paper: Paper): PdfNode[] {
  const { words, content, format } = paper
  const entries = Object.entries(content.overrides).flatMap(([gate, answer]): PdfNode[] => {
    const name = paper.word(GATES, gate)
    if ('contested' in answer) {
      return [text(`${name}\u00A0: ${words.toVerify} – ${paper.choices(answer.contested, `override/${gate}`)}`)]
    }
    if (!answer.value) return []
    return [
      {
        stack: [
          strong([
            words.override(name, paper.people(answer.by), format.dateTime(answer.at)),
            ...paper.footnote(`override/${gate}`),
          ]),
          text(words.why(oneLine(answer.value.reason, 1000))),
        ],
        margin: [0, 0, 0, 5],
        unbreakable: true,
      },
    ]
  })
  const takenBack = (content.withdrawnOverrides ?? []).map((each): PdfNode => ({
    stack: [
      strong(words.override(paper.word(GATES, each.gate), paper.person(each.by), format.dateTime(each.at))),
      text(words.why(oneLine(each.reason, 1000))),
      strong(words.overrideWithdrawn(paper.person(each.withdrawnBy), format.dateTime(each.withdrawnAt))),
      text(words.why(oneLine(each.why, 1000))),
    ],
    margin: [0, 0, 0, 5],
    unbreakable: true,
  }))
  const [first, ...rest] = [...entries, ...takenBack]
  return first ? section(words.overrides, first, ...rest) : []
}

/** Numbered as where they are referred to: both values, who said them, what was kept and why. */
export function decisions(paper: Paper): PdfNode[] {
  const { words, content, format } = paper
  const entries = content.decisions.map((decision, index): PdfNode => {
    const { item, choices, chosen, why } = decision
    const tell = (each: (typeof choices)[number]) =>
      words.said(paper.value(item, each.value), paper.person(each.by), format.dateTime(each.at))
    return {
      columns: [
        strong(String(index + 1), { width: 16 }),
        {
          width: '*',
          stack: [
            strong(paper.subject(item)),
            ...choices.slice(0, 8).map((each) => text(`– ${tell(each)}`)),
            strong(words.kept(paper.value(item, chosen.value), paper.person(chosen.by), format.dateTime(chosen.at))),
            ...(why ? [text(words.why(oneLine(why, 1000)))] : []),
          ],
        },
      ],
      margin: [0, 0, 0, 6],
      unbreakable: true,
    }
  })
  const [first, ...rest] = entries
  return first
    ? section(words.decisions, { stack: [muted(words.decisionsNote, { margin: [0, 0, 0, 5] }), first] }, ...rest)
    : []
}
