import { fromBase64, toBase64, toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import * as Y from 'yjs'
import type { Fact, JsonObject, Ledger, Seal } from '../ledger/index.ts'
import type { Standing } from './view.ts'

/**
 * Rows that are about the content rather than part of it: signing a version or talking about it does not
 * change it. Seals and withdrawals of such rows neither.
 */
const ABOUT = new Set(['signature', 'refusal', 'comment'])

export function isContent(ledger: Ledger, fact: Fact): boolean {
  switch (fact.kind) {
    case 'claim':
      return ledger.voidOf(fact.id) === undefined
    case 'row':
      return !ABOUT.has(fact.type) && ledger.voidOf(fact.id) === undefined
    case 'void':
    case 'seal':
      return false
  }
}

/** A withdrawal changes the content when what it withdrew was part of what had been sealed. */
function changesSealed(ledger: Ledger, fact: Fact, covered: (id: string) => boolean): boolean {
  if (fact.kind !== 'void') return isContent(ledger, fact)
  const target = ledger.fact(fact.of)
  if (!target || target.kind === 'void' || target.kind === 'seal' || !covered(target.id)) return false
  return target.kind === 'claim' || !ABOUT.has(target.type)
}

export function readStanding(ledger: Ledger): Standing {
  const heads = ledger.sealHeads()
  if (heads.length === 0) return { kind: 'open' }
  if (heads.some((seal) => seal.hash !== heads[0]!.hash)) return { kind: 'double', seals: heads }
  const seal = heads[0]!
  const revision = revisionOf(ledger, seal)
  // Two equal seals made apart each cover what their author had: what either covers was sealed.
  const vectors = heads.map((head) => Y.decodeStateVector(fromBase64(head.covers)))
  const covered = (id: string) => vectors.some((vector) => ledger.isCovered(id, vector))
  const late = ledger.facts().filter((fact) => !covered(fact.id) && changesSealed(ledger, fact, covered))
  const lateTexts = changedTexts(ledger, seal.texts)
  if (late.length === 0 && lateTexts.length === 0) return { kind: 'sealed', seal, revision }
  return { kind: 'modified', seal, revision, late, lateTexts }
}

/** A for the first seal, B for one that supersedes it, and so on; after Z comes AA. */
export function revisionOf(ledger: Ledger, seal: Seal): string {
  const seals = new Map(ledger.seals().map((each) => [each.id, each]))
  const depths = new Map<string, number>()
  const depth = (each: Seal): number => {
    const known = depths.get(each.id)
    if (known !== undefined) return known
    depths.set(each.id, 1) // a forged circle ends here
    const before = each.supersedes.map((id) => seals.get(id)).filter((earlier) => earlier !== undefined)
    const found = 1 + Math.max(0, ...before.map(depth))
    depths.set(each.id, found)
    return found
  }
  return revisionName(depth(seal))
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
  return toBase64(Y.encodeStateVector(ledger.doc))
}

export function textDigests(ledger: Ledger): JsonObject {
  return Object.fromEntries(ledger.textNames().map((name) => [name, sha256Hex(ledger.text(name).toString())]))
}

function changedTexts(ledger: Ledger, sealed: JsonObject): string[] {
  const now = textDigests(ledger)
  return [...new Set([...Object.keys(sealed), ...Object.keys(now)])].filter((name) => sealed[name] !== now[name]).sort()
}

/** Lower-case hex of the sha256 of a string's UTF-8. */
export function sha256Hex(text: string): string {
  return toHexString(digest(encodeUtf8(text)))
}
