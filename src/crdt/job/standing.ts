import { toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import {
  byId,
  decodeCoverage,
  encodeCoverage,
  type Fact,
  type JsonObject,
  type Ledger,
  type LedgerChange,
  type Seal,
} from '../ledger/index.ts'
import type { Standing } from './view.ts'

/**
 * Rows that are about the content rather than part of it: signing a version or talking about it does not
 * change it. Seals and withdrawals of such rows neither.
 */
const ABOUT = new Set(['signature', 'refusal', 'comment'])

export function isContent(ledger: Ledger, fact: Fact): boolean {
  switch (fact.kind) {
    case 'claim':
      return !ledger.isWithdrawn(fact.id)
    case 'row':
      return !ABOUT.has(fact.type) && !ledger.isWithdrawn(fact.id)
    case 'void':
    case 'seal':
      return false
  }
}

/** Whether a job is closed, and what came after. Costs what came after, not what the job holds. */
export function readStanding(ledger: Ledger): Standing {
  return new StandingReader(ledger).read()
}

const OPEN: Standing = { kind: 'open' }

export class StandingReader {
  readonly #ledger: Ledger
  /** The seals of which `#uncovered` is computed; another array when one was made or withdrawn. */
  #heads: readonly Seal[] = []
  #covered: (id: string) => boolean = () => false
  #uncovered = new Set<Fact>()
  #revision = ''
  readonly #digests = new Map<string, string>()
  #last: Standing = OPEN

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** After `change.everything` the seals are other arrays, and so all is computed anew. */
  touch(change: LedgerChange): void {
    for (const name of change.texts) this.#digests.delete(name)
    if (this.#heads.length === 0) return
    for (const fact of change.facts) if (!this.#covered(fact.id)) this.#uncovered.add(fact)
  }

  read(): Standing {
    const heads = this.#ledger.sealHeads()
    const first = heads[0]
    if (!first) return OPEN
    if (heads.some((seal) => seal.hash !== first.hash)) return { kind: 'double', seals: heads }
    if (heads !== this.#heads) this.#cover(heads, first)
    const late = [...this.#uncovered].filter((fact) => this.#changesSealed(fact)).sort(byId)
    const lateTexts = this.#changedTexts(heads)
    const now: Standing =
      late.length === 0 && lateTexts.length === 0
        ? { kind: 'sealed', seal: first, revision: this.#revision }
        : { kind: 'modified', seal: first, revision: this.#revision, late, lateTexts }
    return (this.#last = keepSame(this.#last, now))
  }

  #cover(heads: readonly Seal[], first: Seal): void {
    // Two equal seals made apart each cover what their author had: what either covers was sealed.
    const vectors = heads.map((head) => decodeCoverage(head.covers)!)
    this.#heads = heads
    this.#covered = (id) => vectors.some((vector) => this.#ledger.isCovered(id, vector))
    this.#uncovered = new Set(this.#ledger.facts().filter((fact) => !this.#covered(fact.id)))
    this.#revision = revisionOf(this.#ledger, first)
  }

  /** A withdrawal changes the content when what it withdrew stood in what had been sealed. */
  #changesSealed(fact: Fact): boolean {
    if (fact.kind !== 'void') return isContent(this.#ledger, fact)
    const target = this.#ledger.fact(fact.of)
    if (!target || target.kind === 'void' || target.kind === 'seal' || !this.#covered(target.id)) return false
    // Two people withdrew it apart, and the seal covers one of them: it was gone already.
    if (this.#ledger.voidsOf(target.id).some((each) => this.#covered(each.id))) return false
    return target.kind === 'claim' || !ABOUT.has(target.type)
  }

  #changedTexts(heads: readonly Seal[]): string[] {
    const names = new Set(this.#ledger.textNames())
    for (const head of heads) for (const name of Object.keys(head.texts)) names.add(name)
    return [...names].filter((name) => !heads.some((head) => sealedText(head, name) === this.#digest(name))).sort()
  }

  /** Undefined: the text is empty, which is the same as absent. */
  #digest(name: string): string | undefined {
    let found = this.#digests.get(name)
    if (found === undefined) this.#digests.set(name, (found = digestOf(this.#ledger.readText(name)) ?? ''))
    return found === '' ? undefined : found
  }
}

function sealedText(seal: Seal, name: string): unknown {
  return Object.hasOwn(seal.texts, name) ? seal.texts[name] : undefined
}

/** The former answer when nothing in it changed, so that screens need not draw it again. */
function keepSame(before: Standing, now: Standing): Standing {
  if (before.kind === 'sealed' && now.kind === 'sealed') {
    return before.seal === now.seal && before.revision === now.revision ? before : now
  }
  if (before.kind !== 'modified' || now.kind !== 'modified' || before.seal !== now.seal) return now
  const same = <T>(a: readonly T[], b: readonly T[]) => a.length === b.length && a.every((each, i) => each === b[i])
  const unchanged = before.revision === now.revision && same(before.late, now.late)
  return unchanged && same(before.lateTexts, now.lateTexts) ? before : now
}

/** A for the first seal, B for one that supersedes it, and so on; after Z comes AA. */
export function revisionOf(ledger: Ledger, seal: Seal): string {
  const seals = new Map(ledger.seals().map((each) => [each.id, each]))
  // A list instead of recursion: a forged chain may be longer than the stack is deep.
  const depths = new Map<string, number>([[seal.id, 1]])
  const path = [seal]
  while (path.length > 0) {
    const each = path.at(-1)!
    const before = each.supersedes.map((id) => seals.get(id)).filter((earlier) => earlier !== undefined)
    const unseen = before.find((earlier) => !depths.has(earlier.id))
    if (unseen) {
      depths.set(unseen.id, 1) // a forged circle ends here
      path.push(unseen)
      continue
    }
    depths.set(each.id, 1 + Math.max(0, ...before.map((earlier) => depths.get(earlier.id)!)))
    path.pop()
  }
  return revisionName(depths.get(seal.id)!)
}

export function revisionName(n: number): string {
  let name = ''
  for (let rest = n; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}

/** The document's state vector, as a seal keeps it. */
export function coverage(ledger: Ledger): string {
  return encodeCoverage(ledger.doc)
}

export function textDigests(ledger: Ledger): JsonObject {
  return Object.fromEntries(ledger.textNames().map((name) => [name, digestOf(ledger.readText(name))!]))
}

function digestOf(text: string): string | undefined {
  return text === '' ? undefined : sha256Hex(text)
}

/** Lower-case hex of the sha256 of a string's UTF-8. */
export function sha256Hex(text: string): string {
  return toHexString(digest(encodeUtf8(text)))
}
