/** The guide as it was when the app was built: the same files as in docs/guide, so that help needs no network. */
import { plainText, readMarkdown } from './markdown.ts'
import type { Block } from './markdown.ts'
import { TOPICS } from './topics.ts'
import type { Topic } from './topics.ts'

const sources = import.meta.glob<string>('../../../../docs/guide/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})
const pictures = import.meta.glob<string>('../../../../docs/guide/images/*.png', {
  query: '?url',
  import: 'default',
  eager: true,
})
const FOLDER = '../../../../docs/guide/'

export interface Page {
  readonly topic: Topic
  readonly title: string
  readonly blocks: readonly Block[]
}

export const PAGES: readonly Page[] = TOPICS.map((topic) => {
  const source = sources[`${FOLDER}${topic}.md`]
  if (source === undefined) throw new Error(`help: no page ${topic} in the guide`)
  const [first, ...blocks] = readMarkdown(source)
  if (first?.kind !== 'heading') throw new Error(`help: ${topic} must begin with its title`)
  return { topic, title: plainText([first]), blocks }
})

/** Undefined: no such picture was there when the app was built. */
export const pictureUrl = (file: string): string | undefined => pictures[FOLDER + file]

/** Pages that hold every word, in any order, whatever the accents. */
export function findPages(typed: string): readonly Page[] {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  return PAGES.filter((page) => {
    const text = folded(`${page.title}\n${plainText(page.blocks)}`)
    return words.every((word) => text.includes(word))
  })
}

const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'")
