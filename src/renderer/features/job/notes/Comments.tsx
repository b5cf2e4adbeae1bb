/** What people say to each other: about the job, or about one zone of it. */
import { memo, useMemo, useState } from 'react'
import { addComment, commentThread, withdrawComment } from '../../../../crdt/job/index.ts'
import type { ThreadComment } from '../../../../crdt/job/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useMe } from '../../../api/desk.ts'
import { formatDateTime } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { usePersonName } from '../../../shell/shop.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { Part } from '../Part.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { CommentField } from './CommentField.tsx'
import { piecesOf } from './mentions.ts'
import { useMentionable } from './useMentionable.ts'
import { useZoneName } from '../zoneName.ts'

/** For a zone's own panel. */
export const ZoneComments = memo(function ZoneComments({ zone }: { readonly zone: ZoneId }) {
  const { t } = useWords()
  return (
    <Part title={t('comment.title')}>
      <Comments about={zone} zone={zone} />
    </Part>
  )
})

export interface CommentsProps {
  /** A zone; null: what concerns the vehicle as a whole; `all`. */
  readonly about: ZoneId | null | 'all'
  /** What a new one is about. */
  readonly zone: ZoneId | null
  readonly isNew?: (comment: { readonly id: string }) => boolean
}

export function Comments({ about, zone, isNew }: CommentsProps) {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { job, canEdit, edit } = useJobTools()
  const comments = useJobPart((view) => view.comments)
  // The view's comments are another list exactly when one was said or withdrawn.
  const thread = useMemo(() => (comments ? commentThread(job.ledger) : []), [job, comments])
  const shown = about === 'all' ? thread : thread.filter((each) => each.comment.zone === about)
  return (
    <>
      {shown.length === 0 && <p className="text-ink-soft">{t('comment.none')}</p>}
      <ul className="flex flex-col gap-2" aria-label={t('comment.title')}>
        {shown.map((each) => (
          <CommentCard
            key={each.comment.id}
            line={each}
            showZone={about === 'all'}
            isNew={isNew?.(each.comment) ?? false}
          />
        ))}
      </ul>
      {canEdit && (
        <CommentField
          label={t('comment.new')}
          hint={zone !== null && about !== 'all' ? t('comment.on', { zone: zoneName(zone) }) : undefined}
          action={t('comment.send')}
          onSend={(text, mentions) => edit((ledger, pen) => addComment(ledger, { text, zone, mentions }, pen))}
        />
      )}
    </>
  )
}

interface CommentCardProps {
  readonly line: ThreadComment
  readonly showZone: boolean
  readonly isNew: boolean
}

function CommentCard({ line, showZone, isNew }: CommentCardProps) {
  const { t, language } = useWords()
  const zoneName = useZoneName()
  const { canEdit, supervising, edit, goTo } = useJobTools()
  const me = useMe()
  const personName = usePersonName()
  const written = useWritten()
  const [open, setOpen] = useState<'edit' | 'withdraw' | null>(null)
  const { comment, withdrawn } = line
  const { id, text, zone, mentions = [] } = comment
  if (withdrawn) {
    return (
      <li className="rounded-lg border border-dashed border-line px-3 py-2 text-sm text-ink-soft">
        {t('comment.withdrawn', { name: personName(withdrawn.by), when: formatDateTime(withdrawn.at, language) })}
      </li>
    )
  }
  const isMine = comment.by === me.id
  const callsMe = mentions.includes(me.id) && !isMine
  if (open === 'edit') {
    return (
      <li className="rounded-lg bg-sunken px-3 py-2">
        <CommentField
          label={t('comment.edit')}
          before={text}
          action={t('comment.keep')}
          onCancel={() => setOpen(null)}
          onSend={(next, called) => {
            if (next !== text) {
              edit((ledger, pen) => addComment(ledger, { text: next, zone, mentions: called, replaces: id }, pen))
            }
            setOpen(null)
          }}
        />
      </li>
    )
  }
  return (
    <li
      className={callsMe ? 'rounded-lg border-l-4 border-accent bg-sunken px-3 py-2' : 'rounded-lg bg-sunken px-3 py-2'}
    >
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1">
          {(callsMe || (isNew && !isMine)) && (
            <p className="mb-1 flex flex-wrap gap-2">
              {callsMe && (
                <Badge tone="accent" icon="person">
                  {t('comment.callsYou')}
                </Badge>
              )}
              {isNew && !isMine && <Badge tone="info">{t('comment.isNew')}</Badge>}
            </p>
          )}
          <Words text={text} mentions={mentions} />
          <p className="text-sm text-ink-soft">
            {[written({ by: comment.by, at: line.saidAt }), line.edited && t('comment.edited')]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        {canEdit && isMine && (
          <IconButton icon="note" kind="faint" label={t('comment.edit')} onPress={() => setOpen('edit')} />
        )}
        {canEdit && (isMine || supervising) && (
          <IconButton icon="cross" kind="faint" label={t('comment.withdraw')} onPress={() => setOpen('withdraw')} />
        )}
      </div>
      {showZone && zone !== null && (
        <Button kind="quiet" icon="car" onPress={() => goTo('zones', zone)}>
          {zoneName(zone)}
        </Button>
      )}
      {open === 'withdraw' && (
        <ReasonDialog
          title={t('comment.withdraw')}
          text={t('comment.withdrawText')}
          action={t('comment.withdraw')}
          onClose={() => setOpen(null)}
          onReason={(why) => edit((ledger, pen) => withdrawComment(ledger, id, why, pen))}
        />
      )}
    </li>
  )
}

/** Whom the row calls stands out where the text names them; whoever has another name since is said apart. */
function Words({ text, mentions }: { readonly text: string; readonly mentions: readonly string[] }) {
  const { t } = useWords()
  const personName = usePersonName()
  const people = useMentionable()
  const pieces = piecesOf(text, people)
  const named = new Set(pieces.flatMap((piece) => piece.called))
  const others = mentions.filter((person) => !named.has(person))
  return (
    <>
      <p className="break-words whitespace-pre-wrap">
        {pieces.map((piece, index) =>
          piece.called.some((person) => mentions.includes(person)) ? (
            <strong key={index} className="text-accent">
              {piece.text}
            </strong>
          ) : (
            piece.text
          ),
        )}
      </p>
      {others.length > 0 && <p className="text-sm">{t('comment.for', { names: others.map(personName).join(', ') })}</p>}
    </>
  )
}
