/**
 * Draws who imports whom, from the imports that are there, into docs/architecture.md. `npm run graph` writes it,
 * `npm run check` compares it: the picture cannot drift from the code.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { scanImports, type ImportEdge } from './check/imports.ts'

const PAGE = 'docs/architecture.md'
const MARKS = { start: '<!-- room-graph:start -->', end: '<!-- room-graph:end -->' }
/** Houses that are large enough to have rooms of their own, each drawn in a picture of its own. */
const HOUSES = ['src/crdt', 'src/main', 'src/renderer']

export function checkRoomGraph(root: string): string[] {
  const page = readPage(root)
  return page === withGraph(page, drawGraph(root)) ? [] : [`${PAGE} shows an old room graph: run \`npm run graph\``]
}

export function writeRoomGraph(root: string): void {
  const page = readPage(root)
  writeFileSync(path.join(root, PAGE), withGraph(page, drawGraph(root)))
}

/** Markdown: one diagram of the rooms, then one of each house. Sorted, so that the same imports give the same bytes. */
export function drawGraph(root: string): string {
  const edges = scanImports(root).filter(({ from }) => /^(src|sync-relay)\//.test(from))
  const rooms = diagram(pairs(edges, roomOf))
  const houses = HOUSES.map((house) => [house, pairs(edges, (file) => partOf(house, file))] as const)
  const drawn = houses
    .filter(([, lines]) => lines.length > 0)
    .map(([house, lines]) => `Inside \`${house}\`:\n\n${diagram(lines)}`)
  return [rooms, ...drawn].join('\n\n')
}

const roomOf = (file: string) => file.match(/^(src\/[^/]+|sync-relay)\//)?.[1]

/** `src/main/store/x.ts` → `store`; a file right in the house stands for itself. */
function partOf(house: string, file: string): string | undefined {
  if (!file.startsWith(`${house}/`)) return undefined
  return file.slice(house.length + 1).split('/')[0]!
}

/** The distinct steps from one place to another, leaving out what stays within a place or leaves the picture. */
function pairs(edges: ImportEdge[], placeOf: (file: string) => string | undefined): string[] {
  const found = new Set<string>()
  for (const { from, target } of edges) {
    const [a, b] = [placeOf(from), target === undefined ? undefined : placeOf(target)]
    if (a !== undefined && b !== undefined && a !== b) found.add(`  ${node(a)} --> ${node(b)}`)
  }
  return [...found].toSorted()
}

/** Mermaid ids are plain words (`end` is reserved, hence the prefix); the label keeps the path. */
const node = (place: string) => `n_${place.replaceAll(/\W/g, '_')}["${place}"]`
const diagram = (lines: string[]) => ['```mermaid', 'graph TD', ...lines, '```'].join('\n')

function readPage(root: string): string {
  return readFileSync(path.join(root, PAGE), 'utf8').replaceAll('\r\n', '\n')
}

function withGraph(page: string, graph: string): string {
  const [start, end] = [page.indexOf(MARKS.start), page.indexOf(MARKS.end)]
  if (start === -1 || end < start) throw new Error(`${PAGE} lacks its marks ${MARKS.start} … ${MARKS.end}`)
  return `${page.slice(0, start + MARKS.start.length)}\n\n${graph}\n\n${page.slice(end)}`
}

if (import.meta.main) writeRoomGraph(path.resolve(import.meta.dirname, '..'))
