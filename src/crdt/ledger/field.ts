import type { Claim, PersonId } from './facts.ts'
import { byId, isContested } from './heads.ts'
import type { Json } from './json.ts'
import type { Ledger } from './ledger.ts'

/**
 * What stands about one item. `value` is undefined while nobody said anything, while what was said is not of
 * the expected type, and while it is contested: a contested value counts for nothing until someone decides.
 */
export interface Field<T> {
  readonly item: string
  readonly value: T | undefined
  readonly contested: boolean
  /** What stands, by id. More than one with `contested`: the choices. */
  readonly heads: readonly Claim[]
  /** Who said what stands; two names when two people said the same apart. */
  readonly by: readonly PersonId[]
  /** When it was last said, by the writer's clock; 0 when never. */
  readonly at: number
}

/** Reads a stranger's JSON as a T; undefined when it is not one. */
export type Decode<T> = (value: Json) => T | undefined

/** A ledger answers with the same heads until a claim about the item arrives; so does this with the same field. */
const kept = new WeakMap<readonly Claim[], { readonly decode: Decode<unknown>; readonly field: Field<unknown> }>()

export function readField<T>(ledger: Ledger, item: string, decode: Decode<T>): Field<T> {
  const heads = ledger.heads(item)
  const known = kept.get(heads)
  if (known?.decode === decode && known.field.item === item) return known.field as Field<T>
  const field = fieldOf(item, heads, decode)
  kept.set(heads, { decode, field })
  return field
}

function fieldOf<T>(item: string, heads: readonly Claim[], decode: Decode<T>): Field<T> {
  const contested = isContested(heads)
  const last = heads.at(-1)
  return {
    item,
    value: last && !contested ? decode(last.value) : undefined,
    contested,
    heads,
    by: [...new Set(heads.map((head) => head.by))],
    at: heads.reduce((latest, head) => Math.max(latest, head.at), 0),
  }
}

/** One line of the conflict inbox. */
export interface Conflict {
  readonly item: string
  readonly heads: readonly Claim[]
}

/** A contested item that somebody decided: what stood side by side, and the claim that chose. */
export interface Decision {
  readonly item: string
  readonly choices: readonly Claim[]
  readonly chosen: Claim
}

/** Claims that were not withdrawn and superseded choices which differed, later overtaken or not. */
export function decisionsAbout(ledger: Ledger, item: string): readonly Decision[] {
  const decisions: Decision[] = []
  for (const claim of ledger.history(item)) {
    if (claim.supersedes.length < 2 || ledger.isWithdrawn(claim.id)) continue
    const choices = claim.supersedes
      .map((id) => ledger.fact(id))
      .filter((fact): fact is Claim => fact?.kind === 'claim' && fact.item === item)
      .sort(byId)
    if (isContested(choices)) decisions.push({ item, choices, chosen: claim })
  }
  return decisions
}

export const decodeText: Decode<string> = (value) => (typeof value === 'string' ? value : undefined)
export const decodeFlag: Decode<boolean> = (value) => (typeof value === 'boolean' ? value : undefined)
export const decodeInteger =
  (min: number, max: number): Decode<number> =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? value : undefined
export const decodeOneOf = <T extends string>(words: Readonly<Record<T, unknown>>): Decode<T> => {
  return (value) => (typeof value === 'string' && Object.hasOwn(words, value) ? (value as T) : undefined)
}
