/** What reception writes down in one answer each: mileage, damage looked at, coatings. */
import { useState } from 'react'
import { BOUNDS, reviewDamage, setCoatings, setOdometer } from '../../../../crdt/job/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { CheckToggle } from '../../../ui/CheckToggle.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { NumberInput, parseNumber } from '../../../ui/NumberInput.tsx'
import { useJobDesk } from '../context.tsx'
import { FieldPeople } from '../PresenceMarks.tsx'
import { Story, useSaid } from '../Story.tsx'
import { useKeypadWords } from '../useKeypadWords.ts'

export function Odometer() {
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

export function DamageReview() {
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

export function Coatings() {
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
