import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { I18nProvider } from 'react-aria-components'
import type { AppError } from '../../contract/index.ts'
import { errorOf } from '../api/calls.ts'
import { DeskProvider, greet, useDesk, useInfo } from '../api/desk.ts'
import type { Desk } from '../api/desk.ts'
import { PhotoImportsProvider } from '../features/job/photos/imports.tsx'
import { ChoosePerson } from '../features/people/ChoosePerson.tsx'
import { FirstRun } from '../features/first-run/FirstRun.tsx'
import { RecoveryStep } from '../features/recovery-key/RecoveryStep.tsx'
import { useWords } from '../i18n/index.ts'
import { Notices } from '../ui/Feedback.tsx'
import { Brand } from './Brand.tsx'
import { ErrorBoundary } from './ErrorBoundary.tsx'
import { useOverall } from './Header.tsx'
import { LanguageSwitch, ThemeSwitch } from './Preferences.tsx'
import { Problem } from './Problem.tsx'
import { router } from './routes.tsx'
import { ShopProvider } from './shop.tsx'
import { SyncBadge } from './SyncBadge.tsx'
import { Waiting } from './Waiting.tsx'

export function App({ desk, started }: { readonly desk: Desk; readonly started: AppError | null }) {
  const { t, language } = useWords()
  return (
    <I18nProvider locale={language === 'fr' ? 'fr-FR' : 'en-GB'}>
      <DeskProvider value={desk}>
        <QueryClientProvider client={desk.queries}>
          <ErrorBoundary>
            <Door started={started} />
          </ErrorBoundary>
          <Notices label={t('notice.label')} closeLabel={t('action.close')} />
        </QueryClientProvider>
      </DeskProvider>
    </I18nProvider>
  )
}

/** What stands between a start and the work: a shop on this device, and somebody who says who they are. */
function Door({ started }: { readonly started: AppError | null }) {
  const desk = useDesk()
  const info = useInfo()
  const [error, setError] = useState(started)
  // Only who founded the shop in this window is led to its key; at later starts a reminder does.
  const [step, setStep] = useState<'work' | 'recovery-key'>('work')
  const hasShop = info ? info.shop !== null : undefined
  useEffect(() => {
    if (hasShop === false) setStep('recovery-key')
  }, [hasShop])
  const retry = () => {
    setError(null)
    greet(desk).catch((cause: unknown) => setError(errorOf(cause)))
  }
  useEffect(() => {
    if (info?.shop && !desk.sync.get())
      desk.api.call('sync.status', {}).then(
        (answer) => answer.ok && desk.sync.set(answer.value),
        () => undefined,
      )
  }, [desk, info?.shop])

  if (error) {
    return (
      <main className="flex h-full flex-col items-center justify-center gap-6 p-6">
        <Brand size={48} />
        <Problem error={error} onRetry={retry} />
      </main>
    )
  }
  if (!info) return <Waiting />
  if (!info.shop) return <FirstRun />
  if (step === 'recovery-key' && info.recoveryKeyWaits) return <RecoveryStep onDone={() => setStep('work')} />
  return (
    // A different shop is a different everything: no document of the one before may stay open.
    <ShopProvider key={`${info.device.id}${info.shop.demo}`}>
      <PhotoImportsProvider>
        {info.person ? <RouterProvider router={router} /> : <WhoIsThere shop={info.shop.name} />}
      </PhotoImportsProvider>
    </ShopProvider>
  )
}

/** Before somebody said who they are there is no navigation, but the state of the work is told all the same. */
function WhoIsThere({ shop }: { readonly shop: string }) {
  const { t } = useWords()
  const { sync, safety, retry } = useOverall()
  return (
    <div className="flex h-full flex-col">
      <header className="flex shrink-0 items-center gap-3 border-b border-line bg-surface px-3 py-1.5">
        <Brand />
        <span className="truncate font-semibold">{shop}</span>
        <span className="ml-auto flex items-center gap-1">
          <SyncBadge safety={safety} scope={t('sync.scopeShop')} relay={sync?.relay} onRetry={retry} />
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <ChoosePerson />
    </div>
  )
}
