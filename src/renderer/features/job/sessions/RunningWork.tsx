/** In the job's header: what I am timing here now, with the way to end it. */
import { isForgotten } from '../../../../crdt/job/index.ts'
import { formatDuration } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { useJobTools } from '../context.tsx'
import { useNow, useTimer } from './useTimer.ts'
import { useZoneName } from '../zoneName.ts'

export function RunningWork() {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { canEdit } = useJobTools()
  const { running, stop } = useTimer()
  const now = useNow(running.length > 0)
  const [session] = running
  if (!session || !canEdit) return null
  const place = session.zone === null ? t('work.wholeJob') : zoneName(session.zone)
  return (
    <div className="flex items-center gap-2 rounded-lg bg-accent-soft py-1 pr-1 pl-3">
      <span className="text-sm">
        {t(isForgotten(session, now) ? 'work.forgotten' : 'work.running', {
          place,
          time: formatDuration(Math.max(0, now - session.start)),
        })}
      </span>
      <Button onPress={() => stop(session)}>{t('work.stop')}</Button>
    </div>
  )
}
