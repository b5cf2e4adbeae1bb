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

/** A corner, the face to the left and the side to the right; mirrored for the other two. */
const WHEELS =
  'M65,70 a8,11 0 1 0 16,0 a8,11 0 1 0 -16,0 M112,65 a6,9 0 1 0 12,0 a6,9 0 1 0 -12,0 M82,74 L111,69 M64,76 L24,73 C12,72 8,70 8,64'
const FRONT_CORNER =
  `M8,64 V52 C8,46 12,43 18,42 L44,37 L58,22 C62,18 66,17 72,17 H100 C108,17 114,20 118,25 L128,37 C135,39 138,43 138,49 V61 L126,66 ${WHEELS} ` +
  'M44,37 L62,23 H88 L84,38 Z M90,38 L93,23 H101 C107,23 111,25 114,29 L120,37 Z M104,23 L105,38 ' +
  'M16,43 L56,47 L84,39 M58,48 V66 M12,51 L26,52 L25,59 L12,57 Z M44,54 L57,53 V60 L45,61 Z M28,58 L42,59 V66 L28,65 Z'
const REAR_CORNER =
  `M8,64 V45 C8,40 11,38 16,37 L29,22 C33,18 37,17 44,17 H90 C98,17 104,20 108,25 L118,37 L132,42 C136,44 138,47 138,52 V61 L126,66 ${WHEELS} ` +
  'M19,37 L32,23 H60 L64,38 Z M70,38 L66,23 H90 C97,23 101,25 104,29 L110,37 Z M87,23 L89,38 ' +
  'M60,41 C62,50 62,58 61,66 M11,43 L21,44 L20,54 L10,53 Z M48,46 L60,47 L60,57 L48,56 Z M25,48 L44,49 L44,57 L25,56 Z M10,62 L60,66'
const VIN_PLATE = 'M14,26 h118 v40 h-118 Z M22,40 h102 M22,46 h102 M22,52 h70'
const DIAL = 'M25,74 a48,48 0 1 1 96,0 M73,74 L98,44 M40,50 l6,4 M73,34 v7 M106,50 l-6,4 M56,66 h34 v14 h-34 Z'

export interface ViewOutlineProps {
  readonly view: PhotoView
  /** Over the camera's picture: as large as there is room, its lines no thicker. */
  readonly large?: boolean
}

export function ViewOutline({ view, large = false }: ViewOutlineProps) {
  const { vehicle } = useJobDesk()
  const side = SIDES[view]
  const look = large ? 'size-full [&_path]:[vector-effect:non-scaling-stroke]' : 'h-14 w-full max-w-40'
  if (side) {
    const { left, top, right, bottom } = slotBox(side)
    const drawn = drawingOf(vehicle?.body.value).views.find((each) => each.view === side)
    return (
      <svg viewBox={`${left} ${top} ${right - left} ${bottom - top}`} aria-hidden="true" className={look}>
        <g fill="none" stroke="currentColor" strokeWidth={4} strokeLinejoin="round">
          {drawn?.under
            .filter(({ kind }) => kind !== 'shadow')
            .map((part, index) => (
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
    <svg viewBox="0 0 146 90" aria-hidden="true" className={look}>
      <g
        fill="none"
        stroke="currentColor"
        strokeWidth={1.8}
        strokeLinejoin="round"
        strokeLinecap="round"
        {...(isMirrored ? { transform: 'translate(146 0) scale(-1 1)' } : {})}
      >
        {isCorner && <path d={view.startsWith('rear') ? REAR_CORNER : FRONT_CORNER} />}
        {view === 'vin' && <path d={VIN_PLATE} />}
        {view === 'odometer' && <path d={DIAL} />}
      </g>
    </svg>
  )
}
