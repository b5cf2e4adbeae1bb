/** The client's signature, bound to the very content that is on the screen, or a recorded refusal. */
import { useEffect, useMemo, useRef, useState } from 'react'
import SignaturePad from 'signature_pad'
import { refuseToSign, sign } from '../../../crdt/job/index.ts'
import { sealedContent } from '../../../crdt/seal/index.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { useJobDesk } from './context.tsx'
import { useWritten } from './Story.tsx'

/** Undefined while the shop or the client is still being read: a hash without them would never match. */
function useContentHash(): string | undefined {
  const { jobId, view, client, vehicle } = useJobDesk()
  const { shop } = useShop()
  const known = view.vehicle.value === undefined || vehicle !== null
  return useMemo(
    () => (shop && known ? sealedContent(jobId, view, { client, vehicle, shop }).hash : undefined),
    [jobId, view, client, vehicle, shop, known],
  )
}

export function Signing() {
  const { t } = useWords()
  const { view, canEdit } = useJobDesk()
  const written = useWritten()
  const now = useContentHash()
  const [dialog, setDialog] = useState<'sign' | 'refuse' | null>(null)
  const papers = [...view.signatures, ...view.refusals]
  return (
    <Card title={t('sign.title')}>
      {papers.length === 0 && <p className="text-ink-soft">{t('sign.none')}</p>}
      <ul className="flex flex-col gap-2">
        {view.signatures.map((signature) => (
          <li key={signature.id} className="flex flex-col gap-2 rounded-lg bg-sunken p-3">
            <span>
              <strong>{signature.signer}</strong>
              {signature.role !== '' && ` (${signature.role})`} · {written(signature)}
            </span>
            <Strokes strokes={signature.strokes} label={t('sign.of', { name: signature.signer })} />
            {now !== undefined && signature.hash !== now && <Banner tone="warn" title={t('sign.modified')} />}
          </li>
        ))}
        {view.refusals.map((refusal) => (
          <li key={refusal.id} className="rounded-lg bg-sunken p-3">
            <strong>{t('sign.refused', { name: refusal.signer })}</strong> {refusal.reason}
            <span className="block text-sm text-ink-soft">{written(refusal)}</span>
          </li>
        ))}
      </ul>
      {canEdit && (
        <div className="flex flex-wrap gap-2">
          <Button onPress={() => setDialog('sign')}>{t('sign.action')}</Button>
          <Button kind="quiet" onPress={() => setDialog('refuse')}>
            {t('sign.refuse')}
          </Button>
        </div>
      )}
      {dialog === 'sign' && <SignDialog hash={now} onClose={() => setDialog(null)} />}
      {dialog === 'refuse' && <RefuseDialog hash={now} onClose={() => setDialog(null)} />}
    </Card>
  )
}

interface DialogProps {
  /** Of the content on the screen: what is signed. */
  readonly hash: string | undefined
  readonly onClose: () => void
}

