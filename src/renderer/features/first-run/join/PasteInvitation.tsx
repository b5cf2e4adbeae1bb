/** The invitation as a link, or as a picture of its QR code: dropped, pasted or chosen. */
import { useCallback, useState } from 'react'
import { DropZone, FileTrigger, isFileDropItem } from 'react-aria-components'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { usePastedFiles } from '../../job/photos/PhotoPicker.tsx'
import { readQrPicture } from './readQr.ts'

export interface PasteInvitationProps {
  readonly link: string
  readonly onLink: (link: string) => void
  readonly error: string | undefined
}

export function PasteInvitation({ link, onLink, error }: PasteInvitationProps) {
  const { t } = useWords()
  const [unreadable, setUnreadable] = useState(false)
  const take = useCallback(
    (files: readonly File[]) => {
      const [file] = files
      if (!file) return
      void readQrPicture(file).then((text) => {
        setUnreadable(text === undefined)
        if (text !== undefined) onLink(text)
      })
    },
    [onLink],
  )
  usePastedFiles(take)
  return (
    <div className="flex flex-col gap-3">
      <TextInput
        label={t('join.link')}
        value={link}
        onChange={onLink}
        required
        autoFocus
        hint={t('join.linkHint')}
        error={error}
        maxLength={600}
        type="url"
      />
      <DropZone
        aria-label={t('scan.imageDrop')}
        getDropOperation={() => 'copy'}
        onDrop={(event) => {
          void Promise.all(event.items.filter(isFileDropItem).map((item) => item.getFile())).then(take)
        }}
        // `relative`: React Aria hides a button in here by placing it absolutely.
        className="relative flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border-2 border-dashed border-line-strong p-3 data-[drop-target]:border-accent data-[drop-target]:bg-accent-soft"
      >
        <FileTrigger
          acceptedFileTypes={['image/png', 'image/jpeg', 'image/webp', 'image/gif']}
          onSelect={(files) => files && take([...files])}
        >
          <Button icon="qr">{t('scan.image')}</Button>
        </FileTrigger>
        <span className="text-sm text-ink-soft">{t('scan.imageHint')}</span>
      </DropZone>
      {unreadable && <Banner tone="warn" title={t('scan.imageNone')} />}
    </div>
  )
}
