import { useEffect } from 'react'
import { DropZone, FileTrigger, isFileDropItem } from 'react-aria-components'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'

export interface PhotoPickerProps {
  readonly label: string
  readonly onFiles: (files: readonly File[]) => void
  /** Only the button, where a drop area would be in the way. */
  readonly compact?: boolean
}

export const ACCEPTED = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/avif',
  'image/heic',
  'image/heif',
  '.heic',
  '.heif',
]

/** Pick or drop, several at once. Pasting is the page's business: {@link usePastedFiles}. */
export function PhotoPicker({ label, onFiles, compact }: PhotoPickerProps) {
  const { t } = useWords()
  const trigger = (
    <FileTrigger acceptedFileTypes={ACCEPTED} allowsMultiple onSelect={(files) => files && onFiles([...files])}>
      <Button icon="camera">{label}</Button>
    </FileTrigger>
  )
  if (compact) return trigger
  return (
    <DropZone
      aria-label={t('photo.dropArea')}
      getDropOperation={() => 'copy'}
      onDrop={(event) => {
        void Promise.all(event.items.filter(isFileDropItem).map((item) => item.getFile())).then(onFiles)
      }}
      // `relative`: React Aria hides a button in here by placing it absolutely; without it the whole page would scroll.
      className="relative flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border-2 border-dashed border-line-strong p-3 data-[drop-target]:border-accent data-[drop-target]:bg-accent-soft"
    >
      {trigger}
      <span className="text-sm text-ink-soft">{t('photo.dropHint')}</span>
    </DropZone>
  )
}

/** Files that are pasted anywhere on the page, while this is mounted. */
export function usePastedFiles(onFiles: ((files: readonly File[]) => void) | null): void {
  useEffect(() => {
    if (!onFiles) return
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      onFiles(files)
    }
    window.addEventListener('paste', onPaste)
    return () => window.removeEventListener('paste', onPaste)
  }, [onFiles])
}
