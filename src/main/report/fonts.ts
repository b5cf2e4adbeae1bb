/**
 * Inter (OFL): it prints the narrow no-break space of French typography, œ, €, ≤, µ, ✓ and the Latin, Greek and
 * Cyrillic scripts. Run from source these are files of the npm package; in the bundle, which has no node_modules,
 * Vite writes them into the code as data: URLs.
 */
import { readFileSync } from 'node:fs'

const REGULAR = new URL(
  '../../../node_modules/@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  import.meta.url,
)
const SEMIBOLD = new URL(
  '../../../node_modules/@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  import.meta.url,
)

export const FONT = 'Inter'

/** File names by style, as pdfmake wants them. Our papers have no italics. */
export const FONT_STYLES = { normal: 'Inter-Regular.ttf', bold: 'Inter-SemiBold.ttf' } as const

let files: ReadonlyMap<string, Buffer> | undefined
let weights: readonly ReadonlySet<number>[] | undefined

/** Read when the first paper is printed: a start of the app should not wait for it. */
export function fontFiles(): ReadonlyMap<string, Buffer> {
  files ??= new Map([
    [FONT_STYLES.normal, readAsset(REGULAR)],
    [FONT_STYLES.bold, readAsset(SEMIBOLD)],
  ])
  return files
}

/** Whether both weights can print it. */
export function hasGlyph(codePoint: number): boolean {
  weights ??= [...fontFiles().values()].map(readCharacters)
  return weights.every((characters) => characters.has(codePoint))
}

function readAsset(url: URL): Buffer {
  if (url.protocol === 'file:') return readFileSync(url)
  const comma = url.href.indexOf(',')
  const head = url.href.slice(0, comma)
  if (url.protocol !== 'data:' || !head.endsWith(';base64')) {
    throw new Error(`report: a font must be a file or base64 data, not ${head.slice(0, 80)}`)
  }
  return Buffer.from(url.href.slice(comma + 1), 'base64')
}

/** The characters of a font’s `cmap` table. */
function readCharacters(font: Buffer): Set<number> {
  const found = new Set<number>()
  for (let at = 12, tables = font.readUInt16BE(4); tables > 0; at += 16, tables--) {
    if (font.toString('latin1', at, at + 4) !== 'cmap') continue
    const cmap = font.subarray(font.readUInt32BE(at + 8))
    for (let n = 0; n < cmap.readUInt16BE(2); n++) {
      const table = cmap.subarray(cmap.readUInt32BE(4 + n * 8 + 4))
      if (table.readUInt16BE(0) === 4) addSegments(table, found)
      else if (table.readUInt16BE(0) === 12) addGroups(table, found)
    }
  }
  if (!found.has(0x20)) throw new Error('report: the font has no readable table of characters')
  return found
}

function addSegments(table: Buffer, found: Set<number>): void {
  const twice = table.readUInt16BE(6) // two bytes a segment
  for (let n = 0; n < twice; n += 2) {
    const [end, start] = [table.readUInt16BE(14 + n), table.readUInt16BE(16 + twice + n)]
    const delta = table.readUInt16BE(16 + 2 * twice + n)
    const offsetAt = 16 + 3 * twice + n
    const offset = table.readUInt16BE(offsetAt)
    for (let code = start; code <= end && code !== 0xffff; code++) {
      const glyph = offset === 0 ? code + delta : table.readUInt16BE(offsetAt + offset + 2 * (code - start))
      if ((glyph & 0xffff) !== 0) found.add(code)
    }
  }
}

function addGroups(table: Buffer, found: Set<number>): void {
  for (let at = 16, groups = table.readUInt32BE(12); groups > 0; at += 12, groups--) {
    for (let code = table.readUInt32BE(at); code <= table.readUInt32BE(at + 4); code++) found.add(code)
  }
}
