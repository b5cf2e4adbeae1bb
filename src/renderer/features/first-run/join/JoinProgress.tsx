/** From « asked » to « in the shop », or why not: what happened, what is safe, what to do. */
import type { JoinStatus } from '../../../../contract/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Digits } from '../../../ui/Digits.tsx'
import { ErrorState } from '../../../ui/Feedback.tsx'
import { Busy } from '../../../ui/Progress.tsx'

export interface JoinProgressProps {
  readonly status: Exclude<JoinStatus, { state: 'none' }>
  /** Gives up what runs, or begins anew after a failure. */
  readonly onAgain: () => void
}

export function JoinProgress({ status, onAgain }: JoinProgressProps) {
  const { t } = useWords()
  switch (status.state) {
    case 'asking':
      return (
        <div className="flex flex-col gap-4">
          <Busy label={t('join.asking')} />
          <Cancel onPress={onAgain} />
        </div>
      )
    case 'waiting':
      return (
        <div className="flex flex-col gap-4">
          <h2 className="text-center text-lg font-semibold">{t('join.digits')}</h2>
          <Digits digits={status.digits} label={t('join.digitsLabel', { digits: status.digits })} />
          <p>{t('join.digitsText')}</p>
          <Busy label={t('join.waiting')} />
          <Cancel onPress={onAgain} />
        </div>
      )
    case 'filling':
    case 'done':
      return (
        <div className="flex flex-col gap-3">
          <Busy label={t('join.filling')} />
          <p className="text-ink-soft">{t('join.fillingText')}</p>
        </div>
      )
    default:
      return (
        <ErrorState
          title={t(`join.fail.${status.state}.title`)}
          action={
            <Button kind="primary" onPress={onAgain}>
              {t('join.again')}
            </Button>
          }
        >
          <p>{t(`join.fail.${status.state}.text`)}</p>
        </ErrorState>
      )
  }
}

function Cancel({ onPress }: { readonly onPress: () => void }) {
  const { t } = useWords()
  return (
    <div>
      <Button onPress={onPress}>{t('action.cancel')}</Button>
    </div>
  )
}
