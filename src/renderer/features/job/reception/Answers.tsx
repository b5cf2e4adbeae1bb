/** What reception writes down in one answer each: mileage, damage looked at. */
import { useState } from 'react'
import { BOUNDS, reviewDamage, setOdometer } from '../../../../crdt/job/index.ts'
import { formatKilometres } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { CheckToggle } from '../../../ui/CheckToggle.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { NumberInput, parseNumber } from '../../../ui/NumberInput.tsx'
import { useJobDesk } from '../context.tsx'
import { FieldPeople } from '../PresenceMarks.tsx'
import { Story, useSaid } from '../Story.tsx'
import { useKeypadWords } from '../useKeypadWords.ts'
import { useWhenGone } from '../useWhenGone.ts'
import { useEarlierKm } from './useEarlierKm.ts'

/** `large`: with its keys in sight, where it is all that a step asks for. */
export function Odometer({ large = false }: { readonly large?: boolean }) {
  const { t, language } = useWords()
  const { view, edit, may } = useJobDesk()
  const keypad = useKeypadWords()
  const said = useSaid()
  const earlier = useEarlierKm()
  const stands = view.odometerKm.value
  const [typed, setTyped] = useState<string | null>(null)
  const value = typed ?? (stands === undefined ? '' : String(stands))
  const km = parseNumber(value)
  const wrong = value !== '' && (km === undefined || km > BOUNDS.odometerKm)
  const done = () => {
    if (typed === null || wrong) return
    if (km !== undefined && km !== stands) edit((ledger, pen) => setOdometer(ledger, km, pen))
    setTyped(null)
  }
  useWhenGone(done)
  const before = earlier && { km: formatKilometres(earlier.km, language), job: earlier.number }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-start gap-1">
        <div className="min-w-0 flex-1" data-field={view.odometerKm.item}>
          <NumberInput
            label={t('item.odometer')}
            unit="km"
            value={value}
            onChange={setTyped}
            onDone={done}
            words={keypad}
            inline={large}
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
      {before &&
        // While it is being typed every number is too small.
        (typed === null && stands !== undefined && stands < earlier.km ? (
          <Banner tone="warn" title={t('odometer.lower', before)}>
            {t('odometer.lowerText')}
          </Banner>
        ) : (
          <p className="text-ink-soft">{t('odometer.before', before)}</p>
        ))}
    </div>
  )
}

export function DamageReview() {
  const { t } = useWords()
  const { view, edit, may } = useJobDesk()
  const said = useSaid()
  const field = view.damageReviewed
  // « No damage » is an answer too; silence would not tell it from « nobody looked ».
  const none = view.defects.every((defect) => defect.phase !== 'pre_existing')
  return (
    <div className="flex items-center gap-1">
      <CheckToggle
        label={none ? t('damage.noneReviewed') : t('item.damageReviewed')}
        state={field.contested ? 'contested' : field.value === true ? 'on' : 'off'}
        onToggle={(value) => edit((ledger, pen) => reviewDamage(ledger, value, pen))}
        detail={said(field) ?? t('lists.damageHint')}
        disabled={!may(field)}
      />
      <Story item={field.item} />
    </div>
  )
}
