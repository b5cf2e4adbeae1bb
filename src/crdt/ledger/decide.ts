import { canonicalJson, type Json } from './json.ts'
import type { FactId } from './facts.ts'
import type { Decode } from './field.ts'
import type { Ledger } from './ledger.ts'
import { claim, type Pen } from './write.ts'

/**
 * Decides a contested item: one claim in place of all that stood side by side. The value may be one of them or
 * a third. What was not chosen stays in the history. About an item that only a newer version knows (`decode` is
 * undefined), one of those that stand has to be chosen. Throws on a third that no reader would accept.
 */
export function decideItem(
  ledger: Ledger,
  item: string,
  value: Json,
  decode: Decode<Json> | undefined,
  pen: Pen,
  why?: string,
): FactId {
  const spelt = canonicalJson(value)
  const stands = ledger.heads(item).some((head) => canonicalJson(head.value) === spelt)
  if (!stands && decode?.(value) === undefined) throw new Error(`${item} cannot be ${JSON.stringify(value)}`)
  return claim(ledger, item, value, pen, why)
}
