import { jobOf, useDocument, useView } from '../../documents/hooks.ts'
import { useWords } from '../../i18n/index.ts'

/** What a document is to people: a job by its number and title where this device has it. */
export function DocumentName({ name }: { readonly name: string }) {
  const { t } = useWords()
  const job = useView(jobOf(useDocument(name.startsWith('job/') ? name : null)))
  if (name === 'shop') return t('document.shop')
  if (name.startsWith('client/')) return t('document.client')
  const known = [job?.number.value, job?.title.value].filter(Boolean).join(' · ')
  return known || t('document.job')
}
