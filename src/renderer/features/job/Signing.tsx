/** The client's signature, bound to the very content that is on the screen, or a recorded refusal. */
import { useMemo, useState } from 'react'
import { isOfToday, refuseToSign, withdrawFact } from '../../../crdt/job/index.ts'
import type { RefusalEntry, SignatureEntry } from '../../../crdt/job/index.ts'
import { sealedContent } from '../../../crdt/seal/index.ts'
import { useWords } from '../../i18n/index.ts'
import { useShop } from '../../shell/shop.tsx'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { Card } from '../jobs/NewJobScreen.tsx'
import { ChangeList, supersededBy } from './closing/ChangeList.tsx'
import { SignaturePad } from './closing/SignaturePad.tsx'
import { useJobDesk, useJobPart, useJobTools } from './context.tsx'
import { ReasonDialog } from './ReasonDialog.tsx'
import { useWritten } from './Story.tsx'

type Signed = SignatureEntry | RefusalEntry

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
            <Currency paper={signature} now={now} />
            <Withdrawing paper={signature} what="signature" />
          </li>
        ))}
        {view.refusals.map((refusal) => (
          <li key={refusal.id} className="flex flex-col gap-2 rounded-lg bg-sunken p-3">
            <span>
              <strong>{t('sign.refused', { name: refusal.signer })}</strong> {refusal.reason}
            </span>
            <span className="block text-sm text-ink-soft">{written(refusal)}</span>
            <Currency paper={refusal} now={now} />
            <Withdrawing paper={refusal} what="refusal" />
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
      {dialog === 'sign' && <SignaturePad hash={now} onClose={() => setDialog(null)} />}
      {dialog === 'refuse' && <RefuseDialog hash={now} onClose={() => setDialog(null)} />}
    </Card>
  )
}

interface DialogProps {
  /** Of the content on the screen: what is refused. */
  readonly hash: string | undefined
  readonly onClose: () => void
}

/** Signed in the wrong job, or by the wrong hand: it counts no longer, and stays in the history with the reason. */
function Withdrawing({ paper, what }: { readonly paper: Signed; readonly what: 'signature' | 'refusal' }) {
  const { t } = useWords()
  const { supervising, edit } = useJobTools()
  const [asking, setAsking] = useState(false)
  // What a closed version was printed with stays beside it: reopen first.
  const isOpen = useJobPart((view) => view.standing.kind === 'open')
  if (!supervising || !isOpen) return null
  return (
    <div>
      <Button kind="quiet" onPress={() => setAsking(true)}>
        {t(`sign.withdraw.${what}`)}
      </Button>
      {asking && (
        <ReasonDialog
          title={t(`sign.withdraw.${what}`)}
          text={t('sign.withdrawText')}
          action={t(`sign.withdraw.${what}`)}
          onClose={() => setAsking(false)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, paper.id, why, pen))}
        />
      )}
    </div>
  )
}

/** Whether a paper still says what the job says, and what came since. */
function Currency({ paper, now }: { readonly paper: Signed; readonly now: string | undefined }) {
  const { t } = useWords()
  const { job } = useJobTools()
  const [open, setOpen] = useState(false)
  if (isOfToday(paper)) {
    // Ticks of the handover and the records that the job points at are in the hash, and are not what is signed.
    const completed = now !== undefined && paper.hash !== now
    return (
      <p className="text-sm text-ink-soft">
        {t('sign.version', { code: paper.hash.slice(0, 8) })}
        {completed && ` – ${t('sign.completed')}`}
      </p>
    )
  }
  const count = paper.late.length + paper.lateTexts.length
  return (
    <>
      <Banner
        tone="warn"
        title={t('sign.modified')}
        action={<Button onPress={() => setOpen(true)}>{t('standing.seeLate', { count })}</Button>}
      >
        {t('sign.version', { code: paper.hash.slice(0, 8) })}
      </Banner>
      {open && (
        <DialogBox
          title={t('sign.modified')}
          open
          size="wide"
          onClose={() => setOpen(false)}
          closeLabel={t('action.close')}
        >
          <ChangeList late={paper.late} lateTexts={paper.lateTexts} was={(fact) => supersededBy(job.ledger, fact)} />
        </DialogBox>
      )}
    </>
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
