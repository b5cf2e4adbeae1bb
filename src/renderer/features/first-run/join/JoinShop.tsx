/** Into a shop with what an administrator's screen shows: its QR code, its link, or its address and code. */
import { useEffect, useState } from 'react'
import type { AppError, CallInput } from '../../../../contract/index.ts'
import { readInvitation } from '../../../../crdt/protocol/index.ts'
import { ask, errorOf } from '../../../api/calls.ts'
import { useDesk } from '../../../api/desk.ts'
import { useTold } from '../../../api/told.ts'
import { useWords } from '../../../i18n/index.ts'
import { Problem } from '../../../shell/Problem.tsx'
import { isRelayUrl } from '../../../shell/relayAddress.ts'
import { Segments } from '../../../ui/Choice.tsx'
import { CODE_LENGTH } from '../../../ui/codeGroups.ts'
import { TextInput } from '../../../ui/Field.tsx'
import { focusFirstFault } from '../../../ui/focusFault.ts'
import { FormShell } from '../FormShell.tsx'
import { JoinProgress } from './JoinProgress.tsx'
import { PasteInvitation } from './PasteInvitation.tsx'
import { ScanQr } from './ScanQr.tsx'
import { TypedInvitation } from './TypedInvitation.tsx'

type Way = 'typed' | 'scan' | 'link'
type JoinInput = CallInput<'join.start'>
const WAYS: readonly Way[] = ['scan', 'link', 'typed']

export interface JoinShopProps {
  readonly onBack: () => void
  /** Where a device joins its shop again; the first time, the whole window becomes another. */
  readonly onDone?: () => void
  /** A link that was opened outside: filled in, and never followed without a person's word. */
  readonly invitation?: string | null
}

export function JoinShop({ onBack, onDone, invitation = null }: JoinShopProps) {
  const { t } = useWords()
  const { api } = useDesk()
  const [status, setStatus] = useTold('join.status')
  const [way, setWay] = useState<Way>(invitation === null ? 'scan' : 'link')
  const [link, setLink] = useState(invitation ?? '')
  const [relay, setRelay] = useState('')
  const [code, setCode] = useState('')
  const [deviceName, setDeviceName] = useState(t('first.deviceDefault'))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)

  useEffect(() => {
    if (invitation === null) return
    setLink(invitation)
    setWay('link')
  }, [invitation])

  const isDone = status?.state === 'done'
  useEffect(() => {
    if (isDone) onDone?.()
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- once, when it is done
  }, [isDone])

  const start = async (invitation: JoinInput['invitation']) => {
    setBusy(true)
    setError(null)
    try {
      setStatus(await ask(api, 'join.start', { invitation, deviceName: deviceName.trim() }))
    } catch (cause) {
      setError(errorOf(cause))
    }
    setBusy(false)
  }
  const submit = (form: HTMLFormElement) => {
    const relayUrl = relay.trim()
    const complete = way === 'link' ? isLink(link) : isRelayUrl(relayUrl) && code.length === CODE_LENGTH
    if (!complete || !deviceName.trim()) return focusFirstFault(form, () => setTried(true))
    void start(way === 'link' ? { kind: 'link', url: link.trim() } : { kind: 'typed', relayUrl, code })
  }
  /** Also the address alone, which a hosted relay shows: it leaves the code to be typed. */
  const scanned = (text: string): boolean => {
    if (isLink(text)) {
      setLink(text.trim())
      setWay('link')
      void start({ kind: 'link', url: text.trim() })
      return true
    }
    if (!isRelayUrl(text)) return false
    setRelay(text)
    setWay('typed')
    return true
  }
  const again = () => {
    // What main forgets is only the failed attempt; it has nothing to refuse here.
    void ask(api, 'join.cancel', {}).catch(() => undefined)
    setStatus({ state: 'none' })
    setCode('')
    setLink('')
    setTried(false)
  }

  if (status && status.state !== 'none') return <JoinProgress status={status} onAgain={again} />
  return (
    <FormShell
      title={t('first.join')}
      busy={busy}
      onBack={onBack}
      onSubmit={submit}
      action={t('first.joinAction')}
      noSubmit={way === 'scan'}
    >
      <p className="text-ink-soft">{t('join.lead')}</p>
      {error && <Problem error={error} />}
      <TextInput
        label={t('first.deviceName')}
        value={deviceName}
        onChange={setDeviceName}
        required
        error={tried && deviceName.trim() === '' ? t('form.required') : undefined}
        maxLength={60}
      />
      <Segments
        label={t('join.how')}
        value={way}
        onChange={(next) => {
          setWay(next)
          setTried(false)
        }}
        options={WAYS.map((id) => ({ id, label: t(`join.way.${id}`) }))}
      />
      {way === 'scan' && <ScanQr what="invitation" onText={scanned} />}
      {way === 'link' && (
        <PasteInvitation
          link={link}
          onLink={setLink}
          error={tried && !isLink(link) ? t('join.linkFault') : undefined}
        />
      )}
      {way === 'typed' && (
        <TypedInvitation
          relay={relay}
          onRelay={setRelay}
          relayError={tried && !isRelayUrl(relay.trim()) ? t('relay.malformed') : undefined}
          code={code}
          onCode={setCode}
          tried={tried}
        />
      )}
    </FormShell>
  )
}

function isLink(text: string): boolean {
  return readInvitation(text.trim()) !== null
}
