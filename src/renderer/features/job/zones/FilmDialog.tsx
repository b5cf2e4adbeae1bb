import { useState } from 'react'
import { formatMetres, formatPercent, formatSquareMetres } from '../../../i18n/format.ts'
import { estimateFilm } from '../../../../crdt/drawing/index.ts'
import type { FilmEstimate } from '../../../../crdt/drawing/index.ts'
import { BOUNDS, recut, useFilm as recordFilmUse } from '../../../../crdt/job/index.ts'
import type { FilmUseData, FilmUseView } from '../../../../crdt/job/index.ts'
import type { Language, ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { useKeypadWords } from '../useKeypadWords.ts'
import { useShop } from '../../../shell/shop.tsx'
import { Badge } from '../../../ui/Badge.tsx'
import type { Tone } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CheckToggle } from '../../../ui/CheckToggle.tsx'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import type { IconName } from '../../../ui/Icon.tsx'
import { NumberInput, parseNumber } from '../../../ui/NumberInput.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useBalances } from '../../stock/queries.ts'
import { LocalNote, RollState } from '../../stock/RollState.tsx'
import { ScanRoll } from '../../stock/ScanRoll.tsx'
import { useJobDesk } from '../context.tsx'
import { sheetOf } from '../sheets.ts'
import { useZoneName } from '../zoneName.ts'

/** A film's usual width: 60 inches. */
const USUAL_WIDTH_MM = 1520
/** By hand; a piece in place of a spoilt one is cut from that one's line, or the first would still count as laid. */
const PURPOSES = ['cut', 'error'] as const

export interface FilmDialogProps {
  readonly zone: ZoneId
  /** The spoilt cut in whose place this one comes; null: a first one. */
  readonly instead: FilmUseView | null
  readonly onClose: () => void
}

