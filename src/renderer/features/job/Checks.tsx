import { memo } from 'react'
import type { CheckView } from '../../../crdt/job/index.ts'
import type { Label } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { useJobTools } from './context.tsx'
import { Story, useSaid } from './Story.tsx'

export interface CheckListProps {
  readonly label: string
  readonly checks: readonly CheckView[]
  readonly labels: Readonly<Record<string, Label>>
  readonly onToggle: (check: string, value: boolean) => void
}

/** Ticks with their author and time; a contested one says so and asks. `onToggle` stays the same from tick to tick. */
export function CheckList({ label, checks, labels, onToggle }: CheckListProps) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1.5">
      {checks.map((check) => (
        <CheckRow key={check.check} check={check} label={labels[check.check]} onToggle={onToggle} />
      ))}
    </ul>
  )
}

interface CheckRowProps extends Pick<CheckListProps, 'onToggle'> {
  readonly check: CheckView
  readonly label: Label | undefined
}

const CheckRow = memo(function CheckRow({ check, label, onToggle }: CheckRowProps) {
  const { t, word } = useWords()
  const { may } = useJobTools()
  const said = useSaid()
  return (
    <li className="isolate flex items-center gap-1">
      <CheckToggle
        label={word(label ?? { fr: check.check, en: check.check })}
        state={check.contested ? 'contested' : check.value === true ? 'on' : 'off'}
        onToggle={(value) => onToggle(check.check, value)}
        detail={check.contested ? t('check.contested', { who: said(check) ?? '' }) : said(check)}
        disabled={!may(check)}
      />
      <Story item={check.item} />
    </li>
  )
})
