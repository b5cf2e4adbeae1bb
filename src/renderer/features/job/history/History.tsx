/** What was done, by whom, when; and the job as it stood at any of these moments. */
import { useState } from 'react'
import { useWords } from '../../../i18n/index.ts'
import { Segments } from '../../../ui/Choice.tsx'
import { Activity } from './Activity.tsx'
import { TimeTravel } from './TimeTravel.tsx'

type Look = 'activity' | 'past'

export function History() {
  const { t } = useWords()
  const [look, setLook] = useState<Look>('activity')
  return (
    <div className="mx-auto flex max-w-6xl flex-col gap-3 p-3">
      <Segments
        label={t('history.look')}
        hideLabel
        value={look}
        onChange={setLook}
        options={(['activity', 'past'] as const).map((id) => ({ id, label: t(`history.look.${id}`) }))}
      />
      {look === 'activity' ? <Activity /> : <TimeTravel />}
    </div>
  )
}
