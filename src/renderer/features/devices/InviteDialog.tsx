/** « Ajouter un appareil », as the administrator follows it: shown, used, compared, answered. */
import { useEffect, useRef, useState } from 'react'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import type { AppError, InvitationStatus, Role } from '../../../contract/index.ts'
import { ask, errorOf } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useTold } from '../../api/told.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { Digits } from '../../ui/Digits.tsx'
import { Banner, ErrorState, notify } from '../../ui/Feedback.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { Busy } from '../../ui/Progress.tsx'
import { QrCode } from '../../ui/QrCode.tsx'
import { useCountdown } from '../../ui/useCountdown.ts'
import { isLoopback } from '../../shell/relayAddress.ts'
import { useChange } from './queries.ts'
import { RoleChoice } from './roles.tsx'

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const { api } = useDesk()
  const [status, setStatus] = useTold('devices.invitation')
  const [error, setError] = useState<AppError | null>(null)
  const asked = useRef(false)
  /** What an earlier invitation came to is no answer to this one. */
  const [begun, setBegun] = useState(false)
  const invite = async () => {
    setError(null)
    try {
      setStatus(await ask(api, 'devices.invite', {}))
      setBegun(true)
    } catch (cause) {
      setError(errorOf(cause))
    }
  }
  // One that is open already, or waits for an answer, is gone on with: opening the dialog again must not void it.
  const goesOn = status?.state === 'open' || status?.state === 'offered'
  useEffect(() => {
    if (status === undefined || asked.current) return
    asked.current = true
    if (goesOn) setBegun(true)
    else void invite()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when main has first said how things stand
  }, [status])
  const shown = begun ? status : undefined

  if (!error && shown?.state === 'offered') {
    return <OfferedDialog key={shown.digits} offer={shown} onClose={onClose} />
  }
  return (
    <DialogBox title={t('devices.add')} open keepOpen onClose={onClose} closeLabel={t('action.close')} size="wide">
      {error ? (
        <Problem error={error} onRetry={() => void invite()} />
      ) : shown?.state === 'open' ? (
        <Open invitation={shown} />
      ) : isOver(shown) ? (
        <ErrorState
          title={t(`invite.fail.${shown.state}.title`)}
          action={
            <Button kind="primary" onPress={() => void invite()}>
              {t('invite.again')}
            </Button>
          }
        >
          <p>{t(`invite.fail.${shown.state}.text`)}</p>
        </ErrorState>
      ) : (
        <Busy label={t('action.busy')} />
      )}
    </DialogBox>
  )
}

const ENDS = ['refused', 'expired', 'tampered', 'offline'] as const
type Over = { readonly state: (typeof ENDS)[number] }
function isOver(status: InvitationStatus | undefined): status is InvitationStatus & Over {
  return ENDS.some((each) => each === status?.state)
}

/** In two columns where there is room: for a camera, and for hands. */
function Open({ invitation }: { readonly invitation: Extract<InvitationStatus, { state: 'open' }> }) {
  const { t } = useWords()
  const left = useCountdown(invitation.expiresAt)
  return (
    <div className="flex flex-col gap-4">
      <p>{t('invite.lead')}</p>
      {isLoopback(invitation.relayUrl) && <Banner tone="warn" title={t('invite.loopback')} />}
      <div className="grid items-start gap-x-6 gap-y-4 sm:grid-cols-[auto_1fr]">
        <div className="mx-auto w-[min(320px,48vh)] max-w-full">
          <QrCode text={invitation.url} label={t('invite.qr')} size={320} />
        </div>
        <div className="flex flex-col gap-3">
          <h3 className="font-semibold">{t('invite.byHand')}</h3>
          <dl className="flex flex-col gap-3">
            <div>
              <dt className="text-sm text-ink-soft">{t('relay.address')}</dt>
              <dd className="font-mono text-lg break-all select-all">{invitation.relayUrl}</dd>
            </div>
            <div>
              <dt className="text-sm text-ink-soft">{t('invite.code')}</dt>
              <dd className="rounded-lg bg-sunken px-3 py-2 text-center font-mono text-xl font-bold tracking-wide whitespace-nowrap select-all lg:text-2xl">
                {invitation.code.split(/[\s-]+/).join(' ')}
              </dd>
            </div>
          </dl>
          <div>
            <CopyButton text={invitation.url} label={t('invite.copyLink')} doneLabel={t('action.copied')} />
          </div>
        </div>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3">
        <Busy label={t('invite.waiting')} />
        {/* A timer by role: told when asked for, not every second. */}
        <p role="timer" className="text-ink-soft">
          {t('invite.left', { time: left })}
        </p>
      </div>
    </div>
  )
}

interface OfferedProps {
  readonly offer: Extract<InvitationStatus, { state: 'offered' }>
  readonly onClose: () => void
}
/** Closing it answers nothing: the offer waits until it is accepted, refused or too old. */
function OfferedDialog({ offer, onClose }: OfferedProps) {
  const { t, word } = useWords()
  const change = useChange()
  const [name, setName] = useState(offer.name)
  const [role, setRole] = useState<Role>('technician')
  const accept = async () => {
    const given = name.trim()
    if (!(await change.run('devices.accept', { name: given, role }))) return
    notify(t('invite.accepted', { name: given }))
    onClose()
  }
  return (
    <DialogBox
      title={t('devices.add')}
      open
      keepOpen
      onClose={onClose}
      closeLabel={t('action.close')}
      size="wide"
      actions={
        <>
          <Button kind="danger" onPress={() => void change.run('devices.refuse', {})} isDisabled={change.busy}>
            {t('invite.refuse')}
          </Button>
          <Button kind="primary" onPress={() => void accept()} isDisabled={change.busy || name.trim() === ''}>
            {change.busy ? t('action.busy') : t('invite.accept', { role: word(ROLES[role]) })}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <h3 className="text-center text-lg font-semibold">{t('invite.compare')}</h3>
        <Digits digits={offer.digits} label={t('join.digitsLabel', { digits: offer.digits })} />
        <p>{t('invite.compareText')}</p>
        {change.error && <Problem error={change.error} />}
        <TextInput label={t('devices.name')} value={name} onChange={setName} required maxLength={60} />
        <RoleChoice value={role} onChange={setRole} />
      </div>
    </DialogBox>
  )
}
