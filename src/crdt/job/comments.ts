/**
 * What people say to each other about a job: comments, the people whom they call, their later wordings and their
 * withdrawals. Comments are rows like any other; a wording that takes the place of another stands beside it in the
 * document, so that taking it back brings the earlier one back.
 */
import {
  byId as inOrder,
  write,
  type FactId,
  type Ledger,
  type Pen,
  type PersonId,
  type Void,
} from '../ledger/index.ts'
import { readRow } from './rows.ts'
import { TAKEN_BACK } from './undo.ts'
import type { CommentEntry, JobView } from './view.ts'

/** A comment in its present wording, or the place of one that was withdrawn. */
export interface ThreadComment {
  readonly comment: CommentEntry
  /** When it was first said; the comment itself says when it got this wording. */
  readonly saidAt: number
  readonly edited: boolean
  readonly withdrawn: Void | null
}

/** In the order in which they were first said. */
export function commentThread(ledger: Ledger): readonly ThreadComment[] {
  const all = allComments(ledger)
  const byId = new Map(all.map((each) => [each.id, each]))
  const hidden = replacedIn(all.filter((each) => !ledger.isWithdrawn(each.id)))
  const shown = all.flatMap((comment) => {
    const withdrawn = ledger.voidOf(comment.id) ?? null
    if (hidden.has(comment.id)) return []
    if (withdrawn && (withdrawn.why === TAKEN_BACK || earlierOf(comment, byId))) return []
    const first = wordings(comment, byId).at(-1)!
    return [{ first, line: { comment, saidAt: first.at, edited: first !== comment, withdrawn } }]
  })
  return shown.sort((a, b) => inOrder(a.first, b.first)).map(({ line }) => line)
}

/** The comments that call this person, as they stand. */
export function mentionsOf(view: Pick<JobView, 'comments'>, person: PersonId): readonly CommentEntry[] {
  const hidden = replacedIn(view.comments)
  return view.comments.filter(
    (each) => each.by !== person && !hidden.has(each.id) && (each.mentions?.includes(person) ?? false),
  )
}

/** Withdraws a comment in all its wordings, in one go: else an earlier one would stand again. */
export function withdrawComment(ledger: Ledger, id: FactId, why: string, pen: Pen): void {
  const byId = new Map(allComments(ledger).map((each) => [each.id, each]))
  const comment = byId.get(id)
  if (!comment) throw new Error(`job: no comment ${id} to withdraw`)
  const standing = wordings(comment, byId).filter((each) => !ledger.isWithdrawn(each.id))
  write(
    ledger,
    standing.map((each) => ({ kind: 'void', of: each.id, why })),
    pen,
  )
}

function allComments(ledger: Ledger): readonly CommentEntry[] {
  return ledger.facts().flatMap((fact) => {
    if (fact.kind !== 'row' || fact.type !== 'comment') return []
    return readRow('comment', fact) ?? []
  })
}

function replacedIn(standing: readonly CommentEntry[]): ReadonlySet<FactId> {
  const byId = new Map(standing.map((each) => [each.id, each]))
  return new Set(standing.flatMap((each) => earlierOf(each, byId)?.id ?? []))
}

/** From this wording back to the first. */
function wordings(comment: CommentEntry, byId: ReadonlyMap<FactId, CommentEntry>): readonly CommentEntry[] {
  const found = [comment]
  for (let at = earlierOf(comment, byId); at; at = earlierOf(at, byId)) found.push(at)
  return found
}

/** Earlier by id, so that forged circles end; and of the same author. */
function earlierOf(comment: CommentEntry, byId: ReadonlyMap<FactId, CommentEntry>): CommentEntry | undefined {
  if (comment.replaces === undefined || comment.replaces >= comment.id) return undefined
  const earlier = byId.get(comment.replaces)
  return earlier?.by === comment.by ? earlier : undefined
}
