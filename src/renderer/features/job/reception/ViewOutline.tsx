/** What to aim at, as a line drawing: the vehicle's own sides, a corner, the number under the windscreen, the dial. */
import { drawingOf, slotBox } from '../../../../crdt/drawing/index.ts'
import type { ViewId } from '../../../../crdt/drawing/index.ts'
import type { PhotoView } from '../../../../crdt/vocabulary/index.ts'
import { useJobDesk } from '../context.tsx'

const SIDES: Partial<Readonly<Record<PhotoView, ViewId>>> = {
  front: 'front',
  rear: 'rear',
  left: 'left',
  right: 'right',
}

/** A corner of a car, seen from the front left: body, windows, lamp, wheels. Mirrored for the others. */
const CORNER =
  'M8,66 C8,52 12,46 24,42 L40,24 C44,20 50,18 58,18 L96,18 C104,18 110,22 116,30 L126,42 C134,44 138,50 138,58 L138,70 L8,72 Z ' +
  'M44,40 L54,25 C56,23 58,22 62,22 L78,22 L78,40 Z M82,22 L95,22 C100,22 104,25 108,31 L114,40 L82,40 Z ' +
  'M12,54 L30,52 L27,60 L12,60 Z M52,72 a13,13 0 1 0 26,0 a13,13 0 1 0 -26,0 M106,70 a11,11 0 1 0 22,0 a11,11 0 1 0 -22,0 M10,66 L48,66'
/** Without a lamp to the left there is a tail to the right: the boot's edge and its light. */
const TAIL = 'M8,50 L22,49 L22,58 L8,59 Z M30,42 L30,66'
const VIN_PLATE = 'M14,26 h118 v40 h-118 Z M22,40 h102 M22,46 h102 M22,52 h70'
const DIAL = 'M25,74 a48,48 0 1 1 96,0 M73,74 L98,44 M40,50 l6,4 M73,34 v7 M106,50 l-6,4 M56,66 h34 v14 h-34 Z'

export function ViewOutline({ view }: { readonly view: PhotoView }) {
  const { vehicle } = useJobDesk()
  const side = SIDES[view]
  if (side) {
    const { left, top, right, bottom } = slotBox(side)
    const drawn = drawingOf(vehicle?.body.value).views.find((each) => each.view === side)
    return (
      <svg
        viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
        aria-hidden="true"
        className="h-14 w-full max-w-40"
      >
        <g fill="none" stroke="currentColor" strokeWidth={4} strokeLinejoin="round">
          {drawn?.under.map((part, index) => (
            <path key={index} d={part.path} />
          ))}
          {drawn?.zones.map((part, index) => (
            <path key={index} d={part.path} strokeWidth={2} opacity={0.5} />
          ))}
        </g>
      </svg>
    )
  }
  const isCorner = view.includes('_')
  const isMirrored = view === 'front_right' || view === 'rear_left'
  return (
    <svg viewBox="0 0 146 90" aria-hidden="true" className="h-14 w-full max-w-40">
      <g
        fill="none"
        stroke="currentColor"
        strokeWidth={2.4}
        strokeLinejoin="round"
        strokeLinecap="round"
        {...(isMirrored ? { transform: 'translate(146 0) scale(-1 1)' } : {})}
      >
        {isCorner && <path d={CORNER} />}
        {isCorner && view.startsWith('rear') && <path d={TAIL} />}
        {view === 'vin' && <path d={VIN_PLATE} />}
        {view === 'odometer' && <path d={DIAL} />}
      </g>
    </svg>
  )
}
