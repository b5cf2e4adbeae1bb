/** A photo and, over it, the places that were marked on it: vectors beside the picture, whose bytes stay as they are. */
import type { ReactNode } from 'react'
import type { Drawn, JobView, PhotoEntry } from '../../../../crdt/job/index.ts'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'
import { classes } from '../../../ui/classes.ts'
import { useJobPart } from '../context.tsx'
import { blobUrl } from './blobs.ts'

export interface MarkedPhotoProps {
  readonly photo: PhotoEntry
  readonly caption: string
  /** As large as the room around it (`PHOTO_ROOM`) allows; else as the window does. */
  readonly fillsRoom?: boolean
  /** Drawn above the marks. */
  readonly children?: ReactNode
}

/** For what stands around a photo that fills it: its size counts, and never follows from the photo. */
export const PHOTO_ROOM = 'flex min-h-56 min-w-0 flex-1 items-center justify-center [container-type:size]'

export function MarkedPhoto({ photo, caption, fillsRoom, children }: MarkedPhotoProps) {
  const marks = useJobPart((view) => view.marks)
  const defects = useJobPart((view) => view.defects)
  return (
    <div className="relative mx-auto w-fit">
      <img
        src={blobUrl(photo.rendition ?? photo.sha256)}
        alt={caption}
        draggable={false}
        className={classes('rounded-lg object-contain', fillsRoom ? 'max-h-[100cqh]' : 'max-h-[60vh]')}
      />
      <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
        {marks
          .filter((mark) => mark.photo === photo.id)
          .map((mark) =>
            mark.drawn ? (
              <DrawnMark key={mark.id} photo={photo} place={mark.place} drawn={mark.drawn} />
            ) : (
              <PhotoMark
                key={mark.id}
                place={mark.place}
                arrow={mark.arrow}
                number={damageNumber({ defects }, mark.defect)}
              />
            ),
          )}
        {children}
      </svg>
    </div>
  )
}

export interface DrawnMarkProps {
  /** Whose shape the picture has. */
  readonly photo: Pick<PhotoEntry, 'width' | 'height'>
  readonly place: Thousandths
  readonly drawn: Drawn
}

/** In the picture's own pixels, so that a ring is round; lines keep their width on the screen. */
export function DrawnMark({ photo, place, drawn }: DrawnMarkProps) {
  if (drawn.kind === 'arrow') return <Arrow from={place} to={drawn.to} />
  if (drawn.kind === 'words') {
    return (
      <text
        x={percent(place.x)}
        y={percent(place.y)}
        stroke="#ffffff"
        strokeWidth="5"
        paintOrder="stroke"
        className="fill-(--bad) text-lg font-bold"
      >
        {drawn.text}
      </text>
    )
  }
  const { width, height } = photo
  const at = (point: Thousandths) => ({ x: (point.x * width) / 1000, y: (point.y * height) / 1000 })
  const from = at(place)
  const shape = (look: { readonly className?: string; readonly stroke?: string; readonly strokeWidth: number }) => {
    const pen = { ...look, fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinecap: 'round' } as const
    if (drawn.kind === 'line') {
      const points = [from, ...drawn.through.map(at)].map(({ x, y }) => `${x},${y}`).join(' ')
      return <polyline {...pen} strokeLinejoin="round" points={points} />
    }
    const to = at(drawn.to)
    return <circle {...pen} cx={from.x} cy={from.y} r={Math.hypot(to.x - from.x, to.y - from.y)} />
  }
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" width="100%" height="100%">
      {shape({ stroke: '#ffffff', strokeWidth: 8 })}
      {shape({ className: 'stroke-(--bad)', strokeWidth: 4 })}
    </svg>
  )
}

/** The white rim keeps it seen on any paint. */
function Arrow({ from, to }: { readonly from: Thousandths; readonly to: Thousandths }) {
  const ends = { x1: percent(from.x), y1: percent(from.y), x2: percent(to.x), y2: percent(to.y) }
  return (
    <>
      <defs>
        <marker id="mark-head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" markerHeight="5" orient="auto">
          <path d="M0,0 L10,5 L0,10 Z" className="fill-(--bad)" />
        </marker>
      </defs>
      <line {...ends} stroke="#ffffff" strokeWidth="8" />
      <line {...ends} className="stroke-(--bad)" strokeWidth="5" markerEnd="url(#mark-head)" />
    </>
  )
}

export interface PhotoMarkProps {
  readonly place: Thousandths
  readonly arrow: Thousandths | null
  /** As in the list of damages; null: of none of them. */
  readonly number: number | null
}

/** Placed in percent: circles stay round whatever the picture's shape. */
export function PhotoMark({ place, arrow, number }: PhotoMarkProps) {
  const [x, y] = [percent(place.x), percent(place.y)]
  return (
    <g>
      {arrow && (arrow.x !== place.x || arrow.y !== place.y) && <Arrow from={place} to={arrow} />}
      <circle cx={x} cy={y} r="14" className="fill-(--bad)" stroke="#ffffff" strokeWidth="2.5" />
      <text
        x={x}
        y={y}
        textAnchor="middle"
        dominantBaseline="central"
        className="fill-(--surface) text-[15px] font-bold"
      >
        {number ?? '!'}
      </text>
    </g>
  )
}

const percent = (thousandths: number) => `${thousandths / 10}%`

/** The damage's number as the list and the drawing show it. */
export function damageNumber(view: Pick<JobView, 'defects'>, defect: string | null): number | null {
  const index = view.defects.filter(({ phase }) => phase === 'pre_existing').findIndex(({ id }) => id === defect)
  return index < 0 ? null : index + 1
}
