import type { Ledger, LedgerChange, Seal } from '../ledger/index.ts'
import { Since } from './since.ts'
import type { Standing } from './view.ts'

/** Whether a job is closed, and what came after. Costs what came after, not what the job holds. */
export function readStanding(ledger: Ledger): Standing {
  return new StandingReader(ledger).read()
}

const OPEN: Standing = { kind: 'open' }

export class StandingReader {
  readonly #ledger: Ledger
  /** The seals of which `#since` is read; another array when one was made or withdrawn. */
  #heads: readonly Seal[] = []
  #since: Since | undefined
  #revision = ''
  #last: Standing = OPEN

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  /** After `change.everything` the seals are other arrays, and so all is computed anew. */
  touch(change: LedgerChange): void {
    this.#since?.touch(change)
  }

  read(): Standing {
    const heads = this.#ledger.sealHeads()
    const first = heads[0]
    if (!first) return OPEN
    if (heads.some((seal) => seal.hash !== first.hash)) return { kind: 'double', seals: heads }
    if (heads !== this.#heads || !this.#since) {
      this.#heads = heads
      this.#since = Since.version(this.#ledger, heads)
      this.#revision = revisionOf(this.#ledger, first)
    }
    const [late, lateTexts] = [this.#since.facts(), this.#since.texts()]
    const now: Standing =
      late.length === 0 && lateTexts.length === 0
        ? { kind: 'sealed', seal: first, revision: this.#revision }
        : { kind: 'modified', seal: first, revision: this.#revision, late, lateTexts }
    return (this.#last = keepSame(this.#last, now))
  }
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
