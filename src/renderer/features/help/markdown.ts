/**
 * Reads the little Markdown that the guide is written in: headings, paragraphs, lists, links, pictures. Anything else
 * stays the text that it is, so that nothing of a page is lost, and nothing of it can become markup.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly to: string }

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'steps' | 'list'; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'picture'; readonly alt: string; readonly file: string }

export function readMarkdown(source: string): readonly Block[] {
  return source
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== '')
    .map(readBlock)
}

/** What a search looks through. */
export function plainText(blocks: readonly Block[]): string {
  return blocks
    .flatMap((block) => {
      if (block.kind === 'picture') return [block.alt]
      const lines = 'items' in block ? block.items : [block.content]
      return lines.map((line) => line.map((part) => part.text).join(''))
    })
    .join('\n')
}

function readBlock(block: string): Block {
  const heading = /^(#{1,2}) (.+)$/.exec(block)
  if (heading) return { kind: 'heading', level: heading[1]!.length as 1 | 2, content: readInline(heading[2]!) }
  const picture = /^!\[([^\]]*)\]\(([^)\s]+)\)$/.exec(block)
  if (picture) return { kind: 'picture', alt: picture[1]!, file: picture[2]! }
  const lines = block.split('\n')
  for (const [kind, mark] of [
    ['steps', /^\d+\. /],
    ['list', /^- /],
  ] as const) {
    if (lines.every((line) => mark.test(line))) {
      return { kind, items: lines.map((line) => readInline(line.replace(mark, ''))) }
    }
  }
  return { kind: 'paragraph', content: readInline(lines.join(' ')) }
}

function readInline(text: string): readonly Inline[] {
  const parts: Inline[] = []
  let at = 0
  for (const found of text.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)) {
    if (found.index > at) parts.push({ kind: 'text', text: text.slice(at, found.index) })
    parts.push({ kind: 'link', text: found[1]!, to: found[2]! })
    at = found.index + found[0].length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}
