/**
 * What came beside or after a version: of facts and texts that it did not hold. Kept up to date at the cost of what
 * comes, not of what the job holds.
 */
import { byId, decodeCoverage, type Fact, type Ledger, type LedgerChange } from '../ledger/index.ts'
import { ABOUT, digestOf, isContent } from './content-facts.ts'

/** One version may have been frozen several times apart: what either covers belongs to it. */
export interface Version {
  readonly covers: string
  readonly texts: Readonly<Record<string, unknown>>
}

/** What a version says of a text; undefined: it was empty, or nothing is known of it. A stranger names texts: own members only. */
export function textIn(texts: Version['texts'] | undefined, name: string): unknown {
  return texts && Object.hasOwn(texts, name) ? texts[name] : undefined
}

export class Since {
  readonly #ledger: Ledger
  readonly #covered: (id: string) => boolean
  /** Null: what the texts said then is not known. */
  readonly #texts: readonly Readonly<Record<string, unknown>>[] | null
  readonly #uncovered: Set<Fact>
  readonly #digests = new Map<string, string>()

  private constructor(
    ledger: Ledger,
    covered: (id: string) => boolean,
    texts: readonly Readonly<Record<string, unknown>>[] | null,
  ) {
    this.#ledger = ledger
    this.#covered = covered
    this.#texts = texts
    this.#uncovered = new Set(ledger.facts().filter((fact) => !covered(fact.id)))
  }

  static version(ledger: Ledger, frozen: readonly Version[]): Since {
    const vectors = frozen.map((each) => decodeCoverage(each.covers)!)
    return new Since(
      ledger,
      (id) => vectors.some((vector) => ledger.isCovered(id, vector)),
      frozen.map((each) => each.texts),
    )
  }
  /** By the order of ids: all that is known of a row that says nothing of what it covers. */
  static fact(ledger: Ledger, upTo: string): Since {
    return new Since(ledger, (id) => id <= upTo, null)
  }

  touch(change: LedgerChange): void {
    for (const name of change.texts) this.#digests.delete(name)
    for (const fact of change.facts) if (!this.#covered(fact.id)) this.#uncovered.add(fact)
  }

  /** Those that change the content, as far as `matters`, by id. */
  facts(matters: (fact: Fact) => boolean = () => true): readonly Fact[] {
    return [...this.#uncovered].filter((fact) => this.#changes(fact, matters)).sort(byId)
  }

  /** Names of the texts that say something else now. */
  texts(): readonly string[] {
    const frozen = this.#texts
    if (!frozen) return []
    const names = new Set(this.#ledger.textNames())
    for (const each of frozen) for (const name of Object.keys(each)) names.add(name)
    return [...names].filter((name) => !frozen.some((each) => textIn(each, name) === this.#digest(name))).sort()
  }

  /** A withdrawal changes the content when what it withdrew stood in that version. */
  #changes(fact: Fact, matters: (fact: Fact) => boolean): boolean {
    if (fact.kind !== 'void') return isContent(this.#ledger, fact) && matters(fact)
    const target = this.#ledger.fact(fact.of)
    if (!target || target.kind === 'void' || target.kind === 'seal' || !this.#covered(target.id)) return false
    // Two people withdrew it apart, and the version covers one of them: it was gone already.
    if (this.#ledger.voidsOf(target.id).some((each) => this.#covered(each.id))) return false
    return (target.kind === 'claim' || !ABOUT.has(target.type)) && matters(target)
  }

  /** Undefined: the text is empty, which is the same as absent. */
  #digest(name: string): string | undefined {
    let found = this.#digests.get(name)
    if (found === undefined) this.#digests.set(name, (found = digestOf(this.#ledger.readText(name)) ?? ''))
    return found === '' ? undefined : found
  }
}
