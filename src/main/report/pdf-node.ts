/**
 * The part of pdfmake's document language that our papers use. Written out here because the types published for
 * pdfmake pull the whole DOM into a room that has none.
 */
export type Margin = readonly [left: number, top: number, right: number, bottom: number]

interface Common {
  margin?: Margin
  alignment?: 'left' | 'right' | 'center'
  fontSize?: number
  lineHeight?: number
  bold?: boolean
  color?: string
  /** Never split over two pages. What is taller than a page is lost beyond the first: keep such blocks small. */
  unbreakable?: boolean
  pageBreak?: 'before' | 'after'
  /** In `columns`: points, or a share of what is left. */
  width?: number | '*' | 'auto'
  // Of a table's cell:
  colSpan?: number
  rowSpan?: number
  fillColor?: string
  border?: readonly [left: boolean, top: boolean, right: boolean, bottom: boolean]
  /** Points from where it would stand; it takes no room then, and may lie over what came before. */
  relativePosition?: { readonly x: number; readonly y: number }
}
export interface TextNode extends Common {
  text: string | readonly (string | TextNode)[]
  sup?: boolean
  noWrap?: boolean
  characterSpacing?: number
}
export interface StackNode extends Common {
  stack: readonly PdfNode[]
}
export interface ColumnsNode extends Common {
  columns: readonly PdfNode[]
  columnGap?: number
}
export interface TableNode extends Common {
  table: {
    body: readonly (readonly PdfNode[])[]
    widths?: readonly (number | '*' | 'auto')[]
    heights?: readonly number[]
    headerRows?: number
    keepWithHeaderRows?: number
    dontBreakRows?: boolean
  }
  layout?: string
}
export interface ImageNode extends Common {
  image: string
  fit: readonly [width: number, height: number]
}
export interface SvgNode extends Common {
  svg: string
  fit: readonly [width: number, height: number]
}
export type PdfNode = TextNode | StackNode | ColumnsNode | TableNode | ImageNode | SvgNode

/** Widths of lines in points; paddings in points. */
export interface TableLayout {
  hLineWidth(row: number, node: TableNode): number
  vLineWidth(column: number, node: TableNode): number
  hLineColor?: string | ((row: number, node: TableNode) => string)
  vLineColor?: string
  paddingLeft(column: number, node: TableNode): number
  paddingRight(column: number, node: TableNode): number
  paddingTop(row: number, node: TableNode): number
  paddingBottom(row: number, node: TableNode): number
}

export interface PdfDocument {
  readonly content: readonly PdfNode[]
  readonly defaultStyle: Common & { readonly font: string }
  readonly header: (page: number, pages: number) => PdfNode | null
  readonly footer: (page: number, pages: number) => PdfNode | null
  readonly pageMargins: Margin
  readonly watermark?: { text: string; font: string; bold: boolean; color: string; opacity: number; fontSize: number }
  readonly language: string
  readonly info: {
    readonly title: string
    readonly author: string
    readonly subject: string
    readonly keywords: string
    readonly creationDate: Date
    readonly modDate: Date
  }
}
