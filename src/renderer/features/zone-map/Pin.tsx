/** A numbered place on the drawing of a vehicle, as on paper. */
import { fromThousandths } from '../../../crdt/drawing/index.ts'
import type { Thousandths } from '../../../crdt/drawing/index.ts'
import type { CanvasScale } from './VehicleCanvas.tsx'

interface PinProps {
  readonly number: number
  readonly at: Thousandths | null
  readonly arrow: Thousandths | null
  readonly isBlocking: boolean
  readonly isChosen: boolean
  readonly scale: CanvasScale
}

/** As on paper: a disc, a square when it is blocking; the arrow ends in a head. */
const PIN_PX = 11

export function Pin({ number, at, arrow, isBlocking, isChosen, scale }: PinProps) {
  if (!at) return null
  const { x, y } = fromThousandths(at)
  const r = PIN_PX * scale.unitsPerPx * (isChosen ? 1.25 : 1)
  const tip = arrow && fromThousandths(arrow)
  const colour = isBlocking ? 'fill-(--bad)' : 'fill-(--accent)'
  return (
    <g>
      {tip && (tip.x !== x || tip.y !== y) && <Arrow from={{ x, y }} to={tip} width={r / 3} />}
      {isBlocking ? (
        <rect
          x={x - r}
          y={y - r}
          width={2 * r}
          height={2 * r}
          rx={r / 4}
          className={`${colour} stroke-(--surface)`}
          strokeWidth={r / 5}
        />
      ) : (
        <circle cx={x} cy={y} r={r} className={`${colour} stroke-(--surface)`} strokeWidth={r / 5} />
      )}
      <text
        x={x}
        y={y}
        textAnchor="middle"
        dominantBaseline="central"
        fontSize={r * 1.2}
        className="fill-(--surface) font-bold"
      >
        {number}
      </text>
    </g>
  )
}

function Arrow({ from, to, width }: { readonly from: Thousandths; readonly to: Thousandths; readonly width: number }) {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const wing = (turn: number) =>
    `${to.x - 4 * width * Math.cos(angle + turn)},${to.y - 4 * width * Math.sin(angle + turn)}`
  return (
    <path
      d={`M${from.x},${from.y} L${to.x},${to.y} M${wing(0.5)} L${to.x},${to.y} L${wing(-0.5)}`}
      fill="none"
      strokeWidth={width}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="stroke-(--bad)"
    />
  )
}
