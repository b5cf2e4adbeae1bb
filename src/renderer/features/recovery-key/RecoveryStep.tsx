import { useInfo } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Brand } from '../../shell/Brand.tsx'
import { LanguageSwitch, ThemeSwitch } from '../../shell/Preferences.tsx'
import { RecoveryKey } from './RecoveryKey.tsx'

/** The second step of founding a shop. It may wait: {@link RecoveryReminder} stays until the key is on paper. */
export function RecoveryStep({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords()
  const info = useInfo()
  return (
    <main className="flex h-full flex-col overflow-auto bg-ground">
      <div className="flex items-center gap-3 px-5 py-3">
        <Brand size={34} />
        <span className="truncate text-lg font-semibold">{info?.shop?.name}</span>
        <span className="ml-auto flex">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </div>
      <div className="mx-auto flex w-full max-w-2xl flex-1 flex-col justify-center px-5 pb-8 short:pb-3">
        <section className="flex flex-col gap-4 rounded-card border border-line bg-surface p-6 shadow-raised short:gap-3 short:p-4">
          <h1 className="text-2xl font-bold">{t('recovery.title')}</h1>
          <RecoveryKey onDone={onDone} />
        </section>
      </div>
    </main>
  )
}
