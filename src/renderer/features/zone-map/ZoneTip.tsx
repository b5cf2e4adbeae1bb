import type { Artwork, ViewId, ZonePlace } from '../../../crdt/drawing/index.ts'
import type { ZoneState } from '../../../crdt/vocabulary/index.ts'
import { classes } from '../../ui/classes.ts'
import { StateMark } from './marks.tsx'
import { shownPart } from './VehicleCanvas.tsx'

export interface ZoneTelling {
  readonly title: string
  /** Null where there is no state to tell. */
  readonly state: { readonly id: ZoneState; readonly word: string } | null
  /** People, film, defects: a line each. */
  readonly lines: readonly string[]
}

export interface ZoneTipProps {
  readonly art: Artwork
  readonly place: ZonePlace
  readonly only: ViewId | null
  readonly tells: ZoneTelling
}

/**
 * What the zone under the mouse or in focus is about. For eyes: the zone's own name tells a screen reader the same.
 * It stands beside the zone, never on it, and lets every press through.
 */
export function ZoneTip({ art, place, only, tells }: ZoneTipProps) {
  const window = shownPart(art, only)
  const share = (value: number, from: number, to: number) =>
    Math.min(100, Math.max(0, ((value - from) * 100) / (to - from)))
  const across = share((place.box.left + place.box.right) / 2, window.left, window.right)
  const below = place.centre.y < (window.top + window.bottom) / 2
  const edge = share(below ? place.box.bottom : place.box.top, window.top, window.bottom)
  return (
    <div
      aria-hidden="true"
      className={classes(
        'pointer-events-none absolute z-10 w-max max-w-60 rounded-lg border border-line-strong bg-surface px-3 py-2 text-sm shadow-raised',
        below ? 'mt-2' : '-mt-2',
      )}
      style={{
        left: `${across}%`,
        top: `${edge}%`,
        // Its own share to the left keeps it on the sheet, however wide it is.
        transform: `translate(-${across}%, ${below ? 0 : -100}%)`,
      }}
      data-tip={place.zone}
    >
      <p className="font-semibold">{tells.title}</p>
      {tells.state && (
        <p className="flex items-center gap-1.5">
          <StateMark state={tells.state.id} size={16} />
          {tells.state.word}
        </p>
      )}
      {tells.lines.map((line) => (
        <p key={line} className="text-ink-soft">
          {line}
        </p>
      ))}
    </div>
  )
}
