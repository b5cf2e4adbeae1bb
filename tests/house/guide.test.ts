/** The guide keeps its word: what it quotes stands on the screens, what it shows and links to is there. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import * as vocabulary from '../../src/crdt/vocabulary/index.ts'
import { plainText, readMarkdown } from '../../src/renderer/features/help/markdown.ts'
import { TOPICS, topicOf } from '../../src/renderer/features/help/topics.ts'
import { JOB_TABS } from '../../src/renderer/features/job/tabs.ts'
import { fr } from '../../src/renderer/i18n/fr.ts'

const GUIDE = path.resolve(import.meta.dirname, '../../docs/guide')
const files = readdirSync(GUIDE).filter((file) => file.endsWith('.md'))
const read = (file: string) => readFileSync(path.join(GUIDE, file), 'utf8')
const images = readdirSync(path.join(GUIDE, 'images'))
const plainSpaces = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ')

/** Every French word that a screen may show. */
const labels = new Set([...Object.values(fr), ...frenchOf(vocabulary)].map(plainSpaces))

function frenchOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const { fr: french } = value as { fr?: unknown }
  return [...(typeof french === 'string' ? [french] : []), ...Object.values(value).flatMap(frenchOf)]
}

describe.each(files)('%s', (file) => {
  const source = read(file)
  test('every word in « » is one of the interface', () => {
    const quoted = [...source.matchAll(/«\s([^»]+)\s»/g)].map((found) => plainSpaces(found[1]!))
    expect(quoted.length, 'words quoted').toBeGreaterThanOrEqual(file === 'README.md' ? 0 : 1)
    expect(quoted.filter((label) => !labels.has(label))).toEqual([])
  })
  test('every picture and page that it names is there', () => {
    const targets = [...source.matchAll(/\]\(([^)]+)\)/g)].map((found) => found[1]!)
    expect(
      targets.filter((target) => !files.includes(target) && !images.includes(target.replace(/^images\//, ''))),
    ).toEqual([])
  })
  test('uses no more Markdown than the help reads', () => {
    expect(plainText(readMarkdown(source))).not.toMatch(/[*`]|^#|\]\(|^\d+\. |^- /m)
  })
})

test('each page is listed, has steps or a list, and every listed page is there', () => {
  const listed = [...read('README.md').matchAll(/\(([a-z-]+)\.md\)/g)].map((found) => found[1])
  expect(listed).toEqual([...TOPICS])
  expect(files.toSorted()).toEqual([...TOPICS.map((topic) => `${topic}.md`), 'README.md'].toSorted())
  for (const topic of TOPICS) {
    expect(readMarkdown(read(`${topic}.md`)).some((block) => block.kind === 'steps' || block.kind === 'list')).toBe(
      true,
    )
  }
})

test('each picture is shown by a page, and is small enough to be carried', () => {
  const all = files.map(read).join('\n')
  expect(images.filter((image) => !all.includes(`(images/${image})`))).toEqual([])
  for (const image of images) expect(statSync(path.join(GUIDE, 'images', image)).size).toBeLessThan(300_000)
})

test('every screen has a page', () => {
  for (const tab of JOB_TABS) expect(TOPICS).toContain(topicOf('/jobs/x', tab))
  expect(topicOf('/jobs/x', undefined)).toBe('zones')
  expect(topicOf('/inbox', undefined)).toBe('a-plusieurs')
  expect(topicOf('/devices', undefined)).toBe('premiers-pas')
})
