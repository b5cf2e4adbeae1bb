/** What already protects the paint: the usual answers are one touch, anything else is typed. Kept as one text. */
import { useState } from 'react'
import { setCoatings } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { CheckToggle } from '../../../ui/CheckToggle.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { useJobDesk } from '../context.tsx'
import { Story, useSaid } from '../Story.tsx'
import { useWhenGone } from '../useWhenGone.ts'

const USUAL = ['ceramic', 'wax', 'film', 'fresh'] as const

export function Coatings() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const said = useSaid()
  const disabled = !may(view.coatings)
  const stands = view.coatings.value ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? stands
  const none = t('coatings.none')
  const named = partsOf(text)
  const say = (next: string) => {
    if (next !== stands) edit((ledger, pen) => setCoatings(ledger, next, pen))
    setTyped(null)
  }
  useWhenGone(() => typed !== null && say(typed.trim()))
  const toggle = (part: string, on: boolean) =>
    say(joined(on ? [...named.filter((each) => !same(each, none)), part] : named.filter((each) => !same(each, part))))
  return (
    <div className="flex flex-col gap-3">
      <ul aria-label={t('coatings.usual')} className="grid gap-3 sm:grid-cols-2">
        {USUAL.map((id) => {
          const part = t(`coatings.${id}`)
          return (
            <li key={id} className="flex">
              <CheckToggle
                label={part}
                state={named.some((each) => same(each, part)) ? 'on' : 'off'}
                onToggle={(on) => toggle(part, on)}
                disabled={disabled}
              />
            </li>
          )
        })}
        <li className="flex sm:col-span-2">
          <CheckToggle
            label={none}
            state={named.some((each) => same(each, none)) ? 'on' : 'off'}
            onToggle={(on) => say(on ? none : '')}
            disabled={disabled}
          />
        </li>
      </ul>
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1" data-field={view.coatings.item}>
          <TextInput
            label={t('item.coatings')}
            value={text}
            onChange={setTyped}
            onBlur={() => say(text.trim())}
            hint={view.coatings.contested ? t('zone.contested') : (said(view.coatings) ?? t('lists.coatingsHint'))}
            disabled={disabled}
            maxLength={500}
          />
        </div>
        <div className="pt-6">
          <Story item={view.coatings.item} />
        </div>
      </div>
    </div>
  )
}

const partsOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
const joined = (parts: readonly string[]) => parts.join(', ')
const same = (a: string, b: string) => a.toLocaleLowerCase() === b.toLocaleLowerCase()
