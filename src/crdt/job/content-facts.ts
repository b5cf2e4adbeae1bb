/** Which facts are part of what a job says, and the digests that stand for its texts. */
import { toHexString } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import { encodeCoverage, type Fact, type JsonObject, type Ledger } from '../ledger/index.ts'

/**
 * Rows that are about the content rather than part of it: signing a version, being pleased with it or talking about it
 * does not change it. Seals and withdrawals of such rows neither.
 */
export const ABOUT: ReadonlySet<string> = new Set(['signature', 'refusal', 'satisfaction', 'comment'])

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

/** The document's state vector, as a seal keeps it. */
export function coverage(ledger: Ledger): string {
  return encodeCoverage(ledger.doc)
}

export function textDigests(ledger: Ledger): Readonly<Record<string, string>> & JsonObject {
  return Object.fromEntries(ledger.textNames().map((name) => [name, digestOf(ledger.readText(name))!]))
}

export function digestOf(text: string): string | undefined {
  return text === '' ? undefined : sha256Hex(text)
}

/** Lower-case hex of the sha256 of a string's UTF-8. */
export function sha256Hex(text: string): string {
  return toHexString(digest(encodeUtf8(text)))
}
