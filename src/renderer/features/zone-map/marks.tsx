/** The shapes that go with the colours of a zone's states, so that no state is told by colour alone. */
import type { ZoneState } from '../../../crdt/vocabulary/index.ts'

/** A pie that fills as the work goes on; a tick when it was inspected; a wedge when it must be done again. */
export function StateMark({ state, size = 16 }: { readonly state: ZoneState; readonly size?: number }) {
  return (
    <svg viewBox="-10 -10 20 20" width={size} height={size} aria-hidden="true" className="shrink-0">
      <StateGlyph state={state} />
    </svg>
  )
}

const QUARTERS: Record<ZoneState, number> = { todo: 0, prepared: 1, cut: 2, installed: 3, inspected: 4, rework: 0 }

/** Drawn around 0,0 with a radius of 9. */
export function StateGlyph({ state }: { readonly state: ZoneState }) {
  if (state === 'rework') {
    return (
      <>
        <path
          d="M0,-9 L9,7 L-9,7 Z"
          className="fill-(--surface) stroke-(--zone-rework)"
          strokeWidth="2"
          strokeLinejoin="round"
        />
        <path d="M0,-3.500 L0,2 M0,4.600 L0,5" className="stroke-(--ink)" strokeWidth="2" strokeLinecap="round" />
      </>
    )
  }
  if (state === 'inspected') {
    return (
      <>
        <circle r="9" className="fill-(--zone-inspected) stroke-(--surface)" strokeWidth="1.500" />
        <path
          d="M-4.500,0.300 L-1.300,3.500 L4.800,-3.300"
          fill="none"
          className="stroke-(--surface)"
          strokeWidth="2.400"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </>
    )
  }
  return (
    <>
      <circle r="8" className="fill-(--surface) stroke-(--ink)" strokeWidth="1.500" />
      <path d={pie(QUARTERS[state])} className="fill-(--ink)" />
    </>
  )
}

function pie(quarters: number): string {
  switch (quarters) {
    case 1:
      return 'M0,0 L0,-8 A8,8 0 0 1 8,0 Z'
    case 2:
      return 'M0,0 L0,-8 A8,8 0 0 1 0,8 Z'
    case 3:
      return 'M0,0 L0,-8 A8,8 0 1 1 -8,0 Z'
    default:
      return ''
  }
}

/** Two things stand side by side here and somebody must choose. */
export function ConflictMark() {
  return (
    <g aria-hidden="true">
      <path d="M0,-10 L10,0 L0,10 L-10,0 Z" className="fill-(--clash) stroke-(--surface)" strokeWidth="1.500" />
      <path
        d="M-3.800,-2 L3.800,-2 M-3.800,2 L3.800,2 M2,-4.600 L-2,4.600"
        className="stroke-(--surface)"
        strokeWidth="1.600"
        strokeLinecap="round"
      />
    </g>
  )
}

/** An open defect: a flag with a number when there are several. */
export function DefectMark({ count }: { readonly count: number }) {
  return (
    <g aria-hidden="true">
      <path
        d="M-8,-8 L8,-8 L8,8 L-8,8 Z"
        className="fill-(--bad) stroke-(--surface)"
        strokeWidth="1.500"
        strokeLinejoin="round"
      />
      <text y="4.500" textAnchor="middle" className="fill-(--surface) text-[12px] font-bold">
        {count > 1 ? count : '!'}
      </text>
    </g>
  )
}

/** Somebody is at work on this zone now. */
export function PersonMark({ initials }: { readonly initials: string }) {
  return (
    <g aria-hidden="true">
      <circle r="10" className="fill-(--accent) stroke-(--surface)" strokeWidth="1.500" />
      <text y="3.600" textAnchor="middle" className="fill-(--accent-ink) text-[10px] font-bold">
        {initials}
      </text>
    </g>
  )
}

/** A sheet of film with a lifted corner, tucked to the lower right of a zone's state: film is counted for this zone. */
export function FilmMark() {
  return (
    <g aria-hidden="true">
      <path
        d="M3,3 L12.500,3 L12.500,9 L9,12.500 L3,12.500 Z"
        className="fill-(--surface) stroke-(--ink)"
        strokeWidth="1.500"
        strokeLinejoin="round"
      />
      <path d="M12.500,9 L9,9 L9,12.500 Z" className="fill-(--ink)" />
    </g>
  )
}

export function initialsOf(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean)
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase()
}
