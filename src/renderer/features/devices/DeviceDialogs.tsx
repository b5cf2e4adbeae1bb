/** The three things that an administrator does to a device. Each says what it means before it is done. */
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { DeviceRow } from '../../../contract/index.ts'
import { useWords } from '../../i18n/index.ts'
import { Problem } from '../../shell/Problem.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextInput } from '../../ui/Field.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { IconName } from '../../ui/Icon.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { useChange } from './queries.ts'
import type { Change } from './queries.ts'
import { RoleChoice } from './roles.tsx'

export interface DeviceDialogProps {
  readonly device: DeviceRow
  readonly onClose: () => void
}

export function RenameDialog({ device, onClose }: DeviceDialogProps) {
  const { t } = useWords()
  const change = useChange()
  const [name, setName] = useState(device.name)
  const done = name.trim()
  return (
    <ChangeDialog
      title={t('devices.renameTitle', { name: device.name })}
      action={t('action.save')}
      change={change}
      ready={done !== '' && done !== device.name}
      onClose={onClose}
      onGo={() => change.run('devices.rename', { device: device.id, name: done })}
    >
      <TextInput label={t('devices.name')} value={name} onChange={setName} required autoFocus maxLength={60} />
    </ChangeDialog>
  )
}

export function RoleDialog({ device, onClose }: DeviceDialogProps) {
  const { t } = useWords()
  const change = useChange()
  const [role, setRole] = useState(device.role)
  return (
    <ChangeDialog
      title={t('devices.roleTitle', { name: device.name })}
      action={t('action.save')}
      change={change}
      ready={role !== device.role}
      onClose={onClose}
      onGo={() => change.run('devices.setRole', { device: device.id, role })}
    >
      <p>{t('devices.roleText')}</p>
      <RoleChoice value={role} onChange={setRole} />
      {device.isThis && role !== 'admin' && <p className="font-semibold text-warn">{t('devices.roleOwn')}</p>}
    </ChangeDialog>
  )
}

export function RevokeDialog({ device, onClose }: DeviceDialogProps) {
  const { t } = useWords()
  const change = useChange()
  const [reason, setReason] = useState('')
  const facts: readonly (readonly [
    IconName,
    'devices.revokeDoes' | 'devices.revokeDoesNot' | 'devices.revokeFinal',
  ])[] = [
    ['check', 'devices.revokeDoes'],
    ['cross', 'devices.revokeDoesNot'],
    ['warning', 'devices.revokeFinal'],
  ]
  return (
    <ChangeDialog
      title={t('devices.revokeTitle', { name: device.name })}
      action={t('devices.revoke')}
      danger
      change={change}
      ready={reason.trim() !== ''}
      onClose={onClose}
      onGo={() => change.run('devices.revoke', { device: device.id, reason: reason.trim() })}
    >
      <ul className="flex flex-col gap-2">
        {facts.map(([icon, key]) => (
          <li key={key} className="flex gap-3">
            <span className="pt-0.5 text-ink-soft">
              <Icon name={icon} />
            </span>
            {t(key)}
          </li>
        ))}
      </ul>
      <TextInput
        label={t('devices.revokeReason')}
        value={reason}
        onChange={setReason}
        required
        autoFocus
        maxLength={200}
      />
    </ChangeDialog>
  )
}

interface ChangeDialogProps {
  readonly title: string
  readonly action: string
  readonly danger?: boolean
  readonly change: Change
  readonly ready: boolean
  readonly onGo: () => Promise<boolean>
  readonly onClose: () => void
  readonly children: ReactNode
}

export function ChangeDialog(props: ChangeDialogProps) {
  const { t } = useWords()
  const { change, onClose } = props
  const go = async () => {
    if (props.ready && !change.busy && (await props.onGo())) onClose()
  }
  return (
    <DialogBox
      title={props.title}
      open
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          <Button onPress={onClose}>{t('action.cancel')}</Button>
          <Button
            kind={props.danger ? 'danger' : 'primary'}
            onPress={() => void go()}
            isDisabled={!props.ready || change.busy}
          >
            {change.busy ? t('action.busy') : props.action}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void go()
        }}
      >
        {change.error && <Problem error={change.error} />}
        {props.children}
      </form>
    </DialogBox>
  )
}
