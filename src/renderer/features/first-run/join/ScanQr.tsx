/** A QR code in front of the camera. The camera is asked for when somebody presses, and given back at once after. */
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { Banner } from '../../../ui/Feedback.tsx'
import { readQrFrame } from './readQr.ts'

export interface ScanQrProps {
  readonly what: 'invitation' | 'key'
  /** Answers whether this was what is looked for; otherwise the camera goes on looking. */
  readonly onText: (text: string) => boolean
}

type Camera =
  | { readonly state: 'off' | 'asking' }
  | { readonly state: 'on'; readonly stream: MediaStream; readonly foreign: boolean }
  | { readonly state: 'none' | 'denied' | 'busy' }

/** Milliseconds between two looks: five a second find a code as soon as it is held still. */
const LOOK_MS = 200

export function ScanQr({ what, onText }: ScanQrProps) {
  const { t } = useWords()
  const [camera, setCamera] = useState<Camera>({ state: 'off' })
  const video = useRef<HTMLVideoElement>(null)
  const found = useRef(onText)
  found.current = onText
  const mounted = useRef(true)
  const stream = camera.state === 'on' ? camera.stream : null

  useEffect(() => {
    mounted.current = true
    return () => {
      mounted.current = false
    }
  }, [])
  useEffect(() => {
    const player = video.current
    if (!stream || !player) return
    player.srcObject = stream
    void player.play().catch(() => undefined) // stopped before it began
    const ended = () => setCamera({ state: 'busy' })
    for (const track of stream.getTracks()) track.addEventListener('ended', ended)
    const timer = setInterval(() => {
      const text = readQrFrame(player)
      if (text === undefined || found.current(text)) return
      setCamera((now) => (now.state === 'on' ? { ...now, foreign: true } : now))
    }, LOOK_MS)
    return () => {
      clearInterval(timer)
      for (const track of stream.getTracks()) {
        track.removeEventListener('ended', ended)
        track.stop()
      }
    }
  }, [stream])

  const start = async () => {
    setCamera({ state: 'asking' })
    try {
      const opened = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
      })
      // Somebody may have gone on to another way meanwhile: a light that stays on is a broken promise.
      if (mounted.current) setCamera({ state: 'on', stream: opened, foreign: false })
      else for (const track of opened.getTracks()) track.stop()
    } catch (cause) {
      setCamera({ state: whyNot(cause) })
    }
  }

  if (camera.state === 'on') {
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
          {t(camera.foreign ? 'scan.foreign' : 'scan.looking')}
        </p>
        <div>
          <Button onPress={() => setCamera({ state: 'off' })}>{t('scan.stop')}</Button>
        </div>
      </div>
    )
  }
  const failed = camera.state === 'none' || camera.state === 'denied' || camera.state === 'busy'
  return (
    <div className="flex flex-col gap-3">
      {failed ? (
        <Banner tone="warn" title={t(`scan.${camera.state}`)}>
          {t(what === 'key' ? 'scan.othersKey' : 'scan.others')}
        </Banner>
      ) : (
        <p className="text-ink-soft">{t(what === 'key' ? 'scan.textKey' : 'scan.text')}</p>
      )}
      <div>
        <Button icon="camera" onPress={() => void start()} isDisabled={camera.state === 'asking'}>
          {camera.state === 'asking' ? t('action.busy') : t(failed ? 'action.retry' : 'scan.start')}
        </Button>
      </div>
    </div>
  )
}

function whyNot(cause: unknown): 'none' | 'denied' | 'busy' {
  const name = cause instanceof DOMException ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
}
