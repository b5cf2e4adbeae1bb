/** The vehicle, and the choice of one view of it alone: for screens on which it is pressed with gloves or in a small window. */
import { useEffect, useRef, useState } from 'react'
import { viewOfZone } from '../../../crdt/drawing/index.ts'
import type { ViewId, ZonePlace } from '../../../crdt/drawing/index.ts'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { VehicleCanvas } from './VehicleCanvas.tsx'
import type { VehicleCanvasProps } from './VehicleCanvas.tsx'
import { useRememberedView, ViewPicker } from './ViewPicker.tsx'
import { ZoneTip } from './ZoneTip.tsx'
import type { ZoneTelling } from './ZoneTip.tsx'

export interface TurningVehicleProps extends Omit<VehicleCanvasProps, 'only' | 'onPoint' | 'tip'> {
  /** What was chosen elsewhere, in a list say: a view that does not show it gives way to one that does. */
  readonly follow?: ZoneId | null
  /** What a tip says of the zone under the mouse or in focus. */
  readonly tellOf?: (zone: ZoneId) => ZoneTelling
}

export function TurningVehicle({ follow = null, tellOf, ...canvas }: TurningVehicleProps) {
  const { art } = canvas
  const [only, setOnly] = useRememberedView()
  const [followed, setFollowed] = useState(follow)
  const [pointed, setPointed] = useState<ZonePlace | null>(null)
  const turn = (next: ViewId | null) => {
    setPointed(null)
    setOnly(next)
  }
  if (follow !== followed) {
    setFollowed(follow)
    if (follow !== null && only !== null) turn(viewOfZone(art, follow, only))
  }
  const drawing = useRef<HTMLDivElement>(null)
  const turned = useRef(only)
  useEffect(() => {
    // In a low window the view that was asked for lies below the edge.
    if (turned.current !== only) drawing.current?.scrollIntoView({ block: 'nearest' })
    turned.current = only
  }, [only])
  return (
    <div className="flex flex-col gap-2">
      <ViewPicker only={only} onChange={turn} />
      <div ref={drawing}>
        <VehicleCanvas
          {...canvas}
          only={only}
          {...(tellOf ? { onPoint: setPointed } : {})}
          tip={pointed && tellOf && <ZoneTip art={art} place={pointed} only={only} tells={tellOf(pointed.zone)} />}
        />
      </div>
    </div>
  )
}
