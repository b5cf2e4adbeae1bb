/** One thing on which people said different things: every answer with who gave it, when and where; and the way out. */
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import { canonicalJson } from '../../../crdt/ledger/index.ts'
import type { Json } from '../../../crdt/ledger/index.ts'
import { useDeviceName } from '../../api/devices.ts'
import { formatDateTime } from '../../i18n/format.ts'
import { Button } from '../../ui/Button.tsx'
import { itemText, valueText } from '../job/describe.ts'
import type { Describing } from '../job/describe.ts'
import { mayBeWritten } from './editorOf.ts'
import { ThirdAnswer } from './ThirdAnswer.tsx'

/** One answer; claims of a ledger and what main lists both have this shape. */
export interface Answer {
  readonly id: string
  readonly by: string
  readonly device: string
  readonly at: number
  readonly value: Json
  readonly why?: string | undefined
}

export interface DecideCardProps {
  readonly document: string
  readonly item: string
  readonly answers: readonly Answer[]
  readonly about: Describing
  readonly canDecide: boolean
  readonly onDecide: (value: Json, why?: string) => void
  /** What else can be done, beside the name. */
  readonly actions?: ReactNode
  /** What it belongs to, above the name. */
  readonly subject?: ReactNode
}

export function DecideCard(props: DecideCardProps) {
  const { document, item, answers, about, canDecide, onDecide, actions, subject } = props
  const { t, language, personName } = about
  const deviceName = useDeviceName()
  const [third, setThird] = useState(false)
  const id = useId()
  const name = itemText(item, about)
  const choices = byValue(answers)
  return (
    <article aria-label={name} className="rounded-card border border-clash bg-surface p-4">
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <div className="min-w-48 flex-1">
          {subject}
          <h2 className="font-semibold">{name}</h2>
        </div>
        {actions}
      </div>
      <ul className="grid gap-3 sm:grid-cols-2">
        {choices.map(({ value, said }, index) => (
          <li key={said[0]!.id} className="flex flex-col gap-2 rounded-lg bg-sunken p-3">
            <p id={`${id}-${index}-value`} className="text-lg font-semibold break-words whitespace-pre-wrap">
              {valueText(item, value, about)}
            </p>
            <ul id={`${id}-${index}-who`} className="flex flex-1 flex-col gap-1 text-sm text-ink-soft">
              {said.map((each) => (
                <li key={each.id}>
                  <span className="block">
                    {personName(each.by)} · {formatDateTime(each.at, language)}
                  </span>
                  <span className="block">{deviceName(each.device)}</span>
                  {each.why && <span className="block text-ink">{each.why}</span>}
                </li>
              ))}
            </ul>
            {canDecide && (
              // Named with the answer and its author: two buttons of one name could not be told apart.
              <Button
                kind="primary"
                aria-labelledby={`${id}-${index}-choose ${id}-${index}-value ${id}-${index}-who`}
                onPress={() => onDecide(value)}
              >
                <span id={`${id}-${index}-choose`}>{t('conflict.choose')}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {canDecide && mayBeWritten(document, item) && (
        <div className="mt-3 flex">
          <Button icon="note" onPress={() => setThird(true)}>
            {t('decide.third')}
          </Button>
        </div>
      )}
      {third && (
        <ThirdAnswer
          document={document}
          item={item}
          name={name}
          about={about}
          standing={choices.map(({ value }) => valueText(item, value, about))}
          onAnswer={onDecide}
          onClose={() => setThird(false)}
        />
      )}
    </article>
  )
}

/** Who said the same stands on one card: one tap agrees with all of them. */
function byValue(answers: readonly Answer[]): readonly { readonly value: Json; readonly said: readonly Answer[] }[] {
  const groups = new Map<string, { value: Json; said: Answer[] }>()
  for (const answer of answers) {
    const spelt = canonicalJson(answer.value)
    const group = groups.get(spelt)
    if (group) group.said.push(answer)
    else groups.set(spelt, { value: answer.value, said: [answer] })
  }
  return [...groups.values()]
}
