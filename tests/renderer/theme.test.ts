import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const css = readFileSync(path.resolve(import.meta.dirname, '../../src/renderer/theme/tokens.css'), 'utf8')

function tokens(theme: string): Map<string, string> {
  const block = new RegExp(`data-theme='${theme}'\\]\\s*\\{([^}]*)\\}`).exec(css)?.[1]
  if (block === undefined) throw new Error(`tokens.css has no theme ${theme}`)
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1]!, match[2]!]))
}

/** WCAG 2: relative luminance of sRGB. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
function contrast(theme: ReadonlyMap<string, string>, a: string, b: string): number {
  const [x, y] = [theme.get(a), theme.get(b)].map((hex, index) => {
    if (!hex) throw new Error(`no token ${[a, b][index]}`)
    return luminance(hex)
  }) as [number, number]
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05)
}

const TONES = ['ok', 'warn', 'bad', 'clash', 'info', 'accent'] as const
const TEXT: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-soft', ...TONES].flatMap((ink) => ['surface', 'ground'].map((ground) => [ink, ground] as const)),
  ...TONES.map((tone) => [tone, `${tone}-soft`] as const),
  ...TONES.map((tone) => ['ink', `${tone}-soft`] as const),
  ...TONES.map((tone) => ['ink-soft', `${tone}-soft`] as const),
  ['ink', 'sunken'],
  ['ink-soft', 'sunken'],
  ['accent-ink', 'accent'],
  // Glyphs that stand on marks of the vehicle
  ['surface', 'clash'],
  ['surface', 'bad'],
]
const SHAPES: readonly (readonly [string, string])[] = [
  ['line-strong', 'surface'],
  ['line-strong', 'ground'],
  ['focus', 'surface'],
  ['focus', 'ground'],
  ['zone-edge', 'zone-todo'],
  ['zone-edge', 'surface'],
]

test.each(['light', 'dark'])('%s: text has at least 4.5:1', (name) => {
  const theme = tokens(name)
  for (const [a, b] of TEXT) expect(contrast(theme, a, b), `${a} on ${b}`).toBeGreaterThanOrEqual(4.5)
})

test('the bay theme has at least 7:1 for text: gloves, glare and distance', () => {
  const theme = tokens('bay')
  for (const [a, b] of TEXT) expect(contrast(theme, a, b), `${a} on ${b}`).toBeGreaterThanOrEqual(7)
})

test.each(['light', 'dark', 'bay'])('%s: edges and focus have at least 3:1', (name) => {
  const theme = tokens(name)
  for (const [a, b] of SHAPES) expect(contrast(theme, a, b), `${a} on ${b}`).toBeGreaterThanOrEqual(3)
})

test('every theme names every token', () => {
  const names = (theme: string) => [...tokens(theme).keys()].sort()
  expect(names('dark')).toEqual(names('light'))
  expect(names('bay')).toEqual(names('light'))
})

test.each(['light', 'dark', 'bay'])('%s: a zone shows how far it is also without colour', (name) => {
  const theme = tokens(name)
  const steps = ['zone-todo', 'zone-prepared', 'zone-cut', 'zone-installed'].map((each) => luminance(theme.get(each)!))
  const rising = [...steps].sort((a, b) => a - b)
  expect([rising, [...rising].reverse()]).toContainEqual(steps)
})
