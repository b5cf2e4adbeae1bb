/** A job that does not go on says so above every one of its parts, with who stopped it and the way back. */
import { memo } from 'react'
import { resume, uncancel } from '../../../crdt/job/index.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { useJobPart, useJobTools } from './context.tsx'

export const GoingBanner = memo(function GoingBanner() {
  const { t, language } = useWords()
  const personName = usePersonName()
  const { canEdit, supervising, edit, goTo } = useJobTools()
  const suspended = useJobPart((view) => view.suspended)
  const cancelled = useJobPart((view) => view.cancelled)
  const said = ({ by, at }: Pick<typeof suspended, 'by' | 'at'>) =>
    `${by.map(personName).join(', ')} · ${formatDateTime(at, language)}`
  if (cancelled.value) {
    return (
      <Banner
        tone="bad"
        title={t('going.cancelled', { reason: cancelled.value.reason })}
        action={
          supervising && (
            <Button onPress={() => edit((ledger, pen) => uncancel(ledger, pen))}>{t('details.uncancel')}</Button>
          )
        }
      >
        {said(cancelled)}
      </Banner>
    )
  }
  if (suspended.contested) {
    return (
      <Banner
        tone="clash"
        title={t('going.contested')}
        action={<Button onPress={() => goTo('conflicts')}>{t('standing.resolve')}</Button>}
      />
    )
  }
  if (!suspended.value) return null
  return (
    <Banner
      tone="warn"
      title={t('going.suspended', { reason: suspended.value.reason })}
      action={
        canEdit && <Button onPress={() => edit((ledger, pen) => resume(ledger, pen))}>{t('details.resume')}</Button>
      }
    >
      {said(suspended)}
    </Banner>
  )
})
