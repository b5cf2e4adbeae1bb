import { useState } from 'react'
import type { AppError } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { notify } from '../../ui/Feedback.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'

export interface RemovePinDialogProps {
  readonly personId: string
  readonly name: string
  readonly onClose: () => void
}

/** For an administrator, when somebody forgot their code. */
export function RemovePinDialog({ personId, name, onClose }: RemovePinDialogProps) {
  const { t } = useWords()
  const desk = useDesk()
  const [error, setError] = useState<AppError | null>(null)
  const remove = async () => {
    try {
      desk.info.set(await ask(desk.api, 'person.setPin', { personId, current: null, pin: null }))
      notify(t('pin.isGone'))
      onClose()
    } catch (cause) {
      setError(errorOf(cause))
    }
  }
  return (
    <DialogBox
      title={t('pin.removeOf', { name })}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={() => void remove()}>
            {t('pin.removeAction')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error && <Problem error={error} />}
        <p>{t('pin.removeOfText', { name })}</p>
      </div>
    </DialogBox>
  )
}
