import { decodeFact, encodeFact, LIMITS, type DeviceId, type Fact, type FactId, type PersonId } from './facts.ts'
import { wellFormed, type Json, type JsonObject } from './json.ts'
import type { Ledger } from './ledger.ts'

/** Who writes, and where time and ids come from: this room has no clock and no randomness of its own. */
export interface Pen {
  readonly person: PersonId
  readonly device: DeviceId
  /** Milliseconds since 1970. */
  now(): number
  /** A new ULID. */
  newId(): FactId
}

/** The origin of a person's own edits. A class, because Yjs tracks origins by identity or class. */
export class UserEdit {
  readonly person: PersonId
  constructor(person: PersonId) {
    this.person = person
  }
}

type Draft =
  | { kind: 'claim'; item: string; value: Json; why?: string }
  | { kind: 'row'; type: string; data: JsonObject }
  | { kind: 'void'; of: FactId; why: string }
  | { kind: 'seal'; hash: string; sealer: string; covers: string; texts: JsonObject }

/**
 * Several facts as one transaction: they reach every other device together or not at all. Throws, and writes
 * nothing, when a reader would not accept one of them: it would be written for nobody.
 */
export function write(ledger: Ledger, drafts: readonly Draft[], pen: Pen): readonly FactId[] {
  const at = pen.now()
  const items = new Set<string>()
  const entries = drafts.map((draft) => {
    if (draft.kind === 'claim') {
      // Both would stand, and an author would be in conflict with themselves.
      if (items.has(draft.item)) throw new Error(`ledger: two claims about ${draft.item} in one write`)
      items.add(draft.item)
    }
    const said = { id: pen.newId(), by: pen.person, device: pen.device, at }
    const stored = encodeFact(complete(ledger, draft, said))
    if (!decodeFact(said.id, stored)) throw new Error(`ledger: no reader would accept ${describe(draft)}`)
    return { id: said.id, stored: wellFormed(stored) }
  })
  ledger.put(entries, new UserEdit(pen.person))
  return entries.map((entry) => entry.id)
}

function complete(ledger: Ledger, draft: Draft, said: Omit<Fact, 'kind'>): Fact {
  if (draft.kind === 'claim') return { ...said, ...draft, supersedes: supersede(ledger.heads(draft.item)) }
  if (draft.kind === 'seal') return { ...said, ...draft, supersedes: supersede(ledger.sealTips()) }
  return { ...said, ...draft }
}

// More heads than a fact may name only come from forgery: those beyond the limit wait for the next claim.
function supersede(heads: readonly { readonly id: FactId }[]): FactId[] {
  return heads.slice(0, LIMITS.supersedes).map((head) => head.id)
}

function describe(draft: Draft): string {
  switch (draft.kind) {
    case 'claim':
      return `a claim about ${draft.item}`
    case 'row':
      return `a row of type ${draft.type}`
    case 'void':
      return `a withdrawal of ${draft.of}`
    case 'seal':
      return `a seal of ${draft.hash}`
  }
}

/** Supersedes exactly the heads its author sees: what was said elsewhere meanwhile stays visible beside it. */
export function claim(ledger: Ledger, item: string, value: Json, pen: Pen, why?: string): FactId {
  return write(ledger, [{ kind: 'claim', item, value, ...(why === undefined ? {} : { why }) }], pen)[0]!
}
export function addRow(ledger: Ledger, type: string, data: JsonObject, pen: Pen): FactId {
  return write(ledger, [{ kind: 'row', type, data }], pen)[0]!
}
/** Withdraws a fact for good. Withdrawing what is unknown here would hide a fact that has not arrived yet. */
export function withdraw(ledger: Ledger, of: FactId, why: string, pen: Pen): FactId {
  if (!ledger.fact(of)) throw new Error(`ledger: no fact ${of} to withdraw`)
  return write(ledger, [{ kind: 'void', of, why }], pen)[0]!
}
