/** How our papers look: quiet, one accent, and nothing that only colour tells. Sizes in points (A4: 595 × 842). */
import type { Margin, PdfNode, StackNode, TableLayout, TableNode, TextNode } from './pdf-node.ts'

export const INK = '#1a2027'
export const MUTED = '#5c6672'
export const ACCENT = '#17384f'
export const HAIRLINE = '#d3d9df'
export const PANEL = '#f2f4f6'

export const SIZE = { title: 17, heading: 11.5, zone: 10, body: 8.5, small: 7.25 } as const
export const PAGE_MARGINS: Margin = [42, 46, 42, 48]
export const CONTENT_WIDTH = 595.28 - PAGE_MARGINS[0] - PAGE_MARGINS[2]

const none = () => 0
const headerRows = (node: TableNode) => node.table.headerRows ?? 0
export const TABLE_LAYOUTS: Readonly<Record<string, TableLayout>> = {
  /** Hairlines between rows; the first column stands flush with the text above. */
  quiet: {
    hLineWidth: (row, node) => (row === 0 ? 0 : row < headerRows(node) ? 0.9 : row === headerRows(node) ? 0.75 : 0.4),
    vLineWidth: none,
    hLineColor: (row, node) => (row < headerRows(node) ? ACCENT : HAIRLINE),
    paddingLeft: (column) => (column === 0 ? 0 : 4),
    paddingRight: () => 4,
    paddingTop: () => 2.5,
    paddingBottom: () => 2.5,
  },
  underlined: {
    hLineWidth: (row) => (row === 0 ? 0 : 0.9),
    vLineWidth: none,
    hLineColor: ACCENT,
    paddingLeft: none,
    paddingRight: none,
    paddingTop: none,
    paddingBottom: () => 2.5,
  },
  panel: {
    hLineWidth: none,
    vLineWidth: none,
    paddingLeft: () => 9,
    paddingRight: () => 9,
    paddingTop: () => 7,
    paddingBottom: () => 7,
  },
  bar: {
    hLineWidth: none,
    vLineWidth: none,
    paddingLeft: () => 7,
    paddingRight: () => 7,
    paddingTop: () => 3.5,
    paddingBottom: () => 3.5,
  },
  framed: {
    hLineWidth: () => 0.9,
    vLineWidth: () => 0.9,
    hLineColor: INK,
    vLineColor: INK,
    paddingLeft: () => 9,
    paddingRight: () => 9,
    paddingTop: () => 6,
    paddingBottom: () => 6,
  },
  bare: {
    hLineWidth: none,
    vLineWidth: none,
    paddingLeft: none,
    paddingRight: none,
    paddingTop: none,
    paddingBottom: none,
  },
}

export function text(content: TextNode['text'], more: Omit<TextNode, 'text'> = {}): TextNode {
  return { text: content, ...more }
}
export const muted = (content: TextNode['text'], more: Omit<TextNode, 'text'> = {}): TextNode =>
  text(content, { color: MUTED, fontSize: SIZE.small, ...more })
export const strong = (content: TextNode['text'], more: Omit<TextNode, 'text'> = {}): TextNode =>
  text(content, { bold: true, ...more })

const headingText = (title: string) => text(title, { bold: true, fontSize: SIZE.heading, color: ACCENT })
function heading(title: string): PdfNode {
  return {
    table: {
      widths: ['*'],
      body: [[headingText(title)]],
    },
    layout: 'underlined',
    margin: [0, 0, 0, 5],
  }
}

/** A heading is never left alone at the foot of a page: `first` is small, and stays with it. */
export function section(title: string, first: PdfNode, ...rest: readonly PdfNode[]): PdfNode[] {
  return [{ stack: [heading(title), first], unbreakable: true, margin: [0, 13, 0, 0] }, ...rest]
}
export function subheading(title: string): TextNode {
  return text(title, { bold: true, fontSize: SIZE.body, margin: [0, 7, 0, 3] })
}

/** Rows of text under a row of names, which repeats on every page; so does a title that is part of the table. */
export function dataTable(
  heads: readonly string[],
  widths: readonly (number | '*')[],
  rows: readonly (readonly (PdfNode | string)[])[],
  { rightAligned = [], title }: { readonly rightAligned?: readonly number[]; readonly title?: string } = {},
): TableNode {
  const align = (column: number) => (rightAligned.includes(column) ? ({ alignment: 'right' } as const) : {})
  const names = heads.map((head, column) => muted(head, { bold: true, ...align(column) }))
  const titleRow =
    title === undefined
      ? []
      : [[{ ...headingText(title), colSpan: heads.length }, ...heads.slice(1).map(() => text(''))]]
  return {
    table: {
      headerRows: 1 + titleRow.length,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths,
      body: [
        ...titleRow,
        names,
        ...rows.map((row) =>
          row.map((cell, column) =>
            typeof cell === 'string' ? text(cell, align(column)) : { ...align(column), ...cell },
          ),
        ),
      ],
    },
    layout: 'quiet',
  }
}

/** Name above, value below; what nobody said is left out. */
export function fact(name: string, value: TextNode['text'] | undefined): StackNode | undefined {
  if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return undefined
  return { stack: [muted(name), text(value, { margin: [0, 0.5, 0, 0] })], margin: [0, 0, 0, 5] }
}

/** Facts side by side, filling row after row. */
export function factGrid(facts: readonly (StackNode | undefined)[], columns: number): PdfNode {
  const present = facts.filter((each) => each !== undefined)
  const rows: PdfNode[] = []
  for (let start = 0; start < present.length; start += columns) {
    const row: PdfNode[] = present.slice(start, start + columns)
    while (row.length < columns) row.push(text(''))
    rows.push({ columns: row.map((cell) => ({ ...cell, width: '*' })), columnGap: 12 })
  }
  return { stack: rows }
}

/** Few rows stay together under their heading; of many, every page that they fill repeats it. */
export function tableSection(
  title: string,
  heads: readonly string[],
  widths: readonly (number | '*')[],
  rows: readonly (readonly (PdfNode | string)[])[],
  rightAligned: readonly number[] = [],
): PdfNode[] {
  if (rows.length <= 8) return section(title, dataTable(heads, widths, rows, { rightAligned }))
  return [{ ...dataTable(heads, widths, rows, { rightAligned, title }), margin: [0, 13, 0, 0] }]
}

/** A title and the row below it stay together. */
export function titledRows(title: string, rows: readonly PdfNode[]): PdfNode[] {
  const [first, ...rest] = rows
  return first ? [{ stack: [subheading(title), first], unbreakable: true }, ...rest] : []
}
