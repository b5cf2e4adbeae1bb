import type { FactId, PersonId, DeviceId, Fact } from './facts.ts'
import { encodeFact } from './facts.ts'
import type { Json, JsonObject } from './json.ts'
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
  | { kind: 'seal'; hash: string; covers: string; texts: JsonObject }

/** Several facts as one transaction: they reach every other device together or not at all. */
export function write(ledger: Ledger, drafts: readonly Draft[], pen: Pen): readonly FactId[] {
  const at = pen.now()
  const entries = drafts.map((draft) => {
    const said = { id: pen.newId(), by: pen.person, device: pen.device, at }
    return { id: said.id, stored: encodeFact(complete(ledger, draft, said)) }
  })
  ledger.put(entries, new UserEdit(pen.person))
  return entries.map((entry) => entry.id)
}

function complete(ledger: Ledger, draft: Draft, said: Omit<Fact, 'kind'>): Fact {
  if (draft.kind === 'claim') return { ...said, ...draft, supersedes: ledger.heads(draft.item).map((head) => head.id) }
  if (draft.kind === 'seal') return { ...said, ...draft, supersedes: ledger.sealHeads().map((head) => head.id) }
  return { ...said, ...draft }
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
