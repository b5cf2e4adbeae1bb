/**
 * The device, handed to the client: what is signed, its short code, who signs, and a large field for the pen. Nothing
 * else of the app is within reach until the pad is closed by « Annuler » or « Valider ».
 */
import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import Pad from 'signature_pad'
import { sign } from '../../../../crdt/job/index.ts'
import { formatKilometres } from '../../../i18n/format.ts'
import { useWords } from '../../../i18n/index.ts'
import { useShop } from '../../../shell/shop.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Banner, notify } from '../../../ui/Feedback.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { FullScreen } from '../../../ui/Overlay.tsx'
import { useJobDesk } from '../context.tsx'
import { drawnStrokes } from './strokes.ts'
import { useZoneName } from '../zoneName.ts'

export interface SignaturePadProps {
  /** Of the content as it is now; undefined while the shop or the client is still being read. */
  readonly hash: string | undefined
  readonly onClose: () => void
}

export function SignaturePad({ hash, onClose }: SignaturePadProps) {
  const { t } = useWords()
  const { client, edit } = useJobDesk()
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = usePad(canvas)
  const [signer, setSigner] = useState(client?.name.value ?? '')
  const [email, setEmail] = useState(client?.email.value ?? '')
  const [role, setRole] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  /** The version that was read: work done elsewhere meanwhile must not be signed unread. */
  const [read, setRead] = useState(hash)
  if (read === undefined && hash !== undefined) setRead(hash)
  const changed = read !== undefined && hash !== read
  const save = () => {
    const element = canvas.current
    if (!element || !pad.current) return
    if (changed || hash === undefined) return setProblem(t('sign.changed'))
    if (signer.trim() === '') return setProblem(t('sign.noName'))
    const drawn = drawnStrokes(
      pad.current.toData().map((stroke) => stroke.points),
      element.clientWidth,
      element.clientHeight,
    )
    if (drawn.kind === 'empty') return setProblem(t('sign.empty'))
    if (drawn.kind === 'too-long') return setProblem(t('sign.tooLong'))
    const paper = { signer: signer.trim(), role: role.trim(), email: email.trim(), hash, strokes: drawn.strokes }
    edit((ledger, pen) => sign(ledger, paper, pen))
    notify(t('sign.done', { name: paper.signer }))
    onClose()
  }
  return (
    <FullScreen
      title={t('sign.title')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="quiet" icon="undo" onPress={() => pad.current?.clear()}>
            {t('sign.clear')}
          </Button>
          <Button kind="primary" icon="check" onPress={save}>
            {t('sign.save')}
          </Button>
        </>
      }
    >
      <div className="grid min-h-full gap-4 p-4 landscape:h-full landscape:grid-cols-[minmax(18rem,2fr)_3fr] landscape:grid-rows-[minmax(0,1fr)] portrait:grid-rows-[auto_minmax(16rem,1fr)]">
        {/* On its side, what is read scrolls beside the field: the whole of the field stays in sight. */}
        <div className="flex flex-col gap-3 landscape:overflow-auto landscape:p-1">
          <Summary code={read?.slice(0, 8) ?? '…'} />
          <div className="grid gap-3 portrait:sm:grid-cols-2">
            <TextInput label={t('sign.signer')} value={signer} onChange={setSigner} required maxLength={200} />
            <TextInput
              label={t('sign.role')}
              value={role}
              onChange={setRole}
              hint={t('sign.roleHint')}
              maxLength={100}
            />
            <TextInput label={t('client.email')} value={email} onChange={setEmail} type="email" maxLength={200} />
          </div>
        </div>
        <div className="flex flex-col gap-2 portrait:min-h-64">
          {changed && (
            <Banner
              tone="warn"
              title={t('sign.changed')}
              action={
                <Button
                  onPress={() => {
                    setRead(hash)
                    setProblem(null)
                    pad.current?.clear()
                  }}
                >
                  {t('sign.readAgain')}
                </Button>
              }
            />
          )}
          {problem !== null && !changed && (
            <p role="alert" className="font-medium text-bad">
              {problem}
            </p>
          )}
          <div className="relative min-h-40 flex-1">
            <canvas
              ref={canvas}
              aria-label={t('sign.pad')}
              role="img"
              className="absolute inset-0 h-full w-full touch-none rounded-lg border-2 border-line-strong bg-white"
            />
          </div>
          <p className="text-center text-sm text-ink-soft">{t('sign.empty')}</p>
        </div>
      </div>
    </FullScreen>
  )
}

/** A pad that keeps what was drawn when the tablet is turned. */
function usePad(canvas: RefObject<HTMLCanvasElement | null>): RefObject<Pad | null> {
  const pad = useRef<Pad | null>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const drawing = new Pad(element)
    pad.current = drawing
    let [width, height] = [0, 0]
    const fit = () => {
      const [nextWidth, nextHeight] = [element.clientWidth, element.clientHeight]
      if (nextWidth === 0 || nextHeight === 0 || (nextWidth === width && nextHeight === height)) return
      const scale = width === 0 ? 1 : Math.min(nextWidth / width, nextHeight / height)
      const drawn = drawing.toData().map((stroke) => ({
        ...stroke,
        points: stroke.points.map((point) => ({ ...point, x: point.x * scale, y: point.y * scale })),
      }))
      ;[width, height] = [nextWidth, nextHeight]
      // One canvas point for each point of the screen, times its density: else the pen draws beside itself.
      element.width = width * devicePixelRatio
      element.height = height * devicePixelRatio
      element.getContext('2d')?.scale(devicePixelRatio, devicePixelRatio)
      drawing.clear()
      drawing.fromData(drawn)
    }
    fit()
    const watch = new ResizeObserver(fit)
    watch.observe(element)
    return () => {
      watch.disconnect()
      drawing.off()
      pad.current = null
    }
  }, [canvas])
  return pad
}

/** What the client signs for, in few words; the whole of it stands in the report that bears the code. */
function Summary({ code }: { readonly code: string }) {
  const { t, language } = useWords()
  const zoneName = useZoneName()
  const { view, client, vehicle } = useJobDesk()
  const { shop } = useShop()
  const car = [vehicle?.make.value, vehicle?.model.value, vehicle?.year.value, vehicle?.colour.value]
  const defects = view.defects.filter((defect) => defect.phase !== 'pre_existing')
  const accepted = defects.filter((defect) => defect.outcome.value === 'accepted').length
  const lines = [
    [t('item.client'), client?.name.value],
    [t('item.vehicle'), [...car, vehicle?.plate.value].filter(Boolean).join(' ')],
    [
      t('item.odometer'),
      view.odometerKm.value === undefined ? undefined : formatKilometres(view.odometerKm.value, language),
    ],
    [t('tab.zones'), view.zones.map((zone) => zoneName(zone.zone)).join(', ')],
    [t('tab.defects'), defects.length === 0 ? undefined : t('sign.defects', { count: defects.length, accepted })],
    [t('sign.code'), code],
  ] as const
  return (
    <section aria-label={t('sign.summary')} className="rounded-card border border-line bg-surface p-4">
      <p className="text-lg font-semibold">
        {[shop?.organisation.name.value, view.number.value].filter(Boolean).join(' · ')}
      </p>
      <dl className="mt-2 flex flex-col gap-1">
        {lines.map(
          ([name, value]) =>
            value !== undefined &&
            value !== '' && (
              <div key={name} className="grid grid-cols-[8rem_1fr] gap-2">
                <dt className="text-ink-soft">{name}</dt>
                <dd className="font-medium break-words">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}
