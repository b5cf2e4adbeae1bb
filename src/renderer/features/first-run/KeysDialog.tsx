/** Before a key is made on a machine that cannot protect it: somebody has to know. */
import { useState } from 'react'
import type { AppError } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'

export function KeysDialog({ onAccepted, onStop }: { readonly onAccepted: () => void; readonly onStop: () => void }) {
  const { t } = useWords()
  const desk = useDesk()
  const [error, setError] = useState<AppError | null>(null)
  const accept = async () => {
    try {
      desk.info.set(await ask(desk.api, 'keys.acceptUnprotected', {}))
      onAccepted()
    } catch (cause) {
      setError(errorOf(cause))
    }
  }
  return (
    <DialogBox
      title={t('keys.title')}
      open
      keepOpen
      onClose={onStop}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={() => void accept()}>{t('keys.continue')}</Button>
          <Button kind="primary" onPress={onStop}>
            {t('keys.stop')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {error && <Problem error={error} />}
        <p>{t('keys.what')}</p>
        <p className="font-semibold">{t('keys.risk')}</p>
        <p>{t('keys.advice')}</p>
      </div>
    </DialogBox>
  )
}
