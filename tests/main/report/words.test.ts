import { expect, test } from 'vitest'
import { checkCode, qrText } from '../../../src/main/report/check-code.ts'
import { drawingOf } from '../../../src/crdt/drawing/index.ts'
import { BODY_TYPES } from '../../../src/crdt/vocabulary/index.ts'
import { signatureSvg, vehicleSvg } from '../../../src/main/report/drawings.ts'
import { createFormat } from '../../../src/main/report/format.ts'
import { fewLines, oneLine, printable } from '../../../src/main/report/text.ts'
import * as Words from '../../../src/main/report/words.ts'

const said = (word: unknown): string =>
  typeof word === 'function' ? (word as (...a: string[]) => string)('1', '2', '3') : String(word)

test('French words carry the spaces of French: narrow before ; ! ?, no-break before a colon and inside « »', () => {
  const labels = [Words.VERDICTS, Words.PAINT_VERDICTS, Words.FINISHES, Words.PURPOSES, Words.GATES, Words.SUBJECTS]
  const french = [
    ...Object.values(Words.WORDS.fr).map(said),
    ...labels.flatMap((list) => Object.values(list).map((label) => label.fr)),
  ]
  for (const word of french) {
    expect(word).not.toMatch(/(?<![\u202F])[;!?]/)
    expect(word).not.toMatch(/[^\u00A0]:(?!\/\/)/)
    expect(word).not.toMatch(/«[^\u00A0]|[^\u00A0]»/)
    expect(word).not.toContain("'")
  }
})

test('English says everything that French says, in other words', () => {
  expect(Object.keys(Words.WORDS.en).sort()).toEqual(Object.keys(Words.WORDS.fr).sort())
  for (const word of Object.values(Words.WORDS.en).map(said)) expect(word).not.toMatch(/[éèàùç]|[\u00A0\u202F ][:;!?]/)
})

test('numbers, dates and units are those of the language, at 24 hours, in the given time zone', () => {
  const fr = createFormat('fr', 'Europe/Paris')
  const en = createFormat('en', 'Europe/Paris')
  const afternoon = Date.UTC(2026, 8, 14, 15, 5)
  expect(fr.dateTime(afternoon)).toBe('14/09/2026 17:05')
  expect(en.dateTime(afternoon)).toBe('14/09/2026, 17:05')
  expect(fr.date(afternoon)).toBe('14 septembre 2026')
  expect(en.date(afternoon)).toBe('14 September 2026')
  expect(fr.metres(12_345)).toBe('12,35\u202Fm')
  expect(en.metres(12_345)).toBe('12.35\u202Fm')
  expect(fr.permille(784)).toBe('78,4\u202F%')
  expect(en.permille(784)).toBe('78.4%')
  expect(fr.duration(6 * 3_600_000 + 5 * 60_000)).toBe('6\u202Fh\u202F05')
  expect(createFormat('fr', 'Asia/Tokyo').dateTime(Date.UTC(2026, 0, 1, 15, 0))).toBe('02/01/2026 00:00')
})

test('stray control and direction marks are dropped, halves of characters replaced, long words may break', () => {
  expect(oneLine('a\u0000b\u202Ec\nd\te', 99)).toBe('abc d e')
  expect(printable('one\r\ntwo\u2028three', 99)).toBe('one\ntwo\nthree')
  expect(printable('\uD800', 9)).toBe('□')
  expect(printable('👩‍🔧🏽 5 000 € – œuvre № 1 ®', 99)).toBe('□□ 5 000 € – œuvre № 1 ®')
  expect(printable('Łukasz Ђорђе Αλέξης שלום', 99)).toBe('Łukasz Ђорђе Αλέξης □□□□')
  expect(printable('abcdef', 4)).toBe('abc…')
  const long = printable('x'.repeat(100), 1000)
  expect(long.replaceAll('\u200B', '')).toBe('x'.repeat(100))
  expect(Math.max(...long.split('\u200B').map((part) => part.length))).toBeLessThanOrEqual(32)
})

test('a panel is never more lines tall than it has room for', () => {
  expect(fewLines('a\nb\n\n\nc\nd', 99, 3)).toBe('a\nb\nc d')
  expect(fewLines('x\n'.repeat(5000), 200, 4).split('\n')).toHaveLength(4)
  expect(oneLine('x\n'.repeat(5000), 200)).not.toContain('\n')
})

test('the check code binds job, revision and hash; the QR code says them in capitals and digits', () => {
  const code = checkCode('01K5', 'A', 'ab')
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/)
  const others = [checkCode('01K6', 'A', 'ab'), checkCode('01K5', 'B', 'ab'), checkCode('01K5', 'A', 'ac')]
  expect(new Set([code, ...others]).size).toBe(4)
  expect(qrText('01K5', 'A', 'ab')).toBe(`RPMA1 01K5 A AB ${code}`)
})

test('drawings hold numbers only, whatever strokes and pins there are', () => {
  expect(signatureSvg([])).toBeNull()
  expect(signatureSvg([[], [5]])).toBeNull()
  for (const strokes of [[[1, 2]], [[0, 0, 1000, 1000], [3]], [Array.from({ length: 200_000 }, (_, n) => n % 3000)]]) {
    expect(signatureSvg(strokes)).not.toMatch(/NaN|Infinity|undefined/)
  }
  const pins = Array.from({ length: 1200 }, (_, n) => ({ number: n + 1, x: n % 1000, y: 1000, blocking: n % 2 === 0 }))
  for (const body of [...Object.keys(BODY_TYPES), 'hovercraft', undefined]) {
    expect(vehicleSvg(body, pins)).not.toMatch(/NaN|Infinity|undefined/)
  }
})

test('[W1] a pin lies on paper where it lay on the screen, on the drawing of its own body', () => {
  const [saloon, suv] = ['sedan', 'suv'].map((body) =>
    vehicleSvg(body, [{ number: 1, x: 180, y: 400, blocking: false }]),
  )
  for (const drawing of [saloon, suv]) {
    expect(drawing!.includes('viewBox="0 0 1080 424"')).toBe(true)
    expect(drawing!.includes('<circle cx="194.4" cy="169.6"')).toBe(true)
  }
  const shapes = drawingOf('suv').views.flatMap((view) => view.zones.map((zone) => zone.path))
  expect(shapes.every((path) => suv!.includes(`d="${path}"`))).toBe(true)
  expect(shapes.every((path) => saloon!.includes(`d="${path}"`))).toBe(false)
})
