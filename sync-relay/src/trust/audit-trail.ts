/** Writes the audit log behind everybody's back: soon, in order, and a flood as one row that counts. */
import type { AuditEvent } from './trust.ts'
import { auditBook } from './register.ts'
import type { AuditRow, Register } from './register.ts'

export interface AuditTrail {
  /** Never throws, never waits. */
  note(event: AuditEvent): void
  /** Resolves when everything noted until now is stored, or could not be. */
  flush(): Promise<void>
}

/** Distinct events that wait to be written. More of them only count in a row of their own. */
const MAX_WAITING = 1000
/** What repeats within this time is one row; acts of an admin are never merged. */
const MERGE_MS = 3600 * 1000

interface Options {
  readonly register: Pick<Register, 'audit'>
  readonly now: () => number
  readonly report: (what: string, detail: unknown) => void
  /** Runs `run` a little later. */
  readonly soon: (run: () => void) => void
}

export function createAuditTrail({ register, now, report, soon }: Options): AuditTrail {
  let waiting = new Map<string, AuditRow>()
  let writing: Promise<void> = Promise.resolve()
  let scheduled = false

  function add(row: AuditRow, key: string): void {
    const like = waiting.get(key)
    waiting.set(key, like === undefined ? row : { ...like, times: like.times + row.times })
  }

  async function write(): Promise<void> {
    scheduled = false
    const rows = [...waiting.values()]
    waiting = new Map()
    if (rows.length === 0) return
    try {
      const acts = rows.filter((row) => auditBook(row.kind) === 'acts')
      const rest = rows.filter((row) => auditBook(row.kind) !== 'acts')
      if (acts.length > 0) await register.audit(acts, Number.MAX_SAFE_INTEGER)
      if (rest.length > 0) await register.audit(rest, now() - MERGE_MS)
    } catch (error) {
      // Not tried again: a register that cannot write takes no act either, and refusals must not pile up meanwhile.
      report('audit could not be written', {
        rows: rows.length,
        error: error instanceof Error ? error.message : 'unknown',
      })
    }
  }

  function flush(): Promise<void> {
    return (writing = writing.then(write))
  }

  return {
    note({ kind, device, document, detail }) {
      const isAct = auditBook(kind) === 'acts'
      const key = isAct ? `act ${waiting.size}` : JSON.stringify([kind, device, document, detail])
      const row: AuditRow = { at: now(), kind, device, document, detail, times: 1 }
      if (isAct || waiting.has(key) || waiting.size < MAX_WAITING) add(row, key)
      else add({ ...row, device: null, document: null, detail: 'more of the same than could be told apart' }, kind)
      if (scheduled) return
      scheduled = true
      soon(() => void flush())
    },
    flush,
  }
}
