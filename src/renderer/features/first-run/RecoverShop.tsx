/** An administrator's device from the paper key, when all the others are lost. */
import { useState } from 'react'
import type { CallInput } from '../../../contract/index.ts'
import { useWords } from '../../i18n/index.ts'
import { isRelayUrl } from '../../shell/relayAddress.ts'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { focusFirstFault } from '../../ui/focusFault.ts'
import { FormShell } from './FormShell.tsx'
import { NearbyRelays } from './join/NearbyRelays.tsx'
import { ScanQr } from './join/ScanQr.tsx'

export interface RecoverShopProps {
  readonly busy: boolean
  readonly onBack: () => void
  readonly onSubmit: (input: CallInput<'shop.recover'>) => void
}

export function RecoverShop({ busy, onBack, onSubmit }: RecoverShopProps) {
  const { t } = useWords()
  const [relay, setRelay] = useState('')
  const [key, setKey] = useState('')
  const [deviceName, setDeviceName] = useState(t('first.deviceDefault'))
  const [scanning, setScanning] = useState(false)
  const [tried, setTried] = useState(false)
  const submit = (form: HTMLFormElement) => {
    const relayUrl = relay.trim()
    const recoveryKey = key.trim()
    if (!isRelayUrl(relayUrl) || recoveryKey === '' || !deviceName.trim()) {
      return focusFirstFault(form, () => setTried(true))
    }
    onSubmit({ relayUrl, recoveryKey, deviceName: deviceName.trim() })
  }
  return (
    <FormShell title={t('recover.title')} busy={busy} onBack={onBack} onSubmit={submit} action={t('recover.action')}>
      <p className="text-ink-soft">{t('recover.lead')}</p>
      <TextInput
        label={t('recover.key')}
        value={key}
        onChange={setKey}
        required
        lines={2}
        upperCase
        autoFocus
        hint={t('recover.keyHint')}
        error={tried && key.trim() === '' ? t('form.required') : undefined}
        maxLength={200}
      />
      {scanning ? (
        <ScanQr
          what="key"
          onText={(text) => {
            if (!looksLikeKey(text)) return false
            setKey(text)
            setScanning(false)
            return true
          }}
        />
      ) : (
        <Button icon="qr" onPress={() => setScanning(true)}>
          {t('recover.scan')}
        </Button>
      )}
      <TextInput
        label={t('relay.address')}
        value={relay}
        onChange={setRelay}
        required
        hint={t('recover.relayHint')}
        error={tried && !isRelayUrl(relay.trim()) ? t('relay.malformed') : undefined}
        type="url"
      />
      <NearbyRelays onChoose={setRelay} />
      <TextInput
        label={t('first.deviceName')}
        value={deviceName}
        onChange={setDeviceName}
        required
        error={tried && deviceName.trim() === '' ? t('form.required') : undefined}
        maxLength={60}
      />
    </FormShell>
  )
}

/** 14 groups of four: anything else that a camera sees is some other QR code. Main reads it properly. */
function looksLikeKey(text: string): boolean {
  return /^[0-9A-Z]{56}$/.test(text.replace(/[\s-]/g, '').toUpperCase())
}
