/** A body seen from its left side, small: people know their car by its outline sooner than by a word. */
import { drawingOf, slotBox } from '../../../crdt/drawing/index.ts'
import type { BodyType } from '../../../crdt/vocabulary/index.ts'

const { left, top, right, bottom } = slotBox('left')

export function BodyPicture({ body }: { readonly body: BodyType }) {
  const side = drawingOf(body).views.find(({ view }) => view === 'left')
  return (
    <svg
      viewBox={`${left} ${top} ${right - left} ${bottom - top}`}
      aria-hidden="true"
      className="h-10 w-full max-w-24 shrink-0"
    >
      {side?.under.map((decor, index) => (
        <path key={`under-${index}`} d={decor.path} className={`car-${decor.kind}`} />
      ))}
      {side?.zones.map((zone, index) => (
        <path key={index} d={zone.path} className="fill-(--car-body) stroke-(--car-edge)" strokeWidth={2.5} />
      ))}
      {side?.over.map((decor, index) => (
        <path key={`over-${index}`} d={decor.path} className={`car-${decor.kind}`} />
      ))}
    </svg>
  )
}
