/** Edits of every kind that Yjs knows, at random. */
import * as Y from 'yjs'
import type { Random } from '../../simulation/random.ts'

const ROOTS = ['facts', 'notes', 'list', 'page'] as const

/** One transaction with one to three edits. */
export function editAtRandom(doc: Y.Doc, random: Random): void {
  doc.transact(() => {
    for (let i = random.below(3); i >= 0; i--) random.pick(EDITS)(doc, random)
  })
}

/** What a person would see, whatever order the peers keep their maps in. A hostile peer can make a part unreadable. */
export function contentOf(doc: Y.Doc): unknown {
  return [
    readable(() => sortedMap(doc.getMap('facts').toJSON())),
    readable(() => doc.getText('notes').toDelta().map(withoutTypes)),
    readable(() => doc.getArray('list').toJSON().map(sortedMap)),
    readable(() => doc.getXmlFragment('page').toJSON()),
  ]
}

/** A type inside a text comes as itself, with all of its document. */
function withoutTypes(piece: { insert?: unknown }): unknown {
  return piece.insert instanceof Y.AbstractType ? { ...piece, insert: piece.insert.toJSON() as unknown } : piece
}

function readable(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return 'unreadable'
  }
}

/** Root types take their kind when they are first asked for; asked for early, applying updates builds them at once. */
export function openRoots(doc: Y.Doc): Y.Doc {
  doc.getMap(ROOTS[0])
  doc.getText(ROOTS[1])
  doc.getArray(ROOTS[2])
  doc.getXmlFragment(ROOTS[3])
  return doc
}

type Edit = (doc: Y.Doc, random: Random) => void

const EDITS: readonly Edit[] = [
  (doc, random) => doc.getMap('facts').set(`f${random.skewed(40)}`, value(random)),
  (doc, random) => doc.getMap('facts').set(`f${random.skewed(40)}`, { kind: 'claim', value: true, by: 'ana' }),
  (doc, random) => doc.getMap('facts').delete(`f${random.skewed(40)}`),
  (doc, random) => doc.getMap('facts').set(`m${random.below(6)}`, nested(random, 0)),
  (doc, random) => {
    const inner = doc.getMap('facts').get(`m${random.below(6)}`)
    if (inner instanceof Y.Map) inner.set(`k${random.below(4)}`, value(random))
    else if (inner instanceof Y.Array) inner.insert(random.below(inner.length + 1), [value(random)])
    else if (inner instanceof Y.Text) inner.insert(random.below(inner.length + 1), 'inner')
  },
  (doc, random) => {
    const text = doc.getText('notes')
    text.insert(random.below(text.length + 1), word(random))
  },
  (doc, random) => {
    const text = doc.getText('notes')
    const at = random.below(text.length + 1)
    text.delete(at, Math.min(text.length - at, text.length > 200 ? 60 : random.below(5)))
  },
  (doc, random) => {
    const text = doc.getText('notes')
    const at = random.below(text.length + 1)
    text.format(at, Math.min(text.length - at, random.below(8)), {
      [random.pick(['bold', 'size'])]: random.below(2) || null,
    })
  },
  (doc, random) => {
    const text = doc.getText('notes')
    text.insertEmbed(random.below(text.length + 1), { image: word(random) })
  },
  (doc, random) => {
    const list = doc.getArray('list')
    list.insert(random.below(list.length + 1), [value(random), nested(random, 0), value(random)])
  },
  (doc, random) => {
    const list = doc.getArray('list')
    if (list.length > 40) list.delete(random.below(20), 20)
    else if (list.length > 0) list.delete(random.below(list.length), 1)
  },
  (doc, random) => {
    const page = doc.getXmlFragment('page')
    const element = new Y.XmlElement(random.pick(['p', 'h1']))
    element.setAttribute('class', word(random))
    element.insert(0, [new Y.XmlText(word(random))])
    page.insert(random.below(page.length + 1), [element])
    if (page.length > 12) page.delete(0, 6)
  },
]

function value(random: Random): unknown {
  switch (random.below(7)) {
    case 0:
      return random.below(1000)
    case 1:
      return `${word(random)}😀`
    case 2:
      return null
    case 3:
      return new Uint8Array([random.below(256), 2, 3])
    case 4:
      return { n: random.next(), deep: [undefined, true, { a: 12_345_678_901_234n }] }
    case 5:
      return [1, [2, [random.below(9)]]]
    default:
      return -0.5 * random.below(9)
  }
}

function nested(random: Random, depth: number): Y.Map<unknown> | Y.Array<unknown> | Y.Text {
  if (random.chance(0.3)) return new Y.Text(word(random))
  if (random.chance(0.4)) {
    const list = new Y.Array<unknown>()
    list.insert(0, [value(random), word(random)])
    return list
  }
  const inner = depth < 2 && random.chance(0.4) ? nested(random, depth + 1) : value(random)
  return new Y.Map<unknown>([['x', inner]])
}

/** Inside the basic plane: Yjs replaces a surrogate pair that an edit cuts, and not everywhere at the same time. */
function word(random: Random): string {
  return random.pick(['a', 'capot', 'é', 'ñ€', 'film 3 m²', 'x'.repeat(30)])
}

function sortedMap(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json) || ArrayBuffer.isView(json)) return json
  return Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