export function FilmDialog({ zone, instead, onClose }: FilmDialogProps) {
  const { t, language } = useWords()
  const zoneName = useZoneName()
  const { view, edit, vehicle } = useJobDesk()
  const { shop } = useShop()
  const keypad = useKeypadWords()
  const films = shop?.films ?? []
  const last = instead ?? view.filmUses.at(-1)
  const [film, setFilm] = useState<string | null>(last?.film || (films[0]?.id ?? null))
  const [roll, setRoll] = useState<string | null>(last?.roll || null)
  const rolls = (shop?.rolls ?? []).filter((each) => each.film.value === film)
  const [lot, setLot] = useState(last?.lot ?? '')
  const filmEntry = films.find((each) => each.id === film)
  const [width, setWidth] = useState(
    String(instead?.widthMm ?? filmEntry?.widthMm.value ?? last?.widthMm ?? USUAL_WIDTH_MM),
  )
  const [length, setLength] = useState(instead ? typedNumber(instead.lengthMm / 1000, language) : '')
  const [net, setNet] = useState(instead && instead.netMm2 > 0 ? typedNumber(instead.netMm2 / 1e6, language) : '')
  const [why, setWhy] = useState('')
  const [purpose, setPurpose] = useState<FilmUseData['purpose']>(instead ? 'recut' : 'cut')
  const [others, setOthers] = useState<readonly ZoneId[]>((instead?.zones ?? []).filter((each) => each !== zone))
  const [tried, setTried] = useState(false)
  const [scanning, setScanning] = useState(false)
  const balances = useBalances()
  const rollEntry = rolls.find((each) => each.id === roll)
  const balance = rollEntry && balances?.(rollEntry)

  const widthMm = whole(parseNumber(width))
  const lengthMm = whole(scaled(parseNumber(length), 1000))
  const netMm2 = net.trim() === '' ? 0 : whole(scaled(parseNumber(net), 1_000_000))
  const faults = {
    width: widthMm === undefined || widthMm < 1 || widthMm > BOUNDS.widthMm,
    length: lengthMm === undefined || lengthMm < 1 || lengthMm > BOUNDS.lengthMm,
    net:
      netMm2 === undefined ||
      netMm2 < 0 ||
      (widthMm !== undefined && lengthMm !== undefined && netMm2 > widthMm * lengthMm),
    // A warranty names the film by its roll or its lot.
    lot: (roll ?? '') === '' && lot.trim() === '',
    why: instead !== null && why.trim() === '',
  }
  /** Of all that this piece is to cover, as far as the drawing shows it. */
  const estimated = (zones: readonly ZoneId[]): FilmEstimate | null => {
    const each = zones.flatMap((id) => {
      const extent = view.zones.find((found) => found.zone === id)?.extent.value
      return estimateFilm(vehicle?.body.value, id, extent, widthMm ?? USUAL_WIDTH_MM) ?? []
    })
    if (each.length < zones.length) return null
    const sum = (of: keyof FilmEstimate) => each.reduce((total, part) => total + part[of], 0)
    return { netMm2: sum('netMm2'), lengthMm: sum('lengthMm') }
  }
  const takeFilm = (id: string) => {
    setFilm(id)
    if (id === film) return
    setRoll(null)
    setLot('') // of another film, it would be a false trace
    const next = films.find((each) => each.id === id)?.widthMm.value
    if (next !== undefined) setWidth(String(next))
  }
  const takeScanned = (id: string): boolean => {
    const scanned = shop?.rolls.find((each) => each.id === id)
    if (!scanned) return false
    if (scanned.film.value !== undefined) takeFilm(scanned.film.value)
    setRoll(id)
    setLot(scanned.lot.value ?? '')
    setScanning(false)
    return true
  }
  const isShort =
    balance?.remainingMm !== undefined && lengthMm !== undefined && !faults.length && lengthMm > balance.remainingMm
  const estimate = estimated([zone, ...others])
  const enough = estimate && enoughFor(estimate.lengthMm, balance?.remainingMm)
  const save = () => {
    setTried(true)
    if (Object.values(faults).includes(true)) return
    const sheet = sheetOf(filmEntry)
    const data: FilmUseData = {
      zones: [zone, ...others],
      film: film ?? '',
      roll: roll ?? '',
      lot: lot.trim(),
      widthMm: widthMm!,
      lengthMm: lengthMm!,
      netMm2: netMm2!,
      centsPerM2: filmEntry?.centsPerM2.value ?? null,
      purpose,
      ...(sheet ? { limits: sheet } : {}),
    }
    edit((ledger, pen) => {
      if (instead) recut(ledger, instead.id, data, why.trim(), pen)
      else recordFilmUse(ledger, data, pen)
    })
    onClose()
  }
  const leftOf = (mm: number | undefined) =>
    mm === undefined ? undefined : t('stock.remaining', { length: formatMetres(mm, language) })
  const nameOf = (each: (typeof films)[number]) =>
    [each.brand.value, each.range.value].filter(Boolean).join(' ') || each.id
  return (
    <DialogBox
      title={t(instead ? 'recut.title' : 'film.title', { zone: zoneName(zone) })}
      open
      keepOpen
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save}>
            {t('film.save')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {instead && (
          <div className="sm:col-span-2">
            <TextInput
              label={t('recut.why')}
              hint={t('recut.text')}
              value={why}
              onChange={setWhy}
              maxLength={300}
              required
              autoFocus
              error={tried && faults.why ? t('form.required') : undefined}
            />
          </div>
        )}
        {(shop?.rolls.length ?? 0) > 0 && (
          <div className="sm:col-span-2">
            {scanning ? (
              <ScanRoll onRoll={takeScanned} />
            ) : (
              <Button icon="qr" onPress={() => setScanning(true)}>
                {t('stock.scan')}
              </Button>
            )}
          </div>
        )}
        {films.length > 0 && (
          <Choice
            label={t('film.film')}
            value={film}
            onChange={takeFilm}
            options={films.map((each) => ({ id: each.id, label: nameOf(each) }))}
          />
        )}
        {rolls.length > 0 && (
          <Choice
            label={t('film.roll')}
            value={roll}
            onChange={(id) => {
              setRoll(id)
              setLot(rolls.find((each) => each.id === id)?.lot.value ?? '')
            }}
            options={rolls.map((each) => ({
              id: each.id,
              label: each.serial.value ?? each.lot.value ?? each.id,
              detail: [each.lot.value, each.location.value, leftOf(balances?.(each).remainingMm)]
                .filter(Boolean)
                .join(' · '),
            }))}
          />
        )}
        {balance && (
          <div className="flex flex-col gap-2 sm:col-span-2">
            <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <RollState balance={balance} />
              <LocalNote />
            </span>
            {isShort && (
              <Banner tone="warn" title={t('stock.short')}>
                {t('stock.shortText', { length: formatMetres(balance.remainingMm ?? 0, language) })}
              </Banner>
            )}
            {balance.flags.includes('expired') && (
              <Banner tone="warn" title={t('stock.expiredTitle')}>
                {t('stock.expiredText')}
              </Banner>
            )}
          </div>
        )}
        <TextInput
          label={t('film.lotLabel')}
          value={lot}
          onChange={setLot}
          maxLength={120}
          error={tried && faults.lot ? t('film.lotFault') : undefined}
        />
        <NumberInput
          label={t('film.width')}
          unit="mm"
          value={width}
          onChange={setWidth}
          words={keypad}
          required
          error={tried && faults.width ? t('film.widthFault') : undefined}
        />
        <NumberInput
          label={t('film.length')}
          unit="m"
          decimal
          value={length}
          onChange={setLength}
          words={keypad}
          required
          error={tried && faults.length ? t('film.lengthFault') : undefined}
        />
        <NumberInput
          label={t('film.net')}
          unit="m²"
          decimal
          value={net}
          onChange={setNet}
          words={keypad}
          hint={t('film.netHint')}
          error={tried && faults.net ? t('film.netFault') : undefined}
        />
        {estimate && (
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-ink-soft sm:col-span-2">
            <span className="min-w-60 flex-1">
              {t('film.estimate', {
                area: formatSquareMetres(estimate.netMm2, language),
                length: formatMetres(estimate.lengthMm, language),
              })}
            </span>
            {enough && (
              <Badge tone={ENOUGH[enough].tone} icon={ENOUGH[enough].icon}>
                {t(`film.enough.${enough}`)}
              </Badge>
            )}
            <Button onPress={() => setNet(typedNumber(estimate.netMm2 / 1e6, language))}>
              {t('film.takeEstimate')}
            </Button>
          </div>
        )}
        {!faults.width && !faults.length && !faults.net && (
          <output className="rounded-lg bg-sunken px-3 py-2 sm:col-span-2">
            {netMm2 === 0
              ? t('stock.liveUnknown', { cut: formatSquareMetres(widthMm! * lengthMm!, language) })
              : t('stock.live', {
                  cut: formatSquareMetres(widthMm! * lengthMm!, language),
                  net: formatSquareMetres(netMm2!, language),
                  waste: formatSquareMetres(widthMm! * lengthMm! - netMm2!, language),
                  yield: formatPercent(Math.round((netMm2! * 100) / (widthMm! * lengthMm!)), language),
                })}
          </output>
        )}
        {!instead && (
          <div className="sm:col-span-2">
            <Segments
              label={t('film.purpose')}
              value={purpose}
              onChange={setPurpose}
              options={PURPOSES.map((id) => ({ id, label: t(`film.purpose.${id}`) }))}
            />
          </div>
        )}
        <div role="group" aria-label={t('film.others')} className="flex flex-col gap-1 sm:col-span-2">
          <span className="text-sm font-medium">{t('film.others')}</span>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {view.zones
              .filter((each) => each.zone !== zone)
              .map((each) => (
                <CheckToggle
                  key={each.zone}
                  label={zoneName(each.zone)}
                  state={others.includes(each.zone) ? 'on' : 'off'}
                  onToggle={(on) => setOthers(on ? [...others, each.zone] : others.filter((id) => id !== each.zone))}
                />
              ))}
          </div>
        </div>
      </div>
    </DialogBox>
  )
}

type Enough = 'ready' | 'low' | 'insufficient'
const ENOUGH = {
  ready: { tone: 'ok', icon: 'check' },
  low: { tone: 'warn', icon: 'minus' },
  insufficient: { tone: 'bad', icon: 'cross' },
} as const satisfies Record<Enough, { tone: Tone; icon: IconName }>
/** An estimate may be short by this much: below it the roll is just enough. */
const SPARE = 1.2

function enoughFor(lengthMm: number, remainingMm: number | undefined): Enough | null {
  if (remainingMm === undefined) return null
  if (remainingMm < lengthMm) return 'insufficient'
  return remainingMm < lengthMm * SPARE ? 'low' : 'ready'
}

/** As a person of that language would type it: what {@link parseNumber} reads. */
const typedNumber = (value: number, language: Language): string =>
  value.toLocaleString(language, { useGrouping: false, maximumFractionDigits: 3 })

const scaled = (value: number | undefined, factor: number) => (value === undefined ? undefined : value * factor)
const whole = (value: number | undefined) => (value === undefined ? undefined : Math.round(value))
