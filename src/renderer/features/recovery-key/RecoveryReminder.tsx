import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { useInfo } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Icon } from '../../ui/Icon.tsx'
import { DialogBox } from '../../ui/Overlay.tsx'
import { RecoveryKey } from './RecoveryKey.tsx'

/** Quiet, but always there for an administrator until the key is on paper. */
export function RecoveryReminder() {
  const { t } = useWords()
  const info = useInfo()
  const [open, setOpen] = useState(false)
  if (!info?.recoveryKeyWaits || info.person?.role !== 'admin') return null
  return (
    <>
      <AriaButton
        aria-label={t('recovery.waits')}
        onPress={() => setOpen(true)}
        className="flex min-h-touch min-w-touch cursor-pointer items-center justify-center gap-2 rounded-full px-3 text-sm whitespace-nowrap text-warn data-[hovered]:bg-sunken"
      >
        <Icon name="key" />
        <span aria-hidden="true" className="hidden xl:inline">
          {t('recovery.title')}
        </span>
      </AriaButton>
      <RecoveryDialog open={open} onClose={() => setOpen(false)} />
    </>
  )
}

export function RecoveryDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useWords()
  return (
    <DialogBox title={t('recovery.title')} open={open} onClose={onClose} closeLabel={t('action.close')} size="wide">
      {open && <RecoveryKey onDone={onClose} />}
    </DialogBox>
  )
}
