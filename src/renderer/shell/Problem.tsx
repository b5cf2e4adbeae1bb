import type { ReactNode } from 'react'
import type { AppError } from '../../contract/index.ts'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { ErrorState } from '../ui/Feedback.tsx'

/** An expected failure in words: what happened, what is safe, what to do. */
export function Problem(props: {
  readonly error: AppError
  readonly onRetry?: () => void
  /** Said instead of the error's own detail, where the screen has words for it. */
  readonly detail?: ReactNode
}) {
  const { error, onRetry } = props
  const { t } = useWords()
  return (
    <ErrorState
      title={t(`error.${error.kind}`)}
      action={
        onRetry && (
          <Button kind="primary" onPress={onRetry}>
            {t('action.retry')}
          </Button>
        )
      }
    >
      <p>{t(`error.do.${error.kind}`)}</p>
      {props.detail ?? (error.detail !== undefined && <p className="mt-2 text-sm text-ink-soft">{error.detail}</p>)}
    </ErrorState>
  )
}

/** The same in one line, for notices and forms. */
export function useErrorLine(): (error: AppError) => string {
  const { t } = useWords()
  return (error) => `${t(`error.${error.kind}`)} ${t(`error.do.${error.kind}`)}`
}
