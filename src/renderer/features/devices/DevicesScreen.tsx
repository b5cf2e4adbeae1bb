/** The devices of the shop: who belongs to it, what each may do, who was sent away, and what the relay noted. */
import { useState } from 'react'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { errorOf } from '../../api/calls.ts'
import { useInfo, useSync } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { RelayDialog } from '../../shell/RelayDialog.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { Button } from '../../ui/Button.tsx'
import { Banner } from '../../ui/Feedback.tsx'
import { RecoveryDialog } from '../recovery-key/RecoveryReminder.tsx'
import { AuditLog } from './AuditLog.tsx'
import { DeviceCard } from './DeviceCard.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { useDevices } from './queries.ts'
import { RecoveryWindow } from './RecoveryWindow.tsx'
import { Review } from './Review.tsx'
import { deviceStanding } from './standing.ts'
import type { DeviceStanding } from './standing.ts'

export function DevicesScreen() {
  const { t } = useWords()
  const info = useInfo()
  const relay = useSync((sync) => sync?.relay.state ?? 'none')
  const devices = useDevices()
  const [inviting, setInviting] = useState(false)
  const [choosingRelay, setChoosingRelay] = useState(false)
  if (!info || devices.isPending) return <Waiting />
  const known = devices.data?.devices ?? []
  const standing = deviceStanding(info, relay, devices.data?.fresh ?? false)
  const manages = standing.kind === 'manage'
  const members = known.filter((device) => device.revoked === null)
  const former = known.filter((device) => device.revoked !== null)
  return (
    // Where nothing in it takes the focus, the keyboard scrolls the list itself.
    <main
      {...(manages ? {} : { tabIndex: 0 })}
      className="flex h-full min-h-0 flex-col overflow-auto focus-visible:-outline-offset-3"
    >
      <div className="mx-auto flex w-full max-w-4xl flex-col gap-5 p-4 sm:p-6">
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="text-2xl font-bold">{t('devices.title')}</h1>
          {manages && (
            <span className="ml-auto">
              <Button kind="primary" icon="plus" onPress={() => setInviting(true)}>
                {t('devices.add')}
              </Button>
            </span>
          )}
        </div>
        <Why standing={standing} onRelay={() => setChoosingRelay(true)} />
        {info.recoveryKeyWaits && info.person?.role === 'admin' && <KeyWaits />}
        {devices.error && <Problem error={errorOf(devices.error)} onRetry={() => void devices.refetch()} />}
        {members.length > 0 && (
          <ul aria-label={t('devices.list')} className="flex flex-col gap-3">
            {members.map((device) => (
              <DeviceCard key={device.id} device={device} manages={manages} fresh={devices.data?.fresh ?? false} />
            ))}
          </ul>
        )}
        {manages && <Review />}
        {manages && <RecoveryWindow until={devices.data?.recoveryUntil ?? 0} />}
        {former.length > 0 && (
          <section className="flex flex-col gap-3">
            <h2 className="text-lg font-semibold">{t('devices.former')}</h2>
            <ul aria-label={t('devices.former')} className="flex flex-col gap-3">
              {former.map((device) => (
                <DeviceCard key={device.id} device={device} manages={false} fresh={false} />
              ))}
            </ul>
          </section>
        )}
        {manages && <AuditLog />}
      </div>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {choosingRelay && <RelayDialog onClose={() => setChoosingRelay(false)} />}
    </main>
  )
}

/** Why there is nothing to press, where there is not: somebody who expects a button should not look for it. */
function Why({ standing, onRelay }: { readonly standing: DeviceStanding; readonly onRelay: () => void }) {
  const { t, word } = useWords()
  const info = useInfo()
  switch (standing.kind) {
    case 'manage':
      return null
    case 'demo':
      return (
        <Banner tone="info" title={t('devices.demo')}>
          {t('devices.demoText')}
        </Banner>
      )
    case 'not-admin':
      return <p className="text-ink-soft">{t('devices.notAdmin')}</p>
    case 'device':
      return (
        <p className="text-ink-soft">
          {t('person.capped', { role: word(ROLES.admin), device: word(ROLES[info?.device.role ?? 'viewer']) })}
        </p>
      )
    case 'no-relay':
      return (
        <Banner
          tone="info"
          title={t('devices.noRelay')}
          action={<Button onPress={onRelay}>{t('sync.relayChoose')}</Button>}
        >
          {t('devices.noRelayText')}
        </Banner>
      )
    case 'offline':
      return (
        <Banner tone="warn" title={t('devices.stale')}>
          {t('devices.staleText')}
        </Banner>
      )
  }
}

function KeyWaits() {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Banner
        tone="warn"
        title={t('recovery.waits')}
        action={
          <Button icon="key" onPress={() => setOpen(true)}>
            {t('recovery.show')}
          </Button>
        }
      >
        {t('recovery.waitsText')}
      </Banner>
      <RecoveryDialog open={open} onClose={() => setOpen(false)} />
    </>
  )
}
