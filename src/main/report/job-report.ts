/**
 * The report of a job, printed from its sealed bytes and from nothing else: the same seal gives the same report on
 * every device that holds the same photos, today and in ten years.
 */
import { createHash } from 'node:crypto'
import type { Language } from '../../crdt/vocabulary/index.ts'
import { readContent, type ReportContent } from './content-schema.ts'
import { FONT } from './fonts.ts'
import { DEFAULT_TIME_ZONE } from './format.ts'
import { Paper } from './paper.ts'
import type { PdfDocument, PdfNode } from './pdf-node.ts'
import { placePhotos } from './photo-places.ts'
import { Pictures, type PhotoSource, type ReadBlob } from './pictures.ts'
import { printPdf } from './print.ts'
import type { SealState } from './seal-state.ts'
import { authenticity, signatures } from './sections/closing.ts'
import { control, decisions, defects, observations, overrides } from './sections/findings.ts'
import { header, jobNumber } from './sections/header.ts'
import { conditions, films } from './sections/materials.ts'
import { reception } from './sections/reception.ts'
import { summary } from './sections/summary.ts'
import { zones } from './sections/zones.ts'
import { oneLine } from './text.ts'
import { INK, MUTED, PAGE_MARGINS, SIZE, text } from './theme.ts'

export interface JobReportInput extends SealState {
  /** The canonical bytes, as sealed. */
  readonly contentJson: string
  readonly locale: Language
  /** Null: this device does not hold it. */
  readonly readBlob: ReadBlob
  /** IANA name; France's when not given, so that papers do not depend on the computer. */
  readonly timeZone?: string
  /** False leaves pages readable as text inside the file; for tests. */
  readonly compress?: boolean
}

/** Throws when the bytes are not the content that the hash names, or not one that this version can print. */
export async function renderJobReport(input: JobReportInput): Promise<Uint8Array> {
  const content = contentOf(input)
  const sources = [
    ...(content.organisation.logo === undefined ? [] : [logoSource(content.organisation.logo)]),
    ...content.photos,
  ]
  const pictures = new Pictures(input.readBlob, sources.length)
  await pictures.load(sources)
  const paper = new Paper({
    content,
    language: input.locale,
    timeZone: input.timeZone ?? DEFAULT_TIME_ZONE,
    pictures,
  })
  const attachment = {
    name: 'intervention.json',
    bytes: new TextEncoder().encode(input.contentJson),
    mime: 'application/json',
    description: paper.words.attachment,
  }
  return printPdf(jobPaper(paper, input), pictures.files, attachment, { compress: input.compress ?? true })
}

function contentOf({ contentJson, hash }: JobReportInput): ReportContent {
  const actual = createHash('sha256').update(contentJson, 'utf8').digest('hex')
  if (actual !== hash) throw new Error(`report: the content's sha256 is ${actual}, but ${hash} was to be printed`)
  const reading = readContent(contentJson)
  switch (reading.kind) {
    case 'content':
      return reading.content
    case 'not-json':
      throw new Error('report: the content is not JSON')
    case 'other-schema':
      throw new Error(`report: content of schema ${reading.schema} needs another version of this app`)
    case 'malformed':
      throw new Error(`report: the content is malformed\n${reading.problem}`)
  }
}

function jobPaper(paper: Paper, seal: SealState): PdfDocument {
  const { words, content } = paper
  const photos = placePhotos(content)
  const number = jobNumber(paper)
  const organisation = oneLine(content.organisation.name ?? '', 80)
  const drawnAt = new Date(seal.seal?.at ?? lastWordAt(content))
  const body: PdfNode[] = [
    ...header(paper, seal),
    ...summary(paper, seal),
    ...reception(paper, photos),
    ...conditions(paper),
    ...films(paper),
    ...zones(paper, photos),
    ...defects(paper, photos),
    ...control(paper, photos),
    ...observations(paper),
    ...overrides(paper),
    ...decisions(paper),
    ...signatures(paper, seal),
    ...authenticity(paper, seal),
  ]
  const status = seal.standing === 'open' ? words.notSealed : words.revision(oneLine(seal.revision, 12))
  return {
    content: body,
    defaultStyle: { font: FONT, fontSize: SIZE.body, lineHeight: 1.18, color: INK },
    pageMargins: PAGE_MARGINS,
    header: (page) =>
      page === 1 ? null : line([number, organisation].filter(Boolean).join(' · '), words.report, [0, 22, 0, 0]),
    footer: (page, pages) =>
      line(`${words.fingerprintShort(seal.hash.slice(0, 12))} · ${status}`, words.page(page, pages), [0, 14, 0, 0]),
    ...(seal.standing === 'open'
      ? {
          watermark: {
            text: words.notSealedWatermark,
            font: FONT,
            bold: true,
            color: INK,
            opacity: 0.07,
            fontSize: 62,
          },
        }
      : {}),
    language: paper.language === 'fr' ? 'fr-FR' : 'en-GB',
    info: {
      title: [words.report, number].filter(Boolean).join(' – '),
      author: organisation,
      subject: status,
      keywords: `${content.job} ${seal.hash}`,
      creationDate: drawnAt,
      modDate: drawnAt,
    },
  }
}

function line(left: string, right: string, [, top]: readonly [number, number, number, number]): PdfNode {
  const style = { fontSize: SIZE.small - 0.25, color: MUTED }
  return {
    columns: [text(left, { ...style, width: '*' }), text(right, { ...style, width: 130, alignment: 'right' })],
    columnGap: 12,
    margin: [PAGE_MARGINS[0], top, PAGE_MARGINS[2], 0],
  }
}

function logoSource(sha256: string): PhotoSource {
  return { sha256, thumbnail: null, rendition: null, bytes: 0 }
}

/** An unsealed paper is dated by the last thing that was said: printing it twice gives one file. */
function lastWordAt(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let last = 0
  for (const [key, member] of Object.entries(value)) {
    last = Math.max(last, key === 'at' && typeof member === 'number' ? member : lastWordAt(member))
  }
  return last
}
