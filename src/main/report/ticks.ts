/** Checklists: what was done, by whom and when; what was not; what two people said differently. */
import type { Label } from '../../crdt/vocabulary/index.ts'
import type { Answered } from './content-schema.ts'
import type { Paper } from './paper.ts'
import type { PdfNode, TextNode } from './pdf-node.ts'
import { muted, SIZE, text } from './theme.ts'

const MAX_UNKNOWN = 12

/** In `columns` columns, read downwards. `item` names the ledger's item of a check, for its footnote. */
export function ticks(
  paper: Paper,
  labels: Readonly<Record<string, Label>>,
  answers: Readonly<Record<string, Answered<boolean>>>,
  item: (check: string) => string,
  columns = 2,
): PdfNode {
  // A newer version's check has no label here, but was done all the same. A few: a card must fit its page.
  const checks = [
    ...Object.keys(labels),
    ...Object.keys(answers)
      .filter((check) => !Object.hasOwn(labels, check))
      .slice(0, MAX_UNKNOWN),
  ]
  const perColumn = Math.ceil(checks.length / columns)
  return {
    columns: Array.from({ length: columns }, (_, column) => ({
      width: '*' as const,
      stack: checks
        .slice(column * perColumn, (column + 1) * perColumn)
        .map((check) => tick(paper, paper.word(labels, check), answers[check], item(check))),
    })),
    columnGap: 14,
  }
}

function tick(paper: Paper, label: string, answer: Answered<boolean> | undefined, item: string): PdfNode {
  const { words, format } = paper
  const name: TextNode['text'] = [label, ...paper.footnote(item)]
  if (answer && 'contested' in answer) {
    return line('?', name, `${words.toVerify}\u00A0: ${paper.choices(answer.contested, item)}`)
  }
  if (!answer?.value) return line('–', name, words.notTicked)
  return line('✓', name, `${paper.people(answer.by)}, ${format.shortDateTime(answer.at)}`)
}

function line(sign: string, name: TextNode['text'], who: string): PdfNode {
  return {
    columns: [
      text(sign, { width: 11, bold: true }),
      { ...text([...(Array.isArray(name) ? name : [name]), '  ', muted(who, { fontSize: 6.75 })]), width: '*' },
    ],
    columnGap: 0, // else the outer columns' gap is taken over
    fontSize: SIZE.body - 0.5,
    margin: [0, 0.4, 0, 0.4],
  }
}
