/** The head of the first page: whose paper it is, what it is about, and what a reader must know first. */
import type { SealState } from '../seal-state.ts'
import { settled, type Paper } from '../paper.ts'
import type { PdfNode } from '../pdf-node.ts'
import { fewLines, oneLine } from '../text.ts'
import { ACCENT, MUTED, muted, SIZE, strong, text } from '../theme.ts'

export function header(paper: Paper, seal: SealState): PdfNode[] {
  const { words, content, format } = paper
  const { organisation } = content
  const title = settled(content.fields.title)
  const status =
    seal.standing === 'open'
      ? words.notSealed
      : [words.revision(oneLine(seal.revision, 12)), seal.seal && format.date(seal.seal.at)].filter(Boolean).join(' · ')
  const lines = [
    organisation.address && fewLines(organisation.address, 200, 4),
    [organisation.phone, organisation.email]
      .filter((each) => each !== undefined)
      .map((each) => oneLine(each, 80))
      .join(' · '),
    [
      organisation.siret && `${words.siret} ${oneLine(organisation.siret, 30)}`,
      organisation.vatId && `${words.vatId} ${oneLine(organisation.vatId, 30)}`,
    ]
      .filter(Boolean)
      .join(' · '),
  ].filter((line): line is string => Boolean(line))
  return [
    {
      columns: [
        ...logo(paper),
        {
          width: '*',
          stack: [
            strong(oneLine(organisation.name ?? '', 80), { fontSize: 12 }),
            ...lines.map((line) => muted(line, { margin: [0, 1, 0, 0] })),
          ],
        },
        {
          width: 240,
          stack: [
            text(words.report, {
              fontSize: SIZE.title,
              bold: true,
              color: ACCENT,
              alignment: 'right',
            }),
            strong(jobNumber(paper), { fontSize: 10.5, alignment: 'right', margin: [0, 2, 0, 0] }),
            text(status, { alignment: 'right', color: MUTED, margin: [0, 1, 0, 0] }),
          ],
        },
      ],
      columnGap: 14,
      margin: [0, 0, 0, 8],
    },
    ...(title ? [strong(oneLine(title, 160), { fontSize: 10, margin: [0, 2, 0, 6] })] : []),
    ...banner(paper, seal),
  ]
}

export function jobNumber(paper: Paper): string {
  const number = paper.content.fields.number
  const words = paper.said(number, (value) => paper.words.number(oneLine(value, 40)), 'number')
  return typeof words === 'string'
    ? words
    : words === undefined
      ? ''
      : paper.words.number(oneLine(settled(number)!, 40))
}

function logo(paper: Paper): PdfNode[] {
  const sha256 = paper.content.organisation.logo
  const picture = sha256 === undefined ? undefined : paper.pictures.of(sha256)
  // A logo that is not here is no evidence: its place stays empty.
  return picture?.kind === 'picture' ? [{ image: picture.name, fit: [96, 48], width: 'auto' }] : []
}

function banner(paper: Paper, { standing, late }: SealState): PdfNode[] {
  const { words, format } = paper
  const message =
    standing === 'modified'
      ? { title: words.lateTitle, body: words.late(format.number(late.count), late.count > 1) }
      : standing === 'double'
        ? { title: words.doubleTitle, body: words.double }
        : undefined
  if (!message) return []
  return [
    {
      table: {
        widths: ['*'],
        body: [[{ stack: [strong(message.title, { fontSize: 10 }), text(message.body, { margin: [0, 2, 0, 0] })] }]],
      },
      layout: 'framed',
      margin: [0, 2, 0, 6],
    },
  ]
}
