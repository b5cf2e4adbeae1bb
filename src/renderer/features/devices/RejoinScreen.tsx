/** For a device that belongs to a shop already, and was sent away or lost its key. */
import { useNavigate } from '@tanstack/react-router'
import { useWords } from '../../i18n/index.ts'
import { JoinShop } from '../first-run/join/JoinShop.tsx'

export function RejoinScreen() {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <main className="h-full overflow-auto">
      <div className="mx-auto flex w-full max-w-xl flex-col gap-4 p-4 sm:p-6">
        <h1 className="text-2xl font-bold">{t('rejoin.title')}</h1>
        <p className="text-ink-soft">{t('rejoin.text')}</p>
        <section className="rounded-card border border-line bg-surface p-6">
          <JoinShop onBack={() => void navigate({ to: '/devices' })} onDone={() => void navigate({ to: '/' })} />
        </section>
      </div>
    </main>
  )
}
