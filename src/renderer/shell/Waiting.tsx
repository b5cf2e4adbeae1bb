import { useWords } from '../i18n/index.ts'
import { Brand } from './Brand.tsx'

export function Waiting() {
  const { t } = useWords()
  return (
    <div role="status" className="flex h-full items-center justify-center gap-3 p-6 text-ink-soft">
      <Brand />
      {t('app.loading')}
    </div>
  )
}
