/**
 * Reads back what a PDF written by pdfkit, compressed or not, shows: the text of each page through the fonts' own
 * ToUnicode tables (as a search in a viewer would), pictures drawn, attached files. Not a PDF reader: it knows the
 * one writer that we use.
 */
import { inflateSync } from 'node:zlib'

export interface ReadPdf {
  readonly pages: readonly ReadPage[]
  /** All pages; white space made single, narrow and zero-width spaces kept apart. */
  readonly text: string
  readonly attachments: readonly string[]
  readonly info: Readonly<Record<string, string>>
}
export interface ReadPage {
  readonly text: string
  readonly images: number
  /** Characters for which the font has no glyph. */
  readonly missingGlyphs: number
}

export function readPdf(bytes: Uint8Array): ReadPdf {
  const file = Buffer.from(bytes).toString('latin1')
  if (!file.startsWith('%PDF-1.') || !file.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF')
  const objects = new Map<string, string>()
  for (const [, id, body] of file.matchAll(/^(\d+) 0 obj\n([\s\S]*?)\nendobj$/gm)) objects.set(id!, body!)
  const get = (id: string) => {
    const body = objects.get(id)
    if (body === undefined) throw new Error(`the PDF has no object ${id}`)
    return body
  }
  const ref = (body: string, key: string) => new RegExp(`/${key} (\\d+) 0 R`).exec(body)?.[1]
  const stream = (id: string) => {
    const body = get(id)
    const raw = /stream\n([\s\S]*?)\nendstream/.exec(body)?.[1] ?? ''
    // As a person's own file is: only what the tests print for themselves is left plain.
    return body.includes('/Filter /FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw
  }

  const fonts = new Map<string, ReadonlyMap<string, string>>()
  for (const body of objects.values()) {
    for (const [, name, id] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const toUnicode = ref(get(id!), 'ToUnicode')
      if (toUnicode !== undefined && !fonts.has(name!)) fonts.set(name!, readToUnicode(stream(toUnicode)))
    }
  }
  const kids = [...objects.values()].find((body) => body.includes('/Type /Pages'))
  const order = [.../\/Kids \[([^\]]*)\]/.exec(kids ?? '')![1]!.matchAll(/(\d+) 0 R/g)].map(([, id]) => id!)
  const pages = order.map((id) => readPage(stream(ref(get(id), 'Contents')!), fonts))
  const attachments = [...objects.entries()]
    .filter(([, body]) => body.includes('/Type /EmbeddedFile'))
    .map(([id]) => Buffer.from(stream(id), 'latin1').toString('utf8'))
  return { pages, text: pages.map((page) => page.text).join('\n'), attachments, info: readInfo(file, get) }
}

function readPage(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): ReadPage {
  let font: ReadonlyMap<string, string> | undefined
  let text = ''
  let missingGlyphs = 0
  for (const [, fontName, glyphs] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (fontName !== undefined) font = fonts.get(fontName)
    else {
      for (const [, run] of glyphs!.matchAll(/<([0-9a-f]+)>/g)) {
        for (const [glyph] of run!.matchAll(/.{4}/g)) {
          if (glyph === '0000') missingGlyphs++
          text += font?.get(glyph) ?? '?'
        }
      }
      text += ' '
    }
  }
  return {
    // pdfmake draws up to each place where a line may break; a hyphen is one.
    text: text
      .replace(/[ \n]+/g, ' ')
      .replace(/(?<=\S)- (?=\S)/g, '-')
      .trim(),
    images: [...content.matchAll(/\/I\d+ Do/g)].length,
    missingGlyphs,
  }
}

function readToUnicode(cmap: string): ReadonlyMap<string, string> {
  const characters = new Map<string, string>()
  for (const [, first, list] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    const start = parseInt(first!, 16)
    ;[...list!.matchAll(/<([0-9a-f ]*)>/g)].forEach(([, utf16], index) => {
      const units = utf16!.replaceAll(' ', '').match(/.{4}/g) ?? []
      const glyph = (start + index).toString(16).padStart(4, '0')
      characters.set(glyph, String.fromCharCode(...units.map((unit) => parseInt(unit, 16))))
    })
  }
  return characters
}

function readInfo(file: string, get: (id: string) => string): Record<string, string> {
  const id = /\/Info (\d+) 0 R/.exec(file.slice(file.lastIndexOf('trailer')))![1]!
  const info: Record<string, string> = {}
  for (const [, key, entry] of get(id).matchAll(/\/(\w+) (\d+) 0 R/g)) {
    const raw = /^\(([\s\S]*)\)$/.exec(get(entry!))?.[1] ?? ''
    const bytes = Buffer.from(
      raw.replace(/\\([\s\S])/g, (_, sign: string) => ({ r: '\r', n: '\n' })[sign] ?? sign),
      'latin1',
    )
    info[key!] = raw.startsWith('\u00fe\u00ff')
      ? bytes.subarray(2).swap16().toString('utf16le')
      : bytes.toString('latin1')
  }
  return info
}
