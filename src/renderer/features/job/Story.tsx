/** Who said what, when, on which device and why: one tap beside any field. */
import { memo } from 'react'
import { DialogTrigger } from 'react-aria-components'
import { isContested } from '../../../crdt/ledger/index.ts'
import type { Claim, Field, Ledger } from '../../../crdt/ledger/index.ts'
import { useDeviceName } from '../../api/devices.ts'
import { formatDateTime, formatTime } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import { usePersonName } from '../../shell/shop.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { IconButton } from '../../ui/Button.tsx'
import { Bubble } from '../../ui/Overlay.tsx'
import { useJobPart, useJobTools } from './context.tsx'
import { itemText, valueText, whyText } from './describe.ts'
import { useDescribing, useNaming } from './useDescribing.ts'

export interface StoryProps {
  readonly item: string
  /** Of another document than the job's: the client's. */
  readonly ledger?: Ledger
}

export const Story = memo(function Story({ item, ledger }: StoryProps) {
  const about = useNaming()
  const { job } = useJobTools()
  const { t } = about
  const name = itemText(item, about)
  return (
    <DialogTrigger>
      <IconButton icon="clock" kind="faint" label={t('story.open', { item: name })} />
      <Bubble label={t('story.open', { item: name })}>
        <StoryLines item={item} name={name} ledger={ledger ?? job.ledger} />
      </Bubble>
    </DialogTrigger>
  )
})

function StoryLines({ item, name, ledger }: Required<StoryProps> & { readonly name: string }) {
  const { t } = useWords()
  useJobPart((view) => view) // while it is open, what is said meanwhile comes in
  const heads = ledger.heads(item)
  const standing = new Set(heads.map((head) => head.id))
  const contested = isContested(heads)
  const claims = [...ledger.history(item)].reverse()
  return (
    <div className="flex flex-col gap-2">
      <p className="font-semibold">{name}</p>
      {contested && <p className="text-sm font-medium text-clash">{t('story.side', { count: standing.size })}</p>}
      {claims.length === 0 && <p className="text-sm text-ink-soft">{t('story.never')}</p>}
      <ol className="flex flex-col gap-2">
        {claims.map((claim) => (
          <StoryLine
            key={claim.id}
            claim={claim}
            ledger={ledger}
            stands={standing.has(claim.id)}
            contested={contested}
          />
        ))}
      </ol>
    </div>
  )
}

interface StoryLineProps {
  readonly claim: Claim
  readonly ledger: Ledger
  readonly stands: boolean
  /** Others that say something else stand beside it. */
  readonly contested: boolean
}

/** What no longer stands is struck out, and says what became of it: another answer took its place, or it was withdrawn. */
function StoryLine({ claim, ledger, stands, contested }: StoryLineProps) {
  const about = useDescribing()
  const { t, language, personName } = about
  const deviceName = useDeviceName()
  const withdrawn = ledger.voidOf(claim.id)
  return (
    <li className="border-l-3 border-line pl-3 data-[standing]:border-accent" data-standing={stands || undefined}>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className={stands ? 'font-medium break-words' : 'break-words text-ink-soft line-through'}>
          {valueText(claim.item, claim.value, about)}
        </span>
        {stands &&
          (contested ? (
            <Badge tone="clash">{t('zone.contested')}</Badge>
          ) : (
            <Badge tone="accent">{t('story.stands')}</Badge>
          ))}
      </span>
      <span className="block text-sm text-ink-soft">
        {personName(claim.by)} · {formatDateTime(claim.at, language)}
      </span>
      <span className="block text-sm text-ink-soft">{deviceName(claim.device)}</span>
      {claim.why && <span className="block text-sm">{t('story.why', { why: claim.why })}</span>}
      {withdrawn && (
        <span className="block text-sm">
          {t('story.withdrawn', {
            name: personName(withdrawn.by),
            when: formatDateTime(withdrawn.at, language),
            why: whyText(withdrawn.why, about),
          })}
        </span>
      )}
    </li>
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