function SignDialog({ hash, onClose }: DialogProps) {
  const { t } = useWords()
  const { client, edit } = useJobDesk()
  const canvas = useRef<HTMLCanvasElement>(null)
  const pad = useRef<SignaturePad | null>(null)
  const [signer, setSigner] = useState(client?.name.value ?? '')
  const [email, setEmail] = useState(client?.email.value ?? '')
  const [role, setRole] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    // One canvas point for each point of the screen, times its density: else the pen draws beside itself.
    const density = devicePixelRatio
    element.width = element.clientWidth * density
    element.height = element.clientHeight * density
    element.getContext('2d')?.scale(density, density)
    pad.current = new SignaturePad(element)
    return () => pad.current?.off()
  }, [])
  const save = () => {
    const element = canvas.current
    if (!element || !pad.current || pad.current.isEmpty()) return setProblem(t('sign.empty'))
    if (signer.trim() === '' || hash === undefined) return setProblem(t('form.required'))
    const strokes = strokesOf(pad.current, element.clientWidth, element.clientHeight)
    edit((ledger, pen) =>
      sign(ledger, { signer: signer.trim(), role: role.trim(), email: email.trim(), hash, strokes }, pen),
    )
    onClose()
  }
  return (
    <DialogBox
      title={t('sign.action')}
      open
      keepOpen
      size="wide"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button kind="quiet" onPress={() => pad.current?.clear()}>
            {t('sign.clear')}
          </Button>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button kind="primary" onPress={save}>
            {t('sign.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="grid gap-3 sm:grid-cols-2">
          <TextInput label={t('sign.signer')} value={signer} onChange={setSigner} required maxLength={200} />
          <TextInput label={t('client.email')} value={email} onChange={setEmail} type="email" maxLength={200} />
          <TextInput label={t('sign.role')} value={role} onChange={setRole} hint={t('sign.roleHint')} maxLength={100} />
          {hash !== undefined && (
            <p className="self-center text-sm text-ink-soft">{t('sign.version', { code: hash.slice(0, 8) })}</p>
          )}
        </div>
        <canvas
          ref={canvas}
          aria-label={t('sign.pad')}
          role="img"
          className="h-52 w-full touch-none rounded-lg border-2 border-line-strong bg-white"
        />
        {problem !== null && (
          <p role="alert" className="font-medium text-bad">
            {problem}
          </p>
        )}
      </div>
    </DialogBox>
  )
}

/** Thousandths of the pad's width, both ways, so that the proportions hold: x, y, x, y… */
function strokesOf(pad: SignaturePad, width: number, height: number): number[][] {
  const scale = 1000 / Math.max(width, height)
  return pad
    .toData()
    .slice(0, 500)
    .map((stroke) =>
      stroke.points.slice(0, 2000).flatMap((point) => [Math.round(point.x * scale), Math.round(point.y * scale)]),
    )
}

function Strokes({ strokes, label }: { readonly strokes: readonly (readonly number[])[]; readonly label: string }) {
  const paths = strokes.map((stroke) => {
    let path = ''
    for (let i = 0; i + 1 < stroke.length; i += 2) path += `${i === 0 ? 'M' : 'L'}${stroke[i]},${stroke[i + 1]} `
    return path
  })
  const xs = strokes.flatMap((stroke) => stroke.filter((_, index) => index % 2 === 0))
  const ys = strokes.flatMap((stroke) => stroke.filter((_, index) => index % 2 === 1))
  if (xs.length === 0) return null
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top]
  return (
    <svg
      viewBox={`${left - 10} ${top - 10} ${width + 20} ${height + 20}`}
      role="img"
      aria-label={label}
      className="h-20 w-full rounded bg-surface"
    >
      {paths.map((path, index) => (
        <path
          key={index}
          d={path}
          fill="none"
          className="stroke-ink"
          strokeWidth="4"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      ))}
    </svg>
  )
}

function RefuseDialog({ hash, onClose }: DialogProps) {
  const { t } = useWords()
  const { client, edit } = useJobDesk()
  const [signer, setSigner] = useState(client?.name.value ?? '')
  const [reason, setReason] = useState('')
  const save = () => {
    if (hash === undefined) return
    edit((ledger, pen) => refuseToSign(ledger, { signer: signer.trim(), reason: reason.trim(), hash }, pen))
    onClose()
  }
  return (
    <DialogBox
      title={t('sign.refuse')}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button
            kind="primary"
            onPress={save}
            isDisabled={signer.trim() === '' || reason.trim() === '' || hash === undefined}
          >
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <TextInput label={t('sign.signer')} value={signer} onChange={setSigner} required maxLength={200} />
        <TextInput
          label={t('reason.label')}
          value={reason}
          onChange={setReason}
          required
          autoFocus
          lines={2}
          maxLength={2000}
        />
      </div>
    </DialogBox>
  )
}
