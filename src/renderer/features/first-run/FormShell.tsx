import type { ReactNode } from 'react'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'

export interface FormShellProps {
  readonly title: string
  readonly busy: boolean
  readonly action: string
  readonly onBack: () => void
  readonly onSubmit: (form: HTMLFormElement) => void
  readonly children: ReactNode
  /** Where what is shown now has nothing to send: only the way back. */
  readonly noSubmit?: boolean
}

/** The card of a first step: its fields, the way back, and the one thing it does. */
export function FormShell({ title, busy, action, onBack, onSubmit, children, noSubmit }: FormShellProps) {
  const { t } = useWords()
  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit(event.currentTarget)
      }}
    >
      <h2 className="text-lg font-semibold">{title}</h2>
      {children}
      <div className="flex justify-between gap-2 pt-2">
        <Button kind="quiet" icon="back" onPress={onBack} isDisabled={busy}>
          {t('action.back')}
        </Button>
        {!noSubmit && (
          <Button kind="primary" type="submit" isDisabled={busy}>
            {busy ? t('action.busy') : action}
          </Button>
        )}
      </div>
    </form>
  )
}
