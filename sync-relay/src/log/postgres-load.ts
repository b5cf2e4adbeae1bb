/** Reading documents: those asked for in one turn of the event loop come in few statements [500 rooms at once]. */
import { crc32 } from 'node:zlib'
import type { StoredDocument } from './log.ts'
import { Unreadable } from './unreadable.ts'

export interface LoadRow {
  readonly name: string
  /** Null: no such document. */
  readonly through: number | null
  readonly base: number | null
  /** The updates one after the other; null for none. */
  readonly body: Buffer | null
  readonly rows: [cursor: number, size: number, crc32: number][] | null
  readonly leases: [client: number, device: string][] | null
}

type Load = (document: string, after: number) => Promise<StoredDocument>

/** Enough to make round trips cheap, few enough that the first documents do not wait for the last. */
const DOCUMENTS_PER_STATEMENT = 32

interface Asked {
  readonly document: string
  readonly after: number
  readonly resolve: (stored: StoredDocument) => void
  readonly reject: (error: unknown) => void
}

/** `read` answers one row per name, in any order; names may repeat. */
export function createLoader(read: (names: string[], afters: number[]) => Promise<LoadRow[]>): Load {
  let asked: Asked[] = []

  async function ask(together: readonly Asked[]): Promise<void> {
    try {
      const rows = await read(
        together.map((one) => one.document),
        together.map((one) => one.after),
      )
      const byName = new Map(rows.map((row) => [row.name, row]))
      for (const { document, after, resolve, reject } of together) {
        try {
          resolve(storedFrom(byName.get(document), document, after))
        } catch (error) {
          reject(error)
        }
      }
    } catch (error) {
      for (const { reject } of together) reject(error)
    }
  }

  function flush(): void {
    const all = asked
    asked = []
    // One statement answers each name once: the same name with another border goes with the next.
    for (let rest = all; rest.length > 0;) {
      const names = new Set<string>()
      const together: Asked[] = []
      const later: Asked[] = []
      for (const one of rest) {
        const fits = together.length < DOCUMENTS_PER_STATEMENT && !names.has(one.document)
        if (fits) names.add(one.document)
        ;(fits ? together : later).push(one)
      }
      void ask(together)
      rest = later
    }
  }

  return (document, after) =>
    new Promise((resolve, reject) => {
      if (asked.push({ document, after, resolve, reject }) === 1) queueMicrotask(flush)
    })
}

function storedFrom(row: LoadRow | undefined, document: string, after: number): StoredDocument {
  if (row === undefined) throw new Error(`load ${document}: expected a row, saw none`)
  const rows = row.rows ?? []
  if (row.through === null) {
    if (rows.length > 0) throw new Unreadable(`${document}: expected no rows, saw ${rows.length}`)
    return { updates: [], through: 0, leases: [] }
  }
  const { through, base } = { through: row.through, base: row.base ?? 0 }
  const body = row.body ?? new Uint8Array()
  let start = 0
  const updates = rows.map(([cursor, size, crc]) => {
    const bytes = body.subarray(start, (start += size))
    if (crc32(bytes) !== crc) throw new Unreadable(`${document}: row ${cursor} is damaged`)
    return bytes
  })
  // A document whose rows are gone is damaged, not new [F12].
  const [first, last] = [rows[0]?.[0] ?? after, rows.at(-1)?.[0] ?? after]
  if (after < through && last !== through) throw new Unreadable(`${document}: ends at ${last}, expected ${through}`)
  if (after < base && first !== base) throw new Unreadable(`${document}: begins at ${first}, expected ${base}`)
  return { updates, through, leases: (row.leases ?? []).map(([client, device]) => ({ client, device })) }
}
