/**
 * Values as Electron's structured clone lets them through, written as one string. Both functions are also sent
 * to the page as text, so each must be whole in itself.
 */
export function pack(value: unknown): string {
  const toBase64 = (bytes: Uint8Array) =>
    (bytes as Uint8Array & { toBase64?(): string }).toBase64?.() ?? Buffer.from(bytes).toString('base64')
  const walk = (v: unknown): unknown => {
    switch (typeof v) {
      case 'undefined':
        return { $: 'undefined' }
      case 'bigint':
        return { $: 'bigint', v: String(v) }
      case 'number':
        return Number.isFinite(v) && !Object.is(v, -0) ? v : { $: 'number', v: Object.is(v, -0) ? '-0' : String(v) }
      case 'function':
      case 'symbol':
        throw new Error('An object could not be cloned.')
      case 'object':
        break
      default:
        return v
    }
    if (v === null) return null
    if (Array.isArray(v)) return v.map(walk)
    if (v instanceof Uint8Array) return { $: 'bytes', v: toBase64(v) }
    if (v instanceof ArrayBuffer) return { $: 'buffer', v: toBase64(new Uint8Array(v)) }
    if (v instanceof Date) return { $: 'date', v: v.getTime() }
    if (v instanceof Map) return { $: 'map', v: [...v].map((pair) => pair.map(walk)) }
    if (v instanceof Set) return { $: 'set', v: [...v].map(walk) }
    if (v instanceof Error) return { $: 'error', v: v.message }
    if (ArrayBuffer.isView(v) || v instanceof Promise || v instanceof WeakMap) {
      throw new Error('An object could not be cloned.')
    }
    const entries = Object.entries(v).map(([k, x]) => [k, walk(x)])
    return Object.hasOwn(v, '$') ? { $: 'object', v: entries } : Object.fromEntries(entries)
  }
  return JSON.stringify(walk(value))
}

export function unpack(text: string): unknown {
  const fromBase64 = (base64: string) =>
    (Uint8Array as unknown as { fromBase64?(s: string): Uint8Array }).fromBase64?.(base64) ??
    new Uint8Array(Buffer.from(base64, 'base64'))
  const walk = (v: unknown): unknown => {
    if (v === null || typeof v !== 'object') return v
    if (Array.isArray(v)) return v.map(walk)
    const tagged = v as { $?: string; v?: unknown }
    switch (tagged.$) {
      case 'undefined':
        return undefined
      case 'bigint':
        return BigInt(tagged.v as string)
      case 'number':
        return Number(tagged.v)
      case 'bytes':
        return fromBase64(tagged.v as string)
      case 'buffer':
        return fromBase64(tagged.v as string).buffer
      case 'date':
        return new Date(tagged.v as number)
      case 'map':
        return new Map(walk(tagged.v) as [unknown, unknown][])
      case 'set':
        return new Set(walk(tagged.v) as unknown[])
      case 'error':
        return new Error(tagged.v as string)
      case 'object':
        return Object.fromEntries(walk(tagged.v) as [string, unknown][])
      default:
        return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, walk(x)]))
    }
  }
  return walk(JSON.parse(text))
}
