/** Before a shop exists on this device: make one, look at the demonstration, join one, or come back with the key. */
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { AppError } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { readSync, useDesk, useInfo } from '../../api/desk.ts'
import { useTold } from '../../api/told.ts'
import { useWords } from '../../i18n/index.ts'
import { Brand } from '../../shell/Brand.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../shell/Preferences.tsx'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { CreateShop } from './CreateShop.tsx'
import { HeroCar } from './HeroCar.tsx'
import { JoinShop } from './join/JoinShop.tsx'
import { KeysDialog } from './KeysDialog.tsx'
import { RecoverShop } from './RecoverShop.tsx'

type Way = 'create' | 'join' | 'recover'

export function FirstRun() {
  const { t } = useWords()
  const desk = useDesk()
  const info = useInfo()
  const [chosen, setChosen] = useState<Way | null>(null)
  /** A way that begins with a key which this machine cannot protect. */
  const [asked, setAsked] = useState<Way | null>(null)
  const [join] = useTold('join.status')
  const [link] = useTold('link.opened')
  const invitation = link?.invitation ?? null
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  // A window that was reloaded meanwhile finds back to where it was, and stays there for how it ends.
  const joining = join !== undefined && ['asking', 'waiting', 'filling', 'done'].includes(join.state)
  useEffect(() => {
    if (joining) setChosen('join')
  }, [joining])
  // Told by an object of its own each time: the same link opened once more leads here once more.
  useEffect(() => {
    if (link?.invitation != null) begin('join')
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- when it was opened, and not when the keys were asked about
  }, [link])
  const way = chosen ?? (joining ? 'join' : null)

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
  const begin = (next: Way) => {
    setError(null)
    if (info?.keyProtection === 'ask') setAsked(next)
    else setChosen(next)
  }
  const back = () => {
    setChosen(null)
    setError(null)
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
        {way === null && <HeroCar />}
        <div className={way === null ? 'text-center' : 'sr-only'}>
          <h1 className="text-3xl font-bold tracking-tight">{t('first.title')}</h1>
          <p className="mx-auto mt-2 max-w-2xl text-ink-soft">{t('first.lead')}</p>
        </div>
        {error && <Problem error={error} />}
        {way === null ? (
          <>
            <div className="grid gap-4 md:grid-cols-3">
              <WayCard
                icon="plus"
                title={t('first.create')}
                action={t('first.createAction')}
                onPress={() => begin('create')}
                busy={busy}
              >
                {t('first.createText')}
              </WayCard>
              <WayCard
                icon="car"
                title={t('first.demo')}
                action={t('first.demoAction')}
                busy={busy}
                onPress={() => void enter(() => ask(desk.api, 'shop.openDemo', {}))}
              >
                {t('first.demoText')}
              </WayCard>
              <WayCard
                icon="people"
                title={t('first.join')}
                action={t('first.joinAction')}
                onPress={() => begin('join')}
                busy={busy}
              >
                {t('first.joinText')}
              </WayCard>
            </div>
            <div className="flex justify-center">
              <Button kind="faint" icon="key" onPress={() => begin('recover')} isDisabled={busy}>
                {t('recover.title')}
              </Button>
            </div>
          </>
        ) : (
          <div className="mx-auto w-full max-w-xl rounded-card border border-line bg-surface p-6 shadow-raised">
            {way === 'create' && (
              <CreateShop
                busy={busy}
                onBack={back}
                onSubmit={(input) => void enter(() => ask(desk.api, 'shop.create', input))}
              />
            )}
            {way === 'join' && <JoinShop onBack={back} invitation={invitation} />}
            {way === 'recover' && (
              <RecoverShop
                busy={busy}
                onBack={back}
                onSubmit={(input) => void enter(() => ask(desk.api, 'shop.recover', input))}
              />
            )}
          </div>
        )}
      </div>
      {asked !== null && (
        <KeysDialog
          onStop={() => setAsked(null)}
          onAccepted={() => {
            setAsked(null)
            setChosen(asked)
          }}
        />
      )}
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
