/** Before a shop exists on this device: make one, look at the demonstration, or join one. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { AppError, CallInput } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { readSync, useDesk } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Brand } from '../../shell/Brand.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../shell/Preferences.tsx'
import { isRelayUrl } from '../../shell/RelayDialog.tsx'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { focusFirstFault } from '../../ui/focusFault.ts'
import { Icon } from '../../ui/Icon.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { HeroCar } from './HeroCar.tsx'

type Way = 'create' | 'demo' | 'join'

export function FirstRun() {
  const { t } = useWords()
  const desk = useDesk()
  const [way, setWay] = useState<Way | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  const enter = async (call: () => Promise<Parameters<typeof desk.info.set>[0]>) => {
    setBusy(true)
    setError(null)
    try {
      desk.info.set(await call())
      await readSync(desk)
    } catch (cause) {
      setError(errorOf(cause))
      setBusy(false)
    }
  }

  return (
    <main className="flex h-full flex-col overflow-auto bg-ground">
      <div className="flex items-center gap-3 px-5 py-3">
        <Brand size={34} />
        <span className="text-lg font-semibold">{t('app.name')}</span>
        <span className="ml-auto flex">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </div>
      <div className="mx-auto flex w-full max-w-5xl flex-1 flex-col justify-center gap-6 px-5 pb-8">
        {(way === null || way === 'demo') && <HeroCar />}
        <div className="text-center">
          <h1 className="text-3xl font-bold tracking-tight">{t('first.title')}</h1>
          <p className="mx-auto mt-2 max-w-2xl text-ink-soft">{t('first.lead')}</p>
        </div>
        {error && <Problem error={error} />}
        {way === null || way === 'demo' ? (
          <div className="grid gap-4 md:grid-cols-3">
            <WayCard
              icon="plus"
              title={t('first.create')}
              action={t('first.createAction')}
              onPress={() => setWay('create')}
              busy={busy}
            >
              {t('first.createText')}
            </WayCard>
            <WayCard
              icon="car"
              title={t('first.demo')}
              action={t('first.demoAction')}
              busy={busy}
              onPress={() => {
                setWay('demo')
                void enter(() => ask(desk.api, 'shop.openDemo', {}))
              }}
            >
              {t('first.demoText')}
            </WayCard>
            <WayCard
              icon="people"
              title={t('first.join')}
              action={t('first.joinAction')}
              onPress={() => setWay('join')}
              busy={busy}
            >
              {t('first.joinText')}
            </WayCard>
          </div>
        ) : (
          <div className="mx-auto w-full max-w-xl rounded-card border border-line bg-surface p-6 shadow-raised">
            {way === 'create' ? (
              <CreateShop
                busy={busy}
                onBack={() => setWay(null)}
                onSubmit={(input) => void enter(() => ask(desk.api, 'shop.create', input))}
              />
            ) : (
              <JoinShop
                busy={busy}
                onBack={() => setWay(null)}
                onSubmit={(input) => void enter(() => ask(desk.api, 'shop.join', input))}
              />
            )}
          </div>
        )}
      </div>
    </main>
  )
}

interface WayCardProps {
  readonly icon: IconName
  readonly title: string
  readonly children: ReactNode
  readonly action: string
  readonly busy: boolean
  readonly onPress: () => void
}

function WayCard({ icon, title, children, action, busy, onPress }: WayCardProps) {
  return (
    <section className="flex flex-col gap-3 rounded-card border border-line bg-surface p-5">
      <span className="flex size-11 items-center justify-center rounded-xl bg-accent-soft text-accent">
        <Icon name={icon} size={24} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      <p className="flex-1 text-ink-soft">{children}</p>
      <Button kind={icon === 'plus' ? 'primary' : 'secondary'} wide onPress={onPress} isDisabled={busy}>
        {action}
      </Button>
    </section>
  )
}

interface FormProps<T> {
  readonly busy: boolean
  readonly onBack: () => void
  readonly onSubmit: (input: T) => void
}

function CreateShop({ busy, onBack, onSubmit }: FormProps<CallInput<'shop.create'>>) {
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
    <Form title={t('first.create')} busy={busy} onBack={onBack} onSubmit={submit} action={t('first.createAction')}>
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
    </Form>
  )
}

function JoinShop({ busy, onBack, onSubmit }: FormProps<CallInput<'shop.join'>>) {
  const { t } = useWords()
  const [relay, setRelay] = useState('')
  const [deviceName, setDeviceName] = useState(t('first.deviceDefault'))
  const [tried, setTried] = useState(false)
  const submit = (form: HTMLFormElement) => {
    if (!isRelayUrl(relay.trim()) || !deviceName.trim()) return focusFirstFault(form, () => setTried(true))
    onSubmit({ relayUrl: relay.trim(), deviceName: deviceName.trim() })
  }
  return (
    <Form title={t('first.join')} busy={busy} onBack={onBack} onSubmit={submit} action={t('first.joinAction')}>
      <TextInput
        label={t('relay.address')}
        value={relay}
        onChange={setRelay}
        required
        autoFocus
        hint={t('first.joinHint')}
        error={tried && !isRelayUrl(relay.trim()) ? t('relay.malformed') : undefined}
        type="url"
      />
      <TextInput
        label={t('first.deviceName')}
        value={deviceName}
        onChange={setDeviceName}
        required
        error={tried && deviceName.trim() === '' ? t('form.required') : undefined}
        maxLength={60}
      />
    </Form>
  )
}

interface FormShellProps {
  readonly title: string
  readonly busy: boolean
  readonly action: string
  readonly onBack: () => void
  readonly onSubmit: (form: HTMLFormElement) => void
  readonly children: ReactNode
}

function Form({ title, busy, action, onBack, onSubmit, children }: FormShellProps) {
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
        <Button kind="primary" type="submit" isDisabled={busy}>
          {busy ? t('action.busy') : action}
        </Button>
      </div>
    </form>
  )
}
