/**
 * From a description of pages to the bytes of a PDF, with pdfmake. Nothing is fetched and nothing is read from the
 * disk: fonts, pictures and attachments are handed over in memory, under names.
 */
import printerModule from 'pdfmake/js/Printer.js'
import { FONT, FONT_STYLES, fontFiles } from './fonts.ts'
import type { PdfDocument } from './pdf-node.ts'
import { TABLE_LAYOUTS } from './theme.ts'

const Printer = 'default' in printerModule ? printerModule.default : printerModule

export interface Attachment {
  readonly name: string
  readonly bytes: Uint8Array
  readonly mime: string
  readonly description: string
}

/** The same document, pictures and attachments give the same bytes. */
export async function printPdf(
  document: PdfDocument,
  pictures: ReadonlyMap<string, Uint8Array>,
  attachment: Attachment,
  options: { readonly compress?: boolean } = {},
): Promise<Uint8Array> {
  const files = new Map<string, Buffer>(fontFiles())
  for (const [name, bytes] of pictures) files.set(name, asBuffer(bytes))
  files.set(attachment.name, asBuffer(attachment.bytes))
  const inMemory = {
    existsSync: (name: string) => files.has(name),
    readFileSync: (name: string) => {
      const file = files.get(name)
      if (!file) throw new Error(`report: the paper names ${name}, which was not handed over`)
      return file
    },
  }
  const nothingToFetch = { resolve: () => undefined, resolved: () => Promise.resolve() }
  // Styles are written into by pdfmake: each paper brings its own copy.
  const printer = new Printer({ [FONT]: { ...FONT_STYLES } }, inMemory, nothingToFetch, () => false)
  const definition = {
    ...document,
    version: '1.7',
    pageSize: 'A4',
    compress: options.compress ?? true,
    displayTitle: true,
    images: Object.fromEntries([...pictures.keys()].map((name) => [name, name])),
    files: {
      [attachment.name]: {
        src: attachment.name,
        name: attachment.name,
        type: attachment.mime,
        description: attachment.description,
        relationship: 'Source',
        creationDate: document.info.creationDate,
        modifiedDate: document.info.modDate,
      },
    },
  }
  const stream = await printer.createPdfKitDocument(definition, { tableLayouts: TABLE_LAYOUTS })
  return collect(stream)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function collect(stream: NodeJS.ReadableStream & { end(): void }): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    stream.on('error', reject)
    stream.end()
  })
}
