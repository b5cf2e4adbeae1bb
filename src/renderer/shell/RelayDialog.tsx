import { useState } from 'react'
import { ask, errorOf } from '../api/calls.ts'
import { greet, readSync, useDesk, useInfo } from '../api/desk.ts'
import { useWords } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/Field.tsx'
import { DialogBox } from '../ui/Overlay.tsx'
import { HostRelay } from './HostRelay.tsx'
import { useErrorLine } from './Problem.tsx'
import { isRelayUrl } from './relayAddress.ts'

/** Which relay this device speaks to (empty: none, everything stays here), and whether it hosts one itself. */
export function RelayDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const desk = useDesk()
  const info = useInfo()
  const errorLine = useErrorLine()
  /** Null: nobody typed, so that an address which hosting brings is seen. */
  const [typed, setTyped] = useState<string | null>(null)
  const [error, setError] = useState<string>()
  const url = typed ?? info?.relayUrl ?? ''
  const save = async () => {
    const wanted = url.trim()
    if (wanted !== '' && !isRelayUrl(wanted)) return setError(t('relay.malformed'))
    try {
      await ask(desk.api, 'sync.setRelay', { relayUrl: wanted === '' ? null : wanted })
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
      <div className="flex flex-col gap-5">
        <TextInput
          label={t('relay.address')}
          value={url}
          onChange={(next) => {
            setTyped(next)
            setError(undefined)
          }}
          hint={t('relay.hint')}
          error={error}
          type="url"
          autoFocus
        />
        <div className="border-t border-line pt-4">
          <HostRelay onChanged={() => void greet(desk).then(() => readSync(desk))} />
        </div>
      </div>
    </DialogBox>
  )
}
