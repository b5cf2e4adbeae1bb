/** A QR code in front of the camera. The camera is asked for when somebody presses, and given back at once after. */
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { useCamera } from '../../../ui/useCamera.ts'
import { readQrFrame } from './readQr.ts'

export interface ScanQrProps {
  readonly what: keyof typeof TEXTS
  /** Answers whether this was what is looked for; otherwise the camera goes on looking. */
  readonly onText: (text: string) => boolean
}

const TEXTS = {
  invitation: { text: 'scan.text', others: 'scan.others' },
  key: { text: 'scan.textKey', others: 'scan.othersKey' },
  roll: { text: 'scan.textRoll', others: 'scan.othersRoll' },
} as const

/** Milliseconds between two looks: five a second find a code as soon as it is held still. */
const LOOK_MS = 200
const WISH = { width: 1280, height: 720 }

export function ScanQr({ what, onText }: ScanQrProps) {
  const { t } = useWords()
  const { camera, video, start, stop } = useCamera(WISH)
  const [foreign, setForeign] = useState(false)
  const found = useRef(onText)
  found.current = onText
  const isOn = camera.state === 'on'

  useEffect(() => {
    if (!isOn) return
    setForeign(false)
    const timer = setInterval(() => {
      const text = video.current ? readQrFrame(video.current) : undefined
      if (text !== undefined && !found.current(text)) setForeign(true)
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [isOn, video])

  if (isOn) {
    return (
      <div className="flex flex-col gap-2">
        <video
          ref={video}
          muted
          playsInline
          aria-label={t('scan.live')}
          className="aspect-video max-h-72 w-full rounded-lg bg-black object-contain"
        />
        <p role="status" className="text-sm text-ink-soft">
          {t(foreign ? 'scan.foreign' : 'scan.looking')}
        </p>
        <div>
          <Button onPress={stop}>{t('scan.stop')}</Button>
        </div>
      </div>
    )
  }
  const failed = camera.state === 'none' || camera.state === 'denied' || camera.state === 'busy'
  return (
    <div className="flex flex-col gap-3">
      {failed ? (
        <Banner tone="warn" title={t(`scan.${camera.state}`)}>
          {t(TEXTS[what].others)}
        </Banner>
      ) : (
        <p className="text-ink-soft">{t(TEXTS[what].text)}</p>
      )}
      <div>
        <Button icon="camera" onPress={() => void start()} isDisabled={camera.state === 'asking'}>
          {camera.state === 'asking' ? t('action.busy') : t(failed ? 'action.retry' : 'scan.start')}
        </Button>
      </div>
    </div>
  )
}
