/**
 * The machine's camera over the whole window, with something to aim at. It stays open from shot to shot; each shot is
 * a file like one that was chosen. What lies over the picture is never in it.
 */
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Dialog, FileTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useCamera } from '../../../ui/useCamera.ts'
import { ACCEPTED } from './PhotoPicker.tsx'

export interface CameraDialogProps {
  /** What is to be taken now. */
  readonly title: string
  readonly hint?: string
  /** Lies over the picture, to aim with. */
  readonly overlay?: ReactNode
  /** Of the file, without its ending. */
  readonly fileName: string
  readonly onTake: (file: File) => void
  readonly onClose: () => void
  /** Beside the shutter: what else may be done. */
  readonly actions?: ReactNode
}

/** As large as cameras of tablets take; one that has less gives its largest. */
const WISH = { width: 3840, height: 2160 }
const JPEG_QUALITY = 0.92

export function CameraDialog(props: CameraDialogProps) {
  const { title, hint, overlay, fileName, onTake, onClose, actions } = props
  const { t } = useWords()
  const { camera, video, start, turn } = useCamera(WISH)
  const [taking, setTaking] = useState(false)
  /** Whose first picture has come: a shutter that is pressed before would do nothing. */
  const [seen, setSeen] = useState<MediaStream | null>(null)
  const stream = camera.state === 'on' ? camera.stream : null
  useEffect(() => void start(), [start])

  const take = async () => {
    const player = video.current
    if (!player || taking) return
    setTaking(true)
    try {
      onTake(await frameOf(player, `${fileName}.jpg`))
    } finally {
      setTaking(false)
    }
  }
  const failed = camera.state === 'none' || camera.state === 'denied' || camera.state === 'busy'
  return (
    <ModalOverlay isOpen onOpenChange={(next) => !next && onClose()} className="fixed inset-0 z-40 bg-black">
      <Modal className="h-full">
        <Dialog className="flex h-full flex-col bg-surface">
          <header className="flex items-center justify-between gap-3 py-2 pr-2 pl-4">
            <div className="min-w-0">
              <Heading slot="title" className="text-lg font-semibold">
                {title}
              </Heading>
              {hint !== undefined && <p className="text-sm text-ink-soft">{hint}</p>}
            </div>
            <IconButton icon="cross" label={t('action.close')} onPress={onClose} />
          </header>
          <div className="relative flex min-h-0 flex-1 items-center justify-center bg-black">
            {failed ? (
              <div className="max-w-xl p-4">
                <Banner tone="warn" title={t(`scan.${camera.state}`)}>
                  {t('camera.instead')}
                </Banner>
              </div>
            ) : (
              <>
                <video
                  ref={video}
                  muted
                  playsInline
                  onLoadedData={() => setSeen(stream)}
                  aria-label={t('scan.live')}
                  className="absolute inset-0 size-full object-contain"
                />
                {overlay !== undefined && (
                  <div
                    aria-hidden="true"
                    className="pointer-events-none absolute inset-[8%] flex items-center justify-center text-white opacity-80 drop-shadow-[0_0_2px_#000]"
                  >
                    {overlay}
                  </div>
                )}
              </>
            )}
          </div>
          <footer className="flex flex-wrap items-center justify-center gap-3 p-3">
            {turn && (
              <Button icon="redo" onPress={turn}>
                {t('camera.turn')}
              </Button>
            )}
            <FileTrigger acceptedFileTypes={ACCEPTED} onSelect={(files) => files?.[0] && onTake(files[0])}>
              <Button icon="file">{t('camera.file')}</Button>
            </FileTrigger>
            {actions}
            {failed ? (
              <Button kind="primary" icon="camera" onPress={() => void start()}>
                {t('action.retry')}
              </Button>
            ) : (
              <Button
                kind="primary"
                icon="camera"
                onPress={() => void take()}
                isDisabled={stream === null || seen !== stream || taking}
              >
                {t('camera.take')}
              </Button>
            )}
          </footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** What the camera shows in this moment, whole and without what lies over it. */
async function frameOf(player: HTMLVideoElement, name: string): Promise<File> {
  const canvas = new OffscreenCanvas(player.videoWidth, player.videoHeight)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('camera: expected a canvas to draw on')
  context.drawImage(player, 0, 0)
  return new File([await canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY })], name, {
    type: 'image/jpeg',
  })
}
