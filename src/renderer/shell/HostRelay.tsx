/** « Héberger le relais sur ce poste »: the switch, how it is reached, and what it is at. */
import { useState } from 'react'
import type { AppError, CallInput, HostStatus } from '../../contract/index.ts'
import { ask, errorOf } from '../api/calls.ts'
import { useDesk, useInfo } from '../api/desk.ts'
import { useTold } from '../api/told.ts'
import { useWords } from '../i18n/index.ts'
import { Badge } from '../ui/Badge.tsx'
import type { Tone } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { Segments } from '../ui/Choice.tsx'
import { CopyButton } from '../ui/CopyButton.tsx'
import { Banner } from '../ui/Feedback.tsx'
import { TextInput } from '../ui/Field.tsx'
import type { IconName } from '../ui/Icon.tsx'
import { QrCode } from '../ui/QrCode.tsx'
import { Switch } from '../ui/Switch.tsx'
import { Problem } from './Problem.tsx'

const STATES: Record<HostStatus['state'], readonly [Tone, IconName]> = {
  off: ['neutral', 'minus'],
  starting: ['info', 'clock'],
  running: ['ok', 'check'],
  failed: ['bad', 'warning'],
}
type Wish = Omit<CallInput<'host.set'>, 'enabled'>

/** `onChanged`: hosting may have become this device's relay. */
export function HostRelay({ onChanged }: { readonly onChanged: () => void }) {
  const { t } = useWords()
  const { api } = useDesk()
  const isAdmin = useInfo()?.person?.role === 'admin'
  const [status, setStatus] = useTold('host.status')
  const [wish, setWish] = useState<Partial<Wish>>({})
  const [portText, setPortText] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<AppError | null>(null)
  if (!status) return null

  const shownPort = portText ?? String(status.port)
  const port = /^\d{1,5}$/.test(shownPort) ? Number(shownPort) : Number.NaN
  const portFault = !(port === 0 || (port >= 1024 && port <= 65_535))
  const next: Wish = { port, reach: wish.reach ?? status.reach, announce: wish.announce ?? status.announce }
  const changed = next.port !== status.port || next.reach !== status.reach || next.announce !== status.announce
  const set = async (enabled: boolean) => {
    if (portFault) return
    setBusy(true)
    setError(null)
    try {
      setStatus(await ask(api, 'host.set', { enabled, ...next, announce: next.announce && next.reach === 'lan' }))
      setWish({})
      setPortText(null)
      onChanged()
    } catch (cause) {
      setError(errorOf(cause))
    }
    setBusy(false)
  }
  const [tone, icon] = STATES[status.state]
  return (
    <section className="flex flex-col gap-3">
      <div className="flex items-center justify-between gap-3">
        <Switch
          label={t('host.title')}
          detail={t('host.text')}
          on={status.enabled}
          onChange={(on) => void set(on)}
          disabled={!isAdmin || busy || (portFault && !status.enabled)}
        />
        <span role="status">
          <Badge tone={tone} icon={icon}>
            {t(`host.state.${status.state}`)}
          </Badge>
        </span>
      </div>
      {!isAdmin && <p className="text-sm text-ink-soft">{t('host.adminOnly')}</p>}
      {error && <Problem error={error} />}
      {status.problem && <Banner tone="bad" title={t(`host.problem.${status.problem}`, { port: status.port })} />}
      {status.state === 'running' && <Addresses urls={status.urls} />}
      {isAdmin && (
        <>
          <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
            <div className="w-28">
              <TextInput label={t('host.port')} value={shownPort} onChange={setPortText} maxLength={5} />
            </div>
            <Segments
              label={t('host.reach')}
              value={next.reach}
              onChange={(reach) => setWish({ ...wish, reach })}
              options={(['lan', 'this-machine'] as const).map((id) => ({ id, label: t(`host.reach.${id}`) }))}
            />
          </div>
          {portFault && (
            <p role="alert" className="text-sm font-medium text-bad">
              {t('host.portFault')}
            </p>
          )}
          <Switch
            label={t('host.announce')}
            detail={t('host.announceText')}
            on={next.announce && next.reach === 'lan'}
            onChange={(announce) => setWish({ ...wish, announce })}
            disabled={busy || next.reach !== 'lan'}
          />
          {status.enabled && (changed || status.state === 'failed') && (
            <div>
              <Button onPress={() => void set(true)} isDisabled={busy || portFault}>
                {busy ? t('action.busy') : t('host.apply')}
              </Button>
            </div>
          )}
        </>
      )}
    </section>
  )
}

function Addresses({ urls }: { readonly urls: readonly string[] }) {
  const { t } = useWords()
  const [first] = urls
  if (first === undefined) return null
  return (
    <div className="flex flex-wrap items-center gap-4 rounded-lg bg-sunken p-3">
      <QrCode text={first} label={t('host.qr', { url: first })} size={132} />
      <div className="flex min-w-52 flex-1 flex-col gap-2">
        <p className="text-sm text-ink-soft">{t('host.addresses')}</p>
        <ul className="flex flex-col gap-1">
          {urls.map((url) => (
            <li key={url} className="font-mono break-all select-all">
              {url}
            </li>
          ))}
        </ul>
        <div>
          <CopyButton text={first} label={t('action.copy')} doneLabel={t('action.copied')} />
        </div>
        <p className="text-sm text-ink-soft">{t('host.qrText')}</p>
      </div>
    </div>
  )
}
