/** Typed by strangers, printed by us. */
import { hasGlyph } from './fonts.ts'

/** A line may be too narrow for a long word: after each such run of letters it may be broken. */
const LONGEST_WORD = 32
const ZERO_WIDTH_SPACE = '\u200B'
/** What the font cannot print. The attached data still say it. */
const BOX = '□'

/**
 * Control characters and the marks that turn the direction of writing are left out (a name must not rearrange the
 * line that it stands in), characters of other scripts become boxes, and the end of what is too long is marked
 * with « … ». Line breaks stay.
 */
export function printable(text: string, maxLength: number): string {
  const plain = text
    .slice(0, maxLength * 4) // enough for what is kept, and no more work than that for what is not
    .toWellFormed()
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\t/g, ' ')
    .replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/g, '')
    .replace(/\p{Emoji_Modifier}|[\uFE00-\uFE0F\u{E0000}-\u{E007F}]/gu, '')
    .replace(/[^\n\u0020-\u007E]/gu, (sign) => (hasGlyph(sign.codePointAt(0)!) ? sign : BOX))
    .trim()
  const characters = [...plain]
  const cut = characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : plain
  return cut.replace(new RegExp(`\\S{${LONGEST_WORD}}(?=\\S)`, 'gu'), (run) => run + ZERO_WIDTH_SPACE)
}

/** As lines, the last of which takes what is left: a panel must not grow taller than a page. */
export function fewLines(text: string, maxLength: number, maxLines: number): string {
  const lines = printable(text, maxLength)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const last = lines.slice(maxLines - 1).join(' ')
  return [...lines.slice(0, maxLines - 1), ...(last ? [last] : [])].join('\n')
}

/** On one line. */
export function oneLine(text: string, maxLength: number): string {
  return printable(text.slice(0, maxLength * 8).replace(/\s+/g, ' '), maxLength)
}

/** The trade's words are written with typewriter apostrophes; paper is not. */
export function typographic(text: string): string {
  return text.replaceAll("'", '’')
}
