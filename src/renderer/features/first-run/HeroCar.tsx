import { drawingOf, pathBox } from '../../../crdt/drawing/index.ts'
import type { ZoneState } from '../../../crdt/vocabulary/index.ts'

/** The first thing people see: the vehicle itself, some of its zones already under film. */
const SHOWN: Readonly<Record<string, ZoneState>> = {
  front_bumper: 'inspected',
  fender_l: 'inspected',
  hood: 'inspected',
  mirror_l: 'inspected',
  headlight_l: 'installed',
  door_fl: 'installed',
  door_edge_fl: 'installed',
  door_cup_fl: 'installed',
  rocker_l: 'cut',
  door_rl: 'prepared',
  door_edge_rl: 'prepared',
  door_cup_rl: 'prepared',
  rear_arch_l: 'prepared',
}

const side = drawingOf('sedan').views.find((view) => view.view === 'left')!
const box = pathBox(side.under.map((part) => part.path).join(' '))

export function HeroCar() {
  const width = box.right - box.left
  return (
    <svg
      viewBox={`${box.left - 8} ${box.top - 6} ${width + 16} ${box.bottom - box.top + 10}`}
      aria-hidden="true"
      className="pointer-events-none mx-auto h-auto max-h-56 w-full max-w-2xl [@media(max-height:700px)]:max-h-28 in-data-[theme=bay]:short:hidden"
    >
      {side.under.map((part, index) => (
        <path key={`u${index}`} d={part.path} className={`car-${part.kind}`} />
      ))}
      {side.zones.map((shape) => (
        <path key={shape.path} d={shape.path} className="zone-shape" data-state={SHOWN[shape.zone]} />
      ))}
      {side.over.map((part, index) => (
        <path key={`o${index}`} d={part.path} className={`car-${part.kind}`} />
      ))}
    </svg>
  )
}
