/**
 * Things with fields that people may correct: a person, a vehicle, a film, a roll. A thing is nothing but the
 * claims about it (`film/<id>/brand`), so it exists while a claim about one of its fields stands, and two people
 * who correct different fields apart never meet.
 */
import type { Claim, FactId } from './facts.ts'
import { readField, type Decode, type Field } from './field.ts'
import type { Json } from './json.ts'
import type { Ledger } from './ledger.ts'
import { write, type Pen } from './write.ts'

export type Fields = Readonly<Record<string, Decode<Json>>>
type ValueOf<D> = D extends Decode<infer T> ? T : never
export type Entity<F extends Fields> = { readonly id: FactId } & { readonly [K in keyof F]: Field<ValueOf<F[K]>> }
export type EntityValues<F extends Fields> = { readonly [K in keyof F]?: ValueOf<F[K]> }

export const entityItem = (kind: string, id: FactId, field: string) => `${kind}/${id}/${field}`

/** All things of a kind, by id. */
export function readEntities<F extends Fields>(ledger: Ledger, kind: string, fields: F): readonly Entity<F>[] {
  const ids = new Set<FactId>()
  for (const item of ledger.spokenItems()) {
    if (!item.startsWith(kind)) continue
    const [head, id, field, more] = item.split('/', 4)
    if (head !== kind || !id || field === undefined || more !== undefined || !Object.hasOwn(fields, field)) continue
    if (!ids.has(id) && ledger.heads(item).length > 0) ids.add(id)
  }
  return [...ids].sort().map((id) => readEntity(ledger, kind, id, fields))
}

interface Kept {
  readonly fields: Fields
  readonly heads: readonly (readonly Claim[])[]
  readonly entity: { readonly id: FactId }
}
const kept = new WeakMap<Ledger, Map<string, Kept>>()

/** The same object until a claim about one of its fields arrives. */
export function readEntity<F extends Fields>(ledger: Ledger, kind: string, id: FactId, fields: F): Entity<F> {
  let entities = kept.get(ledger)
  if (!entities) kept.set(ledger, (entities = new Map()))
  const name = `${kind}/${id}`
  const known = entities.get(name)
  // A ledger answers with the same array until a claim about that item arrives.
  const heads = Object.keys(fields).map((field) => ledger.heads(entityItem(kind, id, field)))
  if (known?.fields === fields && known.heads.every((each, i) => each === heads[i])) return known.entity as Entity<F>
  const entries = Object.entries(fields).map(([field, decode]) => [
    field,
    readField(ledger, entityItem(kind, id, field), decode),
  ])
  const entity = { id, ...Object.fromEntries(entries) } as Entity<F>
  entities.set(name, { fields, heads, entity })
  return entity
}

/** Claims the given fields as one transaction. Throws on a value that no reader would accept. */
export function claimFields<F extends Fields>(
  ledger: Ledger,
  prefix: string,
  fields: F,
  values: EntityValues<F>,
  pen: Pen,
): void {
  const drafts = Object.entries(values).flatMap(([field, value]) => {
    if (value === undefined) return []
    if (fields[field]?.(value as Json) === undefined)
      throw new Error(`${prefix}/${field}: not acceptable: ${JSON.stringify(value)}`)
    return [{ kind: 'claim' as const, item: `${prefix}/${field}`, value: value as Json }]
  })
  if (drafts.length > 0) write(ledger, drafts, pen)
}
