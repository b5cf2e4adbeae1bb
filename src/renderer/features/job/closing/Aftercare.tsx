/** What the client is told at handover, with dates counted from the delivery. */
import { formatDate } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { Card } from '../../jobs/NewJobScreen.tsx'
import { useJobDesk } from '../context.tsx'

const DAY_MS = 86_400_000
/** Days after which each may be done: the longer end of what film makers ask for. */
const AFTER = { wash: 7, cured: 30, inspection: 14 } as const

export function Aftercare() {
  const { t, language } = useWords()
  const { view } = useJobDesk()
  // The client drives away when the paper is signed; until then, today.
  const from = view.signatures.at(-1)?.at ?? view.refusals.at(-1)?.at ?? Date.now()
  const on = (days: number) => formatDate(from + days * DAY_MS, language)
  return (
    <Card title={t('aftercare.title')}>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>{t('aftercare.first')}</li>
        <li>{t('aftercare.wash', { date: on(AFTER.wash) })}</li>
        <li>{t('aftercare.pockets', { date: on(AFTER.cured) })}</li>
        <li>{t('aftercare.pressure')}</li>
        <li>{t('aftercare.products')}</li>
        <li>{t('aftercare.inspection', { date: on(AFTER.inspection) })}</li>
      </ul>
    </Card>
  )
}
