/** One of three states, in words, everywhere the same; a tap tells the rest. */
import { useEffect, useState } from 'react'
import { Button as AriaButton, DialogTrigger } from 'react-aria-components'
import type { RelayStatus } from '../../contract/index.ts'
import { formatAge, formatBytes } from '../i18n/format.ts'
import { useWords } from '../i18n/index.ts'
import type { Words } from '../i18n/index.ts'
import { Button } from '../ui/Button.tsx'
import { classes } from '../ui/classes.ts'
import { Icon } from '../ui/Icon.tsx'
import type { IconName } from '../ui/Icon.tsx'
import { Bubble } from '../ui/Overlay.tsx'
import type { AttentionReason, Safety } from './overall.ts'

const QUIET = 'text-ink-soft data-[hovered]:bg-sunken'
/** Only what asks for somebody is loud: the other two are read when they are looked for. */
const LOOK: Record<Safety['state'], { readonly icon: IconName; readonly look: string; readonly ink: string }> = {
  local: { icon: 'here', look: QUIET, ink: 'text-info' },
  synced: { icon: 'synced', look: QUIET, ink: 'text-ok' },
  attention: { icon: 'warning', look: 'border border-bad bg-bad-soft font-semibold text-bad', ink: 'text-bad' },
}

/** Troubles that trying again does not mend, and where they are mended. */
const DEVICE_TROUBLES: { readonly [reason in AttentionReason]?: '/devices' | '/rejoin' } = {
  'foreign-work': '/devices',
  'grant-ended': '/devices',
  revoked: '/rejoin',
  'key-lost': '/rejoin',
}

/** Where the reason says already, and better, why the relay refused. */
const RELAY_SAID: { readonly [reason in AttentionReason]?: true } = {
  revoked: true,
  'other-shop': true,
  'grant-ended': true,
  'key-lost': true,
}

export interface SyncBadgeProps {
  readonly safety: Safety
  /** Said before the state by screen readers: the whole shop, or this job. */
  readonly scope: string
  readonly relay?: RelayStatus | undefined
  /** On one line, for where the shop's own badge stands above already. */
  readonly small?: boolean
  readonly onRetry?: () => void
  readonly onRelay?: () => void
  /** To where a trouble of devices is seen to. */
  readonly onDevices?: (where: '/devices' | '/rejoin') => void
}

export function SyncBadge({ safety, scope, relay, small, onRetry, onRelay, onDevices }: SyncBadgeProps) {
  const words = useWords()
  const { t } = words
  useEveryMinute()
  const { icon, look, ink } = LOOK[safety.state]
  const alone = safety.state === 'local' && safety.alone
  /** Asking it once more would change nothing. */
  const wrongRelay = safety.state === 'attention' && safety.reason === 'other-shop'
  return (
    <DialogTrigger>
      <AriaButton
        className={classes(
          'flex min-h-touch shrink-0 cursor-pointer items-center gap-2 rounded-full px-3 text-sm whitespace-nowrap',
          look,
        )}
      >
        <span className={ink}>
          <Icon name={icon} size={small ? 16 : 20} />
        </span>
        <span className={small ? 'flex items-baseline gap-1.5' : 'flex flex-col items-start leading-tight'}>
          <span className={small ? undefined : 'font-medium'}>
            <span className="sr-only">{scope} – </span>
            {t(`sync.${safety.state}`)}
          </span>
          {safety.state !== 'synced' && safety.edits > 0 && !alone && (
            <span className="text-xs font-normal">{t('sync.edits', { count: safety.edits })}</span>
          )}
        </span>
      </AriaButton>
      <Bubble label={scope}>
        <div className="flex max-w-xs flex-col gap-2">
          <p className="font-semibold">{t(`sync.${safety.state}`)}</p>
          <Details safety={safety} words={words} />
          {relay && !alone && !(safety.state === 'attention' && RELAY_SAID[safety.reason]) && (
            <p className="border-t border-line pt-2 text-sm">{relayWord(relay, words)}</p>
          )}
          {safety.state === 'attention' && DEVICE_TROUBLES[safety.reason] && onDevices && (
            <Button slot="close" kind="primary" onPress={() => onDevices(DEVICE_TROUBLES[safety.reason] ?? '/devices')}>
              {t(DEVICE_TROUBLES[safety.reason] === '/rejoin' ? 'sync.rejoin' : 'sync.openDevices')}
            </Button>
          )}
          {safety.state === 'attention' && !DEVICE_TROUBLES[safety.reason] && onRetry && (
            <Button kind={wrongRelay && onRelay ? 'secondary' : 'primary'} onPress={onRetry}>
              {t('sync.retry')}
            </Button>
          )}
          {onRelay && (
            <Button slot="close" kind={wrongRelay ? 'primary' : 'secondary'} onPress={onRelay}>
              {t(alone ? 'sync.relayChoose' : 'sync.relayChange')}
            </Button>
          )}
        </div>
      </Bubble>
    </DialogTrigger>
  )
}

function Details({ safety, words }: { readonly safety: Safety; readonly words: Words }) {
  const { t, language } = words
  if (safety.state === 'synced') return <p className="text-sm">{t('sync.syncedExplained')}</p>
  if (safety.state === 'attention') {
    return (
      <>
        <p className="text-sm">{t(`sync.reason.${safety.reason}`)}</p>
        <p className="text-sm">{t(`sync.do.${safety.reason}`)}</p>
        {safety.error?.detail !== undefined && <p className="text-sm text-ink-soft">{safety.error.detail}</p>}
      </>
    )
  }
  if (safety.alone) return <p className="text-sm">{t('sync.aloneExplained')}</p>
  if (safety.edits === 0 && safety.photos === 0) return <p className="text-sm">{t('sync.localExplained')}</p>
  return (
    <>
      <p className="text-sm">{t('sync.localExplained')}</p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-sm">
        <dt className="text-ink-soft">{t('sync.waiting')}</dt>
        <dd>{t('sync.edits', { count: safety.edits })}</dd>
        <dt className="text-ink-soft">{t('sync.size')}</dt>
        <dd>{formatBytes(safety.bytes, language)}</dd>
        {safety.oldestAt !== null && (
          <>
            <dt className="text-ink-soft">{t('sync.oldest')}</dt>
            <dd>{formatAge(Date.now() - safety.oldestAt, language, t('time.now'))}</dd>
          </>
        )}
        {safety.photos > 0 && (
          <>
            <dt className="text-ink-soft">{t('sync.photos')}</dt>
            <dd>{safety.photos}</dd>
          </>
        )}
      </dl>
    </>
  )
}

function relayWord(relay: RelayStatus, { t, language }: Words): string {
  switch (relay.state) {
    case 'none':
      return t('relay.none')
    case 'offline':
      return t('relay.offline', { age: formatAge(Date.now() - relay.since, language, t('time.now')) })
    case 'connecting':
      return t('relay.connecting')
    case 'connected':
      return t('relay.connected')
    case 'refused':
      return t('relay.refused', { code: relay.code })
  }
}

/** Ages are told in minutes; without this they would stand still. */
function useEveryMinute(): void {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 60_000)
    return () => clearInterval(timer)
  }, [])
}
