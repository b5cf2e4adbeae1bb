import { useState } from 'react'
import { useWords } from '../../i18n/index.ts'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'

export interface ReasonDialogProps {
  readonly title: string
  readonly text: string
  readonly action: string
  readonly onReason: (reason: string) => void
  readonly onClose: () => void
}

/** For what is withdrawn or overridden: nothing is deleted, and the reason stays with it. */
export function ReasonDialog({ title, text, action, onReason, onClose }: ReasonDialogProps) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const go = () => {
    onReason(reason.trim())
    onClose()
  }
  return (
    <DialogBox
      title={title}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={go} isDisabled={reason.trim() === ''}>
            {action}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{text}</p>
        <TextInput
          label={t('reason.label')}
          value={reason}
          onChange={setReason}
          required
          autoFocus
          lines={2}
          maxLength={500}
        />
      </div>
    </DialogBox>
  )
}
