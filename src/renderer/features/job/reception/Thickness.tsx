/** The paint's thickness, panel by panel: points typed with gloves, and what they say in words and shapes. */
import { useState } from 'react'
import { addThickness, BOUNDS, judgeThickness, withdrawFact } from '../../../../crdt/job/index.ts'
import type { PaintVerdict } from '../../../../crdt/job/index.ts'
import { drawingOf, zonePlaces } from '../../../../crdt/drawing/index.ts'
import type { Point } from '../../../../crdt/drawing/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Badge } from '../../../ui/Badge.tsx'
import type { Tone } from '../../../ui/Badge.tsx'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Choice } from '../../../ui/Choice.tsx'
import type { IconName } from '../../../ui/Icon.tsx'
import { NumberInput, parseNumber } from '../../../ui/NumberInput.tsx'
import { TurningVehicle } from '../../zone-map/TurningVehicle.tsx'
import { useJobDesk } from '../context.tsx'
import { useVehicleZones } from '../vehicleZones.ts'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { useKeypadWords } from '../useKeypadWords.ts'
import { RespraySuggestion } from './RespraySuggestion.tsx'
import { useZoneName } from '../zoneName.ts'

const LOOKS: Readonly<Record<PaintVerdict, { readonly tone: Tone; readonly icon: IconName }>> = {
  normal: { tone: 'ok', icon: 'check' },
  thin: { tone: 'warn', icon: 'minus' },
  possible_respray: { tone: 'warn', icon: 'warning' },
  uneven: { tone: 'warn', icon: 'warning' },
  respray: { tone: 'bad', icon: 'cross' },
  filler: { tone: 'bad', icon: 'cross' },
}
const MAX_POINTS = 50

