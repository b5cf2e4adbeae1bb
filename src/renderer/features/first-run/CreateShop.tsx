import { useState } from 'react'
import type { CallInput } from '../../../contract/index.ts'
import { useWords } from '../../i18n/index.ts'
import { isRelayUrl } from '../../shell/relayAddress.ts'
import { TextInput } from '../../ui/Field.tsx'
import { focusFirstFault } from '../../ui/focusFault.ts'
import { FormShell } from './FormShell.tsx'

export interface CreateShopProps {
  readonly busy: boolean
  readonly onBack: () => void
  readonly onSubmit: (input: CallInput<'shop.create'>) => void
}

export function CreateShop({ busy, onBack, onSubmit }: CreateShopProps) {
  const { t } = useWords()
  const [shopName, setShopName] = useState('')
  const [personName, setPersonName] = useState('')
  const [deviceName, setDeviceName] = useState(t('first.deviceDefault'))
  const [relay, setRelay] = useState('')
  const [tried, setTried] = useState(false)
  const missing = (text: string) => (tried && text.trim() === '' ? t('form.required') : undefined)
  const relayError = tried && relay.trim() !== '' && !isRelayUrl(relay.trim()) ? t('relay.malformed') : undefined
  const submit = (form: HTMLFormElement) => {
    const relayUrl = relay.trim() === '' ? null : relay.trim()
    if (!shopName.trim() || !personName.trim() || !deviceName.trim() || (relayUrl && !isRelayUrl(relayUrl))) {
      return focusFirstFault(form, () => setTried(true))
    }
    onSubmit({ shopName: shopName.trim(), personName: personName.trim(), deviceName: deviceName.trim(), relayUrl })
  }
  return (
    <FormShell title={t('first.create')} busy={busy} onBack={onBack} onSubmit={submit} action={t('first.createAction')}>
      <TextInput
        label={t('first.shopName')}
        value={shopName}
        onChange={setShopName}
        required
        autoFocus
        error={missing(shopName)}
        maxLength={120}
      />
      <TextInput
        label={t('first.personName')}
        value={personName}
        onChange={setPersonName}
        required
        hint={t('first.personHint')}
        error={missing(personName)}
        maxLength={80}
      />
      <TextInput
        label={t('first.deviceName')}
        value={deviceName}
        onChange={setDeviceName}
        required
        error={missing(deviceName)}
        maxLength={60}
      />
      <TextInput
        label={t('relay.address')}
        value={relay}
        onChange={setRelay}
        hint={t('relay.hintFirst')}
        error={relayError}
        type="url"
      />
    </FormShell>
  )
}
