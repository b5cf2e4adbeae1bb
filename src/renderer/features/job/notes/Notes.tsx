import { useState } from 'react'
import { NOTE } from '../../../../crdt/job/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useMe } from '../../../api/desk.ts'
import { useWords } from '../../../i18n/index.ts'
import { Choice } from '../../../ui/Choice.tsx'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk } from '../context.tsx'
import { useLooking } from '../looked.ts'
import { Comments } from './Comments.tsx'
import { NoteField } from './NoteField.tsx'
import { useZoneName } from '../zoneName.ts'

/** « Échanges »: the notepad that everybody writes at once, and what people say to each other. */
export function Notes() {
  const { t } = useWords()
  const zoneName = useZoneName()
  const desk = useJobDesk()
  const me = useMe()
  const isNew = useLooking('exchanges', desk, me.id)
  const [about, setAbout] = useState<ZoneId | 'all' | 'vehicle'>('all')
  // Zones that left the job keep what was said about them.
  const zones = [
    ...new Set([...desk.view.zones.map((each) => each.zone), ...desk.view.comments.flatMap((each) => each.zone ?? [])]),
  ]
  const zone = about === 'all' || about === 'vehicle' ? null : about
  return (
    <div className="mx-auto grid max-w-5xl grid-cols-1 items-start gap-4 p-4 lg:grid-cols-2">
      <Card title={t('comment.title')}>
        <Choice
          label={t('comment.about')}
          value={about}
          onChange={setAbout}
          options={[
            { id: 'all', label: t('comment.all') },
            { id: 'vehicle', label: t('value.wholeVehicle') },
            ...zones.map((id) => ({ id, label: zoneName(id) })),
          ]}
        />
        <Comments about={about === 'vehicle' ? null : about} zone={zone} isNew={isNew} />
      </Card>
      <Card title={t('note.title')}>
        <p className="text-sm text-ink-soft">{t('note.text')}</p>
        <NoteField name={NOTE} label={t('note.label')} rows={12} />
      </Card>
    </div>
  )
}
