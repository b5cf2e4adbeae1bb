import { canonicalJson } from './json.ts'
import type { FactId, Said } from './facts.ts'

/** What supersedes: claims of one item among themselves, and the seals of a document. */
export type Superseding = Said & { readonly supersedes: readonly FactId[] }

/**
 * The heads: what no other of the same item supersedes, in the order of their ids.
 *
 * Honest authors only supersede what they saw, so claims form no circle. A forged circle would leave an item
 * without any head and so hide it; then all of them stand, and a person decides.
 */
export function headsOf<T extends Superseding>(claims: readonly T[]): readonly T[] {
  if (claims.length < 2) return claims
  const superseded = new Set<FactId>()
  for (const claim of claims) for (const id of claim.supersedes) if (id !== claim.id) superseded.add(id)
  const heads = claims.filter((claim) => !superseded.has(claim.id))
  return (heads.length > 0 ? heads : [...claims]).sort(byId)
}

/** Several heads that say the same are agreement, not conflict. */
export function isContested(heads: readonly { readonly value: unknown }[]): boolean {
  if (heads.length < 2) return false
  const first = canonicalJson(heads[0]!.value)
  return heads.some((head) => canonicalJson(head.value) !== first)
}

export function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
