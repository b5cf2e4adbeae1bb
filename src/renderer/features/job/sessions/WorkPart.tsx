/** Working time on a zone: begin, end, put right what was forgotten, and who worked how long. */
import { memo, useState } from 'react'
import { isForgotten, withdrawFact, workTimes } from '../../../../crdt/job/index.ts'
import type { SessionView } from '../../../../crdt/job/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { formatDateTime, formatDuration, formatTime } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { usePersonName } from '../../../shell/shop.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { DateTimeInput } from '../../../ui/DateTimeInput.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { Part } from '../Part.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useNow, useTimer } from './useTimer.ts'

export const WorkPart = memo(function WorkPart({ zone }: { readonly zone: ZoneId | null }) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const all = useJobPart((view) => view.sessions)
  const personName = usePersonName()
  const { running, start, stop } = useTimer()
  const sessions = all.filter((session) => session.zone === zone)
  const mine = running.find((session) => session.zone === zone)
  const now = useNow(sessions.some((session) => session.end === undefined))
  return (
    <Part
      title={t('work.title')}
      action={
        canEdit &&
        (mine ? (
          <Button kind="primary" onPress={() => stop(mine)}>
            {t('work.stop')}
          </Button>
        ) : (
          <Button icon="clock" onPress={() => start(zone)}>
            {t('work.start')}
          </Button>
        ))
      }
    >
      {sessions.length === 0 && <p className="text-sm text-ink-soft">{t('work.none')}</p>}
      {sessions
        .filter((session) => isForgotten(session, now))
        .map((session) => (
          <Forgotten key={session.id} session={session} onEnd={(at) => stop(session, at)} />
        ))}
      {sessions.length > 0 && (
        <p className="text-sm">
          {workTimes(sessions)
            .map(({ person, ms, isRunning }) =>
              t(isRunning ? 'work.personRunning' : 'work.person', {
                name: personName(person),
                time: formatDuration(ms),
              }),
            )
            .join(' · ')}
        </p>
      )}
      <ul className="flex flex-col gap-1" aria-label={t('work.title')}>
        {sessions.toReversed().map((session) => (
          <SessionLine key={session.id} session={session} now={now} />
        ))}
      </ul>
    </Part>
  )
})

function SessionLine({ session, now }: { readonly session: SessionView; readonly now: number }) {
  const { t, language } = useWords()
  const { canEdit, edit } = useJobTools()
  const personName = usePersonName()
  const [withdrawing, setWithdrawing] = useState(false)
  const time = formatDuration(Math.max(0, (session.end ?? now) - session.start))
  return (
    <li className="flex items-center gap-2 rounded-lg bg-sunken pl-3">
      <span className="min-w-0 flex-1">
        {t(session.end === undefined ? 'work.since' : 'work.fromTo', {
          name: personName(session.person),
          from: formatDateTime(session.start, language),
          to: session.end === undefined ? '' : formatTime(session.end, language),
          time,
        })}
      </span>
      {canEdit && <IconButton icon="cross" label={t('work.withdraw')} onPress={() => setWithdrawing(true)} />}
      {withdrawing && (
        <ReasonDialog
          title={t('work.withdraw')}
          text={t('work.withdrawText')}
          action={t('work.withdraw')}
          onClose={() => setWithdrawing(false)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, session.id, why, pen))}
        />
      )}
    </li>
  )
}

interface ForgottenProps {
  readonly session: SessionView
  readonly onEnd: (atMs: number) => void
}

function Forgotten({ session, onEnd }: ForgottenProps) {
  const { t, language } = useWords()
  const { canEdit } = useJobTools()
  const personName = usePersonName()
  const [at, setAt] = useState<number>()
  const wrong = at !== undefined && at < session.start
  return (
    <Banner
      tone="warn"
      title={t('work.forgottenSince', {
        name: personName(session.person),
        when: formatDateTime(session.start, language),
      })}
    >
      {canEdit && (
        <div className="flex flex-wrap items-end gap-2">
          <DateTimeInput
            label={t('work.endedAt')}
            value={at}
            onChange={setAt}
            error={wrong ? t('work.endsBefore') : undefined}
          />
          <Button onPress={() => at !== undefined && !wrong && onEnd(at)} isDisabled={at === undefined || wrong}>
            {t('work.endThere')}
          </Button>
        </div>
      )}
    </Banner>
  )
}
