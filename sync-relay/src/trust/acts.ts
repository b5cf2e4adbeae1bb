/** What the audit log says of acts of the membership list. Ids only: names may be people's, reasons may tell about them. */
import { readEntryText } from '../../../src/crdt/protocol/index.ts'
import type { EntryBody, MembershipPost } from '../../../src/crdt/protocol/index.ts'
import type { AuditEvent } from './trust.ts'

/** A list that founds the shop here makes one row, however long its history is. */
export function auditOfActs(post: MembershipPost): AuditEvent[] {
  const events = post.entries.flatMap(({ entry }) => {
    const body = readEntryText(entry)
    return typeof body === 'string' ? [] : [auditOfAct(body)]
  })
  const [founding] = events
  if (post.from > 0 || founding === undefined) return events
  return [{ ...founding, detail: `${founding.detail}; the list came with ${post.entries.length} entries` }]
}

function auditOfAct({ by, act }: EntryBody): AuditEvent {
  const detail = `signed by ${by}`
  switch (act.kind) {
    case 'found':
      return { kind: 'founded', device: act.device, document: null, detail }
    case 'admit':
      return { kind: 'admitted', device: act.device, document: null, detail: `${detail}, as ${act.role}` }
    case 'role':
      return { kind: 'role-changed', device: act.device, document: null, detail: `${detail}, to ${act.role}` }
    case 'rename':
      return { kind: 'renamed', device: act.device, document: null, detail }
    case 'revoke':
      return { kind: 'revoked', device: act.device, document: null, detail }
    case 'recovery': {
      const kind = act.until > 0 ? 'recovery-opened' : 'recovery-closed'
      const until = act.until > 0 ? `, until ${new Date(act.until).toISOString()}` : ''
      return { kind, device: null, document: null, detail: `${detail}${until}` }
    }
  }
}
