import type { CheckView } from '../../../crdt/job/index.ts'
import type { Label } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { useJobDesk } from './context.tsx'
import { Story, useSaid } from './Story.tsx'

export interface CheckListProps {
  readonly label: string
  readonly checks: readonly CheckView[]
  readonly labels: Readonly<Record<string, Label>>
  readonly onToggle: (check: string, value: boolean) => void
}

/** Ticks with their author and time; a contested one says so and asks. */
export function CheckList({ label, checks, labels, onToggle }: CheckListProps) {
  const { t, word } = useWords()
  const { may } = useJobDesk()
  const said = useSaid()
  return (
    <ul aria-label={label} className="flex flex-col gap-1.5">
      {checks.map((check) => (
        <li key={check.check} className="flex items-center gap-1">
          <CheckToggle
            label={word(labels[check.check] ?? { fr: check.check, en: check.check })}
            state={check.contested ? 'contested' : check.value === true ? 'on' : 'off'}
            onToggle={(value) => onToggle(check.check, value)}
            detail={check.contested ? t('check.contested', { who: said(check) ?? '' }) : said(check)}
            disabled={!may(check)}
          />
          <Story item={check.item} />
        </li>
      ))}
    </ul>
  )
}
