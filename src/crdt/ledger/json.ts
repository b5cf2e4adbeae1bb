/** JSON as documents carry it, and its one canonical spelling. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

const MAX_DEPTH = 16
/** Characters, numbers, keys and members of one value together: a signature with every stroke fits ten times. */
const MAX_SIZE = 200_000

/**
 * Takes a stranger's value as JSON: own keys only, so that a `__proto__` key cannot set a prototype; numbers
 * finite; depth and size bounded. Returns a copy, or undefined when it is not JSON in that sense.
 */
export function toJson(value: unknown, depth = 0, budget = { left: MAX_SIZE }): Json | undefined {
  budget.left -= typeof value === 'string' ? value.length : 1
  if (budget.left < 0) return undefined
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'object' || depth >= MAX_DEPTH) return undefined
  if (Array.isArray(value)) {
    const items: Json[] = []
    for (const entry of value) {
      const item = toJson(entry, depth + 1, budget)
      if (item === undefined) return undefined
      items.push(item)
    }
    return items
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const object: { [key: string]: Json } = {}
  for (const [key, entry] of Object.entries(value)) {
    budget.left -= key.length
    const item = toJson(entry, depth + 1, budget)
    if (item === undefined || key === '__proto__') return undefined
    object[key] = item
  }
  return object
}

/**
 * A copy whose strings survive the wire: half of a surrogate pair becomes U+FFFD here, because UTF-8 would make
 * it one for everyone else, and then the author alone would compute another hash.
 */
export function wellFormed<T extends Json>(value: T): T
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed()
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((entry: Json) => wellFormed(entry))
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key.toWellFormed(), wellFormed(entry)]))
}

/**
 * One spelling for one value, whatever the order in which peers learnt its parts: keys sorted by UTF-16 code
 * units, no white space, numbers as JSON writes them, absent (`undefined`) members left out.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`canonical JSON: ${value} is not a number that JSON knows`)
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new Error(`canonical JSON: unexpected ${typeof value}`)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}
