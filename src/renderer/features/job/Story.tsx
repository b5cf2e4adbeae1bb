/** Who said what, when: one tap beside any field. */
import { DialogTrigger } from 'react-aria-components'
import type { Field } from '../../../crdt/ledger/index.ts'
import { formatDateTime, formatTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { IconButton } from '../../ui/Button.tsx'
import { Bubble } from '../../ui/Overlay.tsx'
import { useJobDesk } from './context.tsx'
import { itemText, valueText } from './describe.ts'
import { useDescribing } from './useDescribing.ts'

export function Story({ item }: { readonly item: string }) {
  const about = useDescribing()
  const { t } = about
  const name = itemText(item, about)
  return (
    <DialogTrigger>
      <IconButton icon="clock" kind="faint" label={t('story.open', { item: name })} />
      <Bubble label={t('story.open', { item: name })}>
        <StoryLines item={item} name={name} />
      </Bubble>
    </DialogTrigger>
  )
}

function StoryLines({ item, name }: { readonly item: string; readonly name: string }) {
  const about = useDescribing()
  const { t, language, personName } = about
  const { job } = useJobDesk()
  const standing = new Set(job.ledger.heads(item).map((head) => head.id))
  const claims = [...job.ledger.history(item)].reverse()
  return (
    <div className="flex flex-col gap-2">
      <p className="font-semibold">{name}</p>
      {claims.length === 0 && <p className="text-sm text-ink-soft">{t('story.never')}</p>}
      <ol className="flex flex-col gap-2">
        {claims.map((claim) => (
          <li
            key={claim.id}
            className="border-l-3 border-line pl-3 data-[standing]:border-accent"
            data-standing={standing.has(claim.id) || undefined}
          >
            <span className={standing.has(claim.id) ? 'block font-medium' : 'block text-ink-soft line-through'}>
              {valueText(item, claim.value, about)}
            </span>
            <span className="block text-sm text-ink-soft">
              {personName(claim.by)} · {formatDateTime(claim.at, language)}
            </span>
            {claim.why && <span className="block text-sm">{claim.why}</span>}
          </li>
        ))}
      </ol>
    </div>
  )
}

/** « Ana, Joe · 14:02 » for a field that was said; undefined otherwise. */
export function useSaid(): (field: Field<unknown>) => string | undefined {
  const { language } = useWords()
  const personName = usePersonName()
  return (field) => {
    if (field.by.length === 0) return undefined
    const sameDay = new Date(field.at).toDateString() === new Date().toDateString()
    const when = sameDay ? formatTime(field.at, language) : formatDateTime(field.at, language)
    return `${field.by.map(personName).join(', ')} · ${when}`
  }
}

/** The same for a row. */
export function useWritten(): (row: { readonly by: string; readonly at: number }) => string {
  const { language } = useWords()
  const personName = usePersonName()
  return (row) => `${personName(row.by)} · ${formatDateTime(row.at, language)}`
}
