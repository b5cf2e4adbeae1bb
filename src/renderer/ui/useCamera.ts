/**
 * A camera while it is wanted: asked for when somebody presses, given back at once when nothing looks any more. A light
 * that stays on is a broken promise.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

export type Camera =
  | { readonly state: 'off' | 'asking' }
  | { readonly state: 'on'; readonly stream: MediaStream }
  /** None that can be used; not allowed; another application has it, or it was pulled out. */
  | { readonly state: 'none' | 'denied' | 'busy' }

export interface UsedCamera {
  readonly camera: Camera
  /** For the element that shows it. */
  readonly video: RefObject<HTMLVideoElement | null>
  readonly start: () => Promise<void>
  readonly stop: () => void
  /** To the next of this machine's cameras; undefined when it has one. */
  readonly turn: (() => void) | undefined
}

export interface CameraWish {
  readonly width: number
  readonly height: number
}

export function useCamera({ width, height }: CameraWish): UsedCamera {
  const [camera, setCamera] = useState<Camera>({ state: 'off' })
  const [devices, setDevices] = useState<readonly string[]>([])
  const video = useRef<HTMLVideoElement>(null)
  /** Goes up with every start and stop: an answer to an earlier one is nobody's. */
  const turn = useRef(0)
  const stream = camera.state === 'on' ? camera.stream : null

  useEffect(
    () => () => {
      turn.current += 1
    },
    [],
  )
  useEffect(() => {
    const player = video.current
    if (!stream || !player) return
    player.srcObject = stream
    void player.play().catch(() => undefined) // stopped before it began
    const ended = () => setCamera({ state: 'busy' })
    for (const track of stream.getTracks()) track.addEventListener('ended', ended)
    return () => {
      for (const track of stream.getTracks()) {
        track.removeEventListener('ended', ended)
        track.stop()
      }
    }
  }, [stream])

  const open = useCallback(
    async (deviceId?: string) => {
      const mine = (turn.current += 1)
      setCamera({ state: 'asking' })
      try {
        const opened = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: {
            ...(deviceId === undefined ? { facingMode: { ideal: 'environment' } } : { deviceId: { exact: deviceId } }),
            width: { ideal: width },
            height: { ideal: height },
          },
        })
        // Somebody may have gone on to something else meanwhile.
        if (mine !== turn.current) return stopAll(opened)
        setCamera({ state: 'on', stream: opened })
        const found = await navigator.mediaDevices.enumerateDevices().catch(() => [])
        if (mine === turn.current) setDevices(found.filter(isCamera).map((each) => each.deviceId))
      } catch (cause) {
        if (mine === turn.current) setCamera({ state: whyNot(cause) })
      }
    },
    [width, height],
  )
  const start = useCallback(() => open(), [open])
  const stop = useCallback(() => {
    turn.current += 1
    setCamera({ state: 'off' })
  }, [])
  const current = stream?.getVideoTracks()[0]?.getSettings().deviceId
  const next = devices[(devices.indexOf(current ?? '') + 1) % devices.length]
  return { camera, video, start, stop, turn: devices.length > 1 && next ? () => void open(next) : undefined }
}

const isCamera = (device: MediaDeviceInfo) => device.kind === 'videoinput' && device.deviceId !== ''

function stopAll(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

function whyNot(cause: unknown): 'none' | 'denied' | 'busy' {
  const name = cause instanceof DOMException ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
}

/** Whether this machine has a camera at all; it may still not be allowed or be busy. False until that is known. */
export function useHasCamera(): boolean {
  const [has, setHas] = useState(false)
  useEffect(() => {
    let isHere = true
    const look = () =>
      void navigator.mediaDevices.enumerateDevices().then(
        (found) => isHere && setHas(found.some((device) => device.kind === 'videoinput')),
        () => undefined,
      )
    look()
    navigator.mediaDevices.addEventListener('devicechange', look)
    return () => {
      isHere = false
      navigator.mediaDevices.removeEventListener('devicechange', look)
    }
  }, [])
  return has
}
