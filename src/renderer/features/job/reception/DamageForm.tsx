/** One damage at the place that was touched: type and gravity in one tap each, everything else if there is time. */
import { useEffect, useRef, useState } from 'react'
import { addDefect } from '../../../../crdt/job/index.ts'
import { PRE_EXISTING, SEVERITIES } from '../../../../crdt/vocabulary/index.ts'
import type { DefectType, Severity, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { useJobTools } from '../context.tsx'
import { useVehicleZones } from '../vehicleZones.ts'
import type { DamageDraft } from './DamageMap.tsx'
import { useZoneName } from '../zoneName.ts'

export interface DamageFormProps {
  readonly draft: DamageDraft
  /** The next touch on the vehicle is where the arrow points. */
  readonly aiming: boolean
  readonly onZone: (zone: ZoneId) => void
  readonly onAim: () => void
  readonly onNoArrow: () => void
  readonly onDone: () => void
}

export function DamageForm({ draft, aiming, onZone, onAim, onNoArrow, onDone }: DamageFormProps) {
  const { t, word } = useWords()
  const zoneName = useZoneName()
  const { edit } = useJobTools()
  const zones = useVehicleZones()
  const [type, setType] = useState<DefectType | null>(null)
  const [severity, setSeverity] = useState<Severity>(1)
  const [note, setNote] = useState('')
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLElement>(null)
  useEffect(() => {
    // Braces: Chromium answers with a promise, which React would take for what is to be done at the end.
    form.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  const save = () => {
    setTried(true)
    if (type === null) return
    const { zone, position, arrow } = draft
    edit((ledger, pen) =>
      addDefect(
        ledger,
        { zone, phase: 'pre_existing', type, severity, note: note.trim(), position, ...(arrow ? { arrow } : {}) },
        pen,
      ),
    )
    onDone()
  }
  return (
    <section
      ref={form}
      aria-label={t('damage.new')}
      className="flex flex-col gap-3 rounded-lg border border-accent p-3"
    >
      <Choice
        label={t('defect.zone')}
        value={draft.zone}
        onChange={onZone}
        options={zones.map((id) => ({ id, label: zoneName(id) }))}
      />
      <Segments
        label={t('defect.type')}
        value={type}
        onChange={setType}
        options={Object.entries(PRE_EXISTING).map(([id, label]) => ({ id: id as DefectType, label: word(label) }))}
      />
      {tried && type === null && <p className="text-sm font-medium text-bad">{t('form.required')}</p>}
      <Segments
        label={t('defect.severity')}
        value={String(severity)}
        onChange={(id) => setSeverity(Number(id) as Severity)}
        options={([1, 2, 3] as const).map((id) => ({ id: String(id), label: word(SEVERITIES[id]) }))}
      />
      <TextInput label={t('defect.note')} value={note} onChange={setNote} maxLength={5000} />
      <div className="flex flex-wrap items-center gap-2">
        <Button kind={aiming ? 'primary' : 'secondary'} onPress={onAim}>
          {t(aiming ? 'damage.aiming' : draft.arrow ? 'damage.arrowAgain' : 'damage.arrow')}
        </Button>
        {draft.arrow && (
          <Button kind="quiet" onPress={onNoArrow}>
            {t('damage.noArrow')}
          </Button>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onPress={onDone}>{t('action.cancel')}</Button>
        <Button kind="primary" icon="check" onPress={save}>
          {t('damage.save')}
        </Button>
      </div>
    </section>
  )
}
