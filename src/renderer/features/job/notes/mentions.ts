/** Names after an @, in plain text: which are asked for, and whom they call. */

export interface Mentionable {
  readonly id: string
  readonly name: string
}

/** The beginning of a name that is being typed: from the @ to the caret. Null: none is, or nobody is called so. */
export interface Asked {
  /** Of the @. */
  readonly from: number
  readonly found: readonly Mentionable[]
}

const LONGEST = 60
const SHOWN = 6

export function askedAt(text: string, caret: number, people: readonly Mentionable[]): Asked | null {
  const from = text.lastIndexOf('@', caret - 1)
  if (from < 0 || caret - from > LONGEST || !beginsHere(text, from)) return null
  const typed = plain(text.slice(from + 1, caret))
  if (/\s$/.test(typed) || typed.includes('\n')) return null
  const found = people.filter(({ name }) => isBeginning(plain(name), typed))
  return found.length === 0 ? null : { from, found: found.slice(0, SHOWN) }
}

export interface Piece {
  readonly text: string
  /** Whom it calls: several only where people have one name. */
  readonly called: readonly string[]
}

/** A text cut at the names of people after an @; the longest name that fits. */
export function piecesOf(text: string, people: readonly Mentionable[]): readonly Piece[] {
  const pieces: Piece[] = []
  let done = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const name = beginsHere(text, at) ? nameAt(text, at + 1, people) : undefined
    if (name === undefined) continue
    if (at > done) pieces.push({ text: text.slice(done, at), called: [] })
    done = at + 1 + name.length
    const called = people.filter((each) => same(each.name, name)).map((each) => each.id)
    pieces.push({ text: text.slice(at, done), called })
  }
  if (done < text.length) pieces.push({ text: text.slice(done), called: [] })
  return pieces
}

export function calledIn(text: string, people: readonly Mentionable[]): readonly string[] {
  return [...new Set(piecesOf(text, people).flatMap((piece) => piece.called))]
}

/** An @ within a word is an address. */
const beginsHere = (text: string, at: number) => at === 0 || !/[\p{L}\p{N}._-]/u.test(text[at - 1]!)

function nameAt(text: string, at: number, people: readonly Mentionable[]): string | undefined {
  let longest: string | undefined
  for (const { name } of people) {
    const there = text.slice(at, at + name.length)
    const ends = !/[\p{L}\p{N}]/u.test(text[at + name.length] ?? ' ')
    if (name !== '' && ends && same(there, name) && name.length > (longest?.length ?? 0)) longest = there
  }
  return longest
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
/** « Hélène » is found by « hel ». */
const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const isBeginning = (name: string, typed: string) =>
  name.startsWith(typed) || name.split(/[\s-]+/).some((word) => word.startsWith(typed))