export function Thickness() {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { view, canEdit, edit } = useJobDesk()
  const written = useWritten()
  const [withdrawing, setWithdrawing] = useState<string | null>(null)
  return (
    <div className="@container flex flex-col gap-3">
      {canEdit && <ThicknessForm />}
      <RespraySuggestion />
      {view.thickness.length === 0 && <p className="text-ink-soft">{t('thickness.none')}</p>}
      <ul className="flex flex-col gap-2" aria-label={t('thickness.title')}>
        {[...view.thickness].reverse().map((row) => (
          <li key={row.id} className="flex items-center gap-3 rounded-lg bg-sunken px-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="block font-medium">{zoneName(row.zone)}</span>
              <span className="block">{t('thickness.points', { points: row.microns.join(' · ') })}</span>
              <span className="block text-sm text-ink-soft">{written(row)}</span>
            </span>
            <Judged verdict={row.verdict} />
            {canEdit && (
              <IconButton icon="cross" label={t('thickness.withdraw')} onPress={() => setWithdrawing(row.id)} />
            )}
          </li>
        ))}
      </ul>
      {withdrawing !== null && (
        <ReasonDialog
          title={t('thickness.withdraw')}
          text={t('reading.withdrawText')}
          action={t('thickness.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing, why, pen))}
        />
      )}
    </div>
  )
}

function Judged({ verdict }: { readonly verdict: PaintVerdict }) {
  const { t } = useWords()
  return (
    <Badge tone={LOOKS[verdict].tone} icon={LOOKS[verdict].icon}>
      {t(`thickness.verdict.${verdict}`)}
    </Badge>
  )
}

/** Touch the panel, type its points, keep them: the panels that were measured bear what was found. */
function ThicknessForm() {
  const { t } = useWords()
  const zoneName = useZoneName()
  const { view, vehicle, edit } = useJobDesk()
  const keypad = useKeypadWords()
  const [zone, setZone] = useState<ZoneId | null>(null)
  const [points, setPoints] = useState<readonly number[]>([])
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const art = drawingOf(vehicle?.body.value)
  const panels = useVehicleZones()
  const latest = new Map(view.thickness.map((row) => [row.zone, row.verdict]))
  const nameOf = (id: ZoneId) => {
    const verdict = latest.get(id)
    return verdict ? `${zoneName(id)} – ${t(`thickness.verdict.${verdict}`)}` : zoneName(id)
  }
  const point = parseNumber(typed)
  const wrong = typed !== '' && (point === undefined || point > BOUNDS.microns)
  // What is still in the field counts: nobody should have to press two buttons for one point.
  const all = point !== undefined && !wrong ? [...points, point] : points
  const add = () => {
    if (wrong || point === undefined || points.length >= MAX_POINTS) return
    setPoints(all)
    setTyped('')
  }
  const save = () => {
    setTried(true)
    if (zone === null || wrong || all.length === 0 || all.length > MAX_POINTS) return
    edit((ledger, pen) => addThickness(ledger, { zone, microns: all }, pen))
    setZone(null)
    setPoints([])
    setTyped('')
    setTried(false)
  }
  return (
    <div className="grid items-start gap-4 @3xl:grid-cols-[minmax(0,1fr)_20rem] @3xl:grid-rows-[auto_1fr]">
      <div className="rounded-lg border border-line p-2">
        <TurningVehicle
          follow={zone}
          art={art}
          label={t('thickness.map')}
          selected={zone}
          nameOf={nameOf}
          captionOf={(each) => t(`map.view.${each}`)}
          onPress={(press) => setZone(press.zone)}
        >
          {({ unitsPerPx, only }) =>
            zonePlaces(art, only).map(({ zone: id, centre }) => {
              const verdict = latest.get(id)
              return verdict && <PaintMark key={id} verdict={verdict} at={centre} r={10 * unitsPerPx} />
            })
          }
        </TurningVehicle>
      </div>
      <div className="flex flex-col gap-3 @3xl:row-span-2">
        <Choice
          label={t('thickness.panel')}
          value={zone}
          onChange={setZone}
          required
          error={tried && zone === null ? t('thickness.noPanel') : undefined}
          options={panels.map((id) => ({ id, label: zoneName(id) }))}
        />
        <NumberInput
          label={t('thickness.point')}
          unit="µm"
          value={typed}
          onChange={setTyped}
          onDone={add}
          words={{ ...keypad, done: t('thickness.addPoint') }}
          inline
          doneKind="secondary"
          error={wrong || (tried && all.length === 0) ? t('thickness.fault') : undefined}
        />
      </div>
      <div className="flex flex-col gap-3">
        {points.length > 0 && (
          <ul className="flex flex-wrap gap-2" aria-label={t('thickness.values')}>
            {points.map((each, index) => (
              <li key={index} className="flex items-center rounded-lg bg-sunken pl-3">
                {t('thickness.points', { points: String(each) })}
                <IconButton
                  icon="cross"
                  label={t('thickness.removePoint', { point: each })}
                  onPress={() => setPoints(points.filter((_, at) => at !== index))}
                />
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-center justify-end gap-3">
          {all.length > 0 && <Judged verdict={judgeThickness(all)} />}
          <Button kind="primary" icon="plus" onPress={save}>
            {t('thickness.add')}
          </Button>
        </div>
      </div>
    </div>
  )
}

interface PaintMarkProps {
  readonly verdict: PaintVerdict
  readonly at: Point
  readonly r: number
}

/** A disc with a tick, a triangle, a square with a cross: told apart without their colours. */
function PaintMark({ verdict, at, r }: PaintMarkProps) {
  const { tone } = LOOKS[verdict]
  const sign = { fill: 'none', strokeWidth: 0.22, className: 'stroke-(--surface)', strokeLinecap: 'round' } as const
  return (
    <g transform={`translate(${at.x} ${at.y}) scale(${r})`} aria-hidden="true" className="pointer-events-none">
      {tone === 'ok' && (
        <>
          <circle r={1} className="fill-(--ok) stroke-(--surface)" strokeWidth={0.15} />
          <path d="M-0.45,0.05 L-0.1,0.4 L0.5,-0.35" {...sign} />
        </>
      )}
      {tone === 'warn' && (
        <>
          <path d="M0,-1.1 L1.15,0.9 L-1.15,0.9 Z" className="fill-(--warn) stroke-(--surface)" strokeWidth={0.15} />
          <path d="M0,-0.4 L0,0.25 M0,0.6 L0,0.62" {...sign} />
        </>
      )}
      {tone === 'bad' && (
        <>
          <path d="M-0.95,-0.95 H0.95 V0.95 H-0.95 Z" className="fill-(--bad) stroke-(--surface)" strokeWidth={0.15} />
          <path d="M-0.45,-0.45 L0.45,0.45 M0.45,-0.45 L-0.45,0.45" {...sign} />
        </>
      )}
    </g>
  )
}
