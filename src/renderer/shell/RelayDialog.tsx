import { useState } from 'react'
import { ask, errorOf } from '../api/calls.ts'
import { greet, useDesk, useInfo } from '../api/desk.ts'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/Field.tsx'
import { DialogBox } from '../ui/Overlay.tsx'
import { useErrorLine } from './Problem.tsx'

/** Which relay this device speaks to; empty: none, everything stays here. */
export function RelayDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const desk = useDesk()
  const info = useInfo()
  const errorLine = useErrorLine()
  const [url, setUrl] = useState(info?.relayUrl ?? '')
  const [error, setError] = useState<string>()
  const save = async () => {
    const typed = url.trim()
    if (typed !== '' && !isRelayUrl(typed)) return setError(t('relay.malformed'))
    try {
      await ask(desk.api, 'sync.setRelay', { relayUrl: typed === '' ? null : typed })
      await greet(desk)
      onClose()
    } catch (cause) {
      setError(errorLine(errorOf(cause)))
    }
  }
  return (
    <DialogBox
      title={t('relay.title')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={() => void save()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <TextInput
        label={t('relay.address')}
        value={url}
        onChange={(next) => {
          setUrl(next)
          setError(undefined)
        }}
        hint={t('relay.hint')}
        error={error}
        type="url"
        autoFocus
      />
    </DialogBox>
  )
}

export function isRelayUrl(text: string): boolean {
  try {
    return ['ws:', 'wss:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}
