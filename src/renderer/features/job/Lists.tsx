import { useState } from 'react'
import { BOUNDS, check, reviewDamage, setCoatings, setOdometer } from '../../../crdt/job/index.ts'
import { CHECKLISTS } from '../../../crdt/vocabulary/index.ts'
import type { ChecklistId, Label } from '../../../crdt/vocabulary/index.ts'
import { useWords } from '../../i18n/index.ts'
import { CheckToggle } from '../../ui/CheckToggle.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { NumberInput, parseNumber } from '../../ui/NumberInput.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { CheckList } from './Checks.tsx'
import { useJobDesk } from './context.tsx'
import { FieldPeople } from './PresenceMarks.tsx'
import { Story, useSaid } from './Story.tsx'
import { useKeypadWords } from './useKeypadWords.ts'

/** The four lists of the trade, and what reception writes down beside them. */
export function Lists() {
  const { t, word } = useWords()
  const { view, edit } = useJobDesk()
  return (
    <div className="mx-auto grid max-w-5xl items-start gap-4 p-4 lg:grid-cols-2">
      <div className="flex flex-col gap-4">
        <Card title={t('lists.vehicle')}>
          <Odometer />
          <DamageReview />
          <Coatings />
        </Card>
        <OneList list="reception" />
        <OneList list="handover" />
      </div>
      <div className="flex flex-col gap-4">
        <OneList list="preparation" />
        <OneList list="control" />
      </div>
    </div>
  )

  function OneList({ list }: { readonly list: ChecklistId }) {
    const found = view.checklists[list]
    return (
      <Card title={t('lists.title', { list: word(CHECKLISTS[list].label), done: found.done, total: found.total })}>
        <CheckList
          label={word(CHECKLISTS[list].label)}
          checks={found.checks}
          labels={CHECKLISTS[list].checks as Readonly<Record<string, Label>>}
          onToggle={(name, value) => edit((ledger, pen) => check(ledger, list, name, value, pen))}
        />
      </Card>
    )
  }
}

function Odometer() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const keypad = useKeypadWords()
  const said = useSaid()
  const stands = view.odometerKm.value
  const [typed, setTyped] = useState<string | null>(null)
  const value = typed ?? (stands === undefined ? '' : String(stands))
  const km = parseNumber(value)
  const wrong = value !== '' && (km === undefined || km > BOUNDS.odometerKm)
  const done = () => {
    if (typed === null || wrong || km === undefined) return
    if (km !== stands) edit((ledger, pen) => setOdometer(ledger, km, pen))
    setTyped(null)
  }
  return (
    <div className="flex items-start gap-1">
      <div className="flex-1" data-field={view.odometerKm.item}>
        <NumberInput
          label={t('item.odometer')}
          unit="km"
          value={value}
          onChange={setTyped}
          onDone={done}
          words={keypad}
          disabled={!may(view.odometerKm)}
          hint={view.odometerKm.contested ? t('zone.contested') : said(view.odometerKm)}
          error={wrong ? t('lists.odometerFault') : undefined}
        />
        <FieldPeople field={view.odometerKm.item} />
      </div>
      <div className="pt-6">
        <Story item={view.odometerKm.item} />
      </div>
    </div>
  )
}

function DamageReview() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const said = useSaid()
  const field = view.damageReviewed
  return (
    <div className="flex items-center gap-1">
      <CheckToggle
        label={t('item.damageReviewed')}
        state={field.contested ? 'contested' : field.value === true ? 'on' : 'off'}
        onToggle={(value) => edit((ledger, pen) => reviewDamage(ledger, value, pen))}
        detail={said(field) ?? t('lists.damageHint')}
        disabled={!may(field)}
      />
      <Story item={field.item} />
    </div>
  )
}

function Coatings() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const said = useSaid()
  const stands = view.coatings.value ?? ''
  const [typed, setTyped] = useState<string | null>(null)
  const done = () => {
    if (typed !== null && typed !== stands) edit((ledger, pen) => setCoatings(ledger, typed, pen))
    setTyped(null)
  }
  return (
    <div className="flex items-start gap-1">
      <div className="flex-1">
        <TextInput
          label={t('item.coatings')}
          value={typed ?? stands}
          onChange={setTyped}
          onBlur={done}
          hint={said(view.coatings) ?? t('lists.coatingsHint')}
          disabled={!may(view.coatings)}
          maxLength={500}
        />
      </div>
      <div className="pt-6">
        <Story item={view.coatings.item} />
      </div>
    </div>
  )
}
