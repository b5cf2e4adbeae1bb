import { useState } from 'react'
import { addComment, NOTE } from '../../../../crdt/job/index.ts'
import { zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk } from '../context.tsx'
import { useWritten } from '../Story.tsx'
import { NoteField } from './NoteField.tsx'

export function Notes() {
  const { t, word } = useWords()
  const { view, canEdit, edit } = useJobDesk()
  const written = useWritten()
  const [comment, setComment] = useState('')
  const send = () => {
    const text = comment.trim()
    if (text === '') return
    edit((ledger, pen) => addComment(ledger, { text, zone: null }, pen))
    setComment('')
  }
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <Card title={t('note.title')}>
        <p className="text-sm text-ink-soft">{t('note.text')}</p>
        <NoteField name={NOTE} label={t('note.label')} rows={12} />
      </Card>
      <Card title={t('comment.title')}>
        {view.comments.length === 0 && <p className="text-ink-soft">{t('comment.none')}</p>}
        <ul className="flex flex-col gap-2" aria-label={t('comment.title')}>
          {view.comments.map((each) => (
            <li key={each.id} className="rounded-lg bg-sunken px-3 py-2">
              <span className="block whitespace-pre-wrap">{each.text}</span>
              <span className="block text-sm text-ink-soft">
                {[written(each), each.zone && word(zoneLabel(each.zone))].filter(Boolean).join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {canEdit && (
          <>
            <TextInput label={t('comment.new')} value={comment} onChange={setComment} lines={2} maxLength={5000} />
            <div className="flex justify-end">
              <Button kind="primary" icon="comment" onPress={send} isDisabled={comment.trim() === ''}>
                {t('comment.send')}
              </Button>
            </div>
          </>
        )}
      </Card>
    </div>
  )
}
