import { useState } from 'react'
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { DeviceRow } from '../../../contract/index.ts'
import { ROLES } from '../../../crdt/vocabulary/index.ts'
import { formatAge, formatDay } from '../../i18n/format.ts'
import { useWords } from '../../i18n/index.ts'
import type { Words } from '../../i18n/index.ts'
import { Badge } from '../../ui/Badge.tsx'
import { classes } from '../../ui/classes.ts'
import { Icon } from '../../ui/Icon.tsx'
import { RenameDialog, RevokeDialog, RoleDialog } from './DeviceDialogs.tsx'

export interface DeviceCardProps {
  readonly device: DeviceRow
  readonly manages: boolean
  /** Whether the relay said so just now. */
  readonly fresh: boolean
}
type Action = 'rename' | 'changeRole' | 'revoke'

export function DeviceCard({ device, manages, fresh }: DeviceCardProps) {
  const words = useWords()
  const { t, word, language } = words
  const [action, setAction] = useState<Action | null>(null)
  const close = () => setAction(null)
  // When the relay last saw the device that is being read from would only puzzle.
  const unseen = device.isThis && !(fresh && device.connected)
  return (
    <li
      className={classes(
        'flex items-center gap-4 rounded-card border bg-surface p-4',
        device.isThis ? 'border-accent' : 'border-line',
      )}
    >
      <span
        className={classes(
          'hidden size-11 shrink-0 items-center justify-center rounded-xl sm:flex',
          device.revoked ? 'bg-sunken text-ink-soft' : 'bg-accent-soft text-accent',
        )}
      >
        <Icon name="device" size={24} />
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-0 text-lg font-semibold break-words">{device.name}</span>
          {device.isThis && <Badge tone="accent">{t('devices.this')}</Badge>}
        </p>
        <p className="text-sm text-ink-soft">
          {word(ROLES[device.role])}
          {' · '}
          {device.revoked
            ? t('devices.revokedAt', { date: formatDay(device.revoked.at, language), reason: device.revoked.reason })
            : t('devices.admitted', { date: formatDay(device.admittedAt, language) })}
        </p>
      </div>
      {!device.revoked && !unseen && <Presence device={device} fresh={fresh} words={words} />}
      {manages && <Actions device={device} onAction={setAction} />}
      {action === 'rename' && <RenameDialog device={device} onClose={close} />}
      {action === 'changeRole' && <RoleDialog device={device} onClose={close} />}
      {action === 'revoke' && <RevokeDialog device={device} onClose={close} />}
    </li>
  )
}

interface PresenceProps {
  readonly device: DeviceRow
  readonly fresh: boolean
  readonly words: Words
}
function Presence({ device, fresh, words: { t, language } }: PresenceProps) {
  if (fresh && device.connected) {
    return (
      <Badge tone="ok" icon="synced">
        {t('devices.connected')}
      </Badge>
    )
  }
  const seen =
    device.lastSeenAt !== null
      ? t('devices.seen', { age: formatAge(Date.now() - device.lastSeenAt, language, t('time.now')) })
      : t(fresh ? 'devices.neverSeen' : 'devices.seenUnknown')
  return <span className="text-right text-sm text-ink-soft">{seen}</span>
}

function Actions({ device, onAction }: { readonly device: DeviceRow; readonly onAction: (action: Action) => void }) {
  const { t } = useWords()
  // This device cannot send itself away: whoever wants that does it from another one.
  const actions: readonly Action[] = device.isThis ? ['rename', 'changeRole'] : ['rename', 'changeRole', 'revoke']
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={t('devices.actions', { name: device.name })}
        className="flex min-h-touch w-touch shrink-0 cursor-pointer items-center justify-center rounded-lg data-[hovered]:bg-sunken"
      >
        <Icon name="more" />
      </AriaButton>
      <Popover className="min-w-48 rounded-card border border-line bg-surface shadow-raised" placement="bottom end">
        <Menu className="p-1" onAction={(key) => onAction(String(key) as Action)}>
          {actions.map((each) => (
            <MenuItem
              key={each}
              id={each}
              className={classes(
                'flex min-h-touch cursor-pointer items-center rounded-lg px-3 data-[focused]:bg-sunken',
                each === 'revoke' && 'text-bad',
              )}
            >
              {t(`devices.${each}`)}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
