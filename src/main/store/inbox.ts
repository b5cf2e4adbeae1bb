/** What of a document waits for somebody's decision, as rows for the shop's list. */
import type { JobView } from '../../crdt/job/index.ts'
import type { Conflict, Ledger, Said } from '../../crdt/ledger/index.ts'
import type { ProjectionRows } from './projections.ts'

type InboxRows = ProjectionRows['inbox']
type InboxKind = InboxRows[number]['kind']

/** Of more only the first are kept: a row is for people to read, and forgery could make it as large as the document. */
const MAX_SAID = 20
/** The name under which a job's closing stands beside its items. */
const STANDING = 'standing'

export function jobInbox(conflicts: JobView['conflicts'], standing: JobView['standing']): InboxRows {
  const rows = conflicts.map(conflictRow)
  if (standing.kind === 'double') rows.push(inboxRow(STANDING, 'double-seal', standing.seals.map(saidBy)))
  if (standing.kind === 'modified') {
    // Texts have no author of their own: they count, and are nobody's line.
    const late = [...standing.late.map(saidBy), ...standing.lateTexts.map(() => null)]
    rows.push(inboxRow(STANDING, 'modified', late, standing.seal.at))
  }
  return rows
}

export function ledgerInbox(ledger: Ledger): InboxRows {
  return ledger.contestedItems().map((item) => conflictRow({ item, heads: ledger.heads(item) }))
}

function conflictRow({ item, heads }: Conflict): InboxRows[number] {
  const said = heads.map((head) => ({
    ...saidBy(head),
    value: head.value,
    ...(head.why === undefined ? {} : { why: head.why }),
  }))
  return inboxRow(item, 'conflict', said)
}

const saidBy = ({ id, by, device, at }: Said) => ({ id, by, device, at })

/** `since`: when nothing in it says a time. */
function inboxRow(
  id: string,
  kind: InboxKind,
  all: readonly ({ readonly at: number } | null)[],
  since = 0,
): InboxRows[number] {
  const said = all.filter((each) => each !== null)
  const oldest = said.length === 0 ? since : said.reduce((least, each) => Math.min(least, each.at), Infinity)
  return { id, kind, said: JSON.stringify(said.slice(0, MAX_SAID)), count: all.length, oldest_at: oldest }
}
