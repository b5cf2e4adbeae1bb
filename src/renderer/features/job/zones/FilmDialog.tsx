import { useState } from 'react'
import { formatMetres, formatPercent, formatSquareMetres } from '../../../i18n/format.ts'
import { BOUNDS, useFilm as recordFilmUse } from '../../../../crdt/job/index.ts'
import type { FilmUseData } from '../../../../crdt/job/index.ts'
import { zoneLabel } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { useKeypadWords } from '../useKeypadWords.ts'
import { useShop } from '../../../shell/shop.tsx'
import { Button } from '../../../ui/Button.tsx'
import { CheckToggle } from '../../../ui/CheckToggle.tsx'
import { Choice, Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { NumberInput, parseNumber } from '../../../ui/NumberInput.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useBalances } from '../../stock/queries.ts'
import { LocalNote, RollState } from '../../stock/RollState.tsx'
import { ScanRoll } from '../../stock/ScanRoll.tsx'
import { useJobDesk } from '../context.tsx'
import { sheetOf } from '../sheets.ts'

/** A film's usual width: 60 inches. */
const USUAL_WIDTH_MM = 1520
const PURPOSES = ['cut', 'recut', 'error'] as const

export function FilmDialog({ zone, onClose }: { readonly zone: ZoneId; readonly onClose: () => void }) {
  const { t, word, language } = useWords()
  const { view, edit } = useJobDesk()
  const { shop } = useShop()
  const keypad = useKeypadWords()
  const films = shop?.films ?? []
  const last = view.filmUses.at(-1)
  const [film, setFilm] = useState<string | null>(last?.film || (films[0]?.id ?? null))
  const [roll, setRoll] = useState<string | null>(last?.roll || null)
  const rolls = (shop?.rolls ?? []).filter((each) => each.film.value === film)
  const [lot, setLot] = useState(last?.lot ?? '')
  const filmEntry = films.find((each) => each.id === film)
  const [width, setWidth] = useState(String(filmEntry?.widthMm.value ?? last?.widthMm ?? USUAL_WIDTH_MM))
  const [length, setLength] = useState('')
  const [net, setNet] = useState('')
  const [purpose, setPurpose] = useState<FilmUseData['purpose']>('cut')
  const [others, setOthers] = useState<readonly ZoneId[]>([])
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
  const save = () => {
    setTried(true)
    if (faults.width || faults.length || faults.net || faults.lot) return
    const sheet = sheetOf(filmEntry)
    edit((ledger, pen) =>
      recordFilmUse(
        ledger,
        {
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
        },
        pen,
      ),
    )
    onClose()
  }
  const leftOf = (mm: number | undefined) =>
    mm === undefined ? undefined : t('stock.remaining', { length: formatMetres(mm, language) })
  const nameOf = (each: (typeof films)[number]) =>
    [each.brand.value, each.range.value].filter(Boolean).join(' ') || each.id
  return (
    <DialogBox
      title={t('film.title', { zone: word(zoneLabel(zone)) })}
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
        <div className="sm:col-span-2">
          <Segments
            label={t('film.purpose')}
            value={purpose}
            onChange={setPurpose}
            options={PURPOSES.map((id) => ({ id, label: t(`film.purpose.${id}`) }))}
          />
        </div>
        <div role="group" aria-label={t('film.others')} className="flex flex-col gap-1 sm:col-span-2">
          <span className="text-sm font-medium">{t('film.others')}</span>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {view.zones
              .filter((each) => each.zone !== zone)
              .map((each) => (
                <CheckToggle
                  key={each.zone}
                  label={word(zoneLabel(each.zone))}
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

const scaled = (value: number | undefined, factor: number) => (value === undefined ? undefined : value * factor)
const whole = (value: number | undefined) => (value === undefined ? undefined : Math.round(value))
