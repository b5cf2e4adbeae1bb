/** A photo and, over it, the places that were marked on it: vectors beside the picture, whose bytes stay as they are. */
import type { ReactNode } from 'react'
import type { JobView, PhotoEntry } from '../../../../crdt/job/index.ts'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'
import { useJobDesk } from '../context.tsx'
import { blobUrl } from './blobs.ts'

export interface MarkedPhotoProps {
  readonly photo: PhotoEntry
  readonly caption: string
  /** Drawn above the marks. */
  readonly children?: ReactNode
}

export function MarkedPhoto({ photo, caption, children }: MarkedPhotoProps) {
  const { view } = useJobDesk()
  return (
    <div className="relative mx-auto w-fit">
      <img
        src={blobUrl(photo.rendition ?? photo.sha256)}
        alt={caption}
        draggable={false}
        className="max-h-[60vh] rounded-lg object-contain"
      />
      <svg aria-hidden="true" className="pointer-events-none absolute inset-0 size-full">
        {view.marks
          .filter((mark) => mark.photo === photo.id)
          .map((mark) => (
            <PhotoMark key={mark.id} place={mark.place} arrow={mark.arrow} number={damageNumber(view, mark.defect)} />
          ))}
        {children}
      </svg>
    </div>
  )
}

export interface PhotoMarkProps {
  readonly place: Thousandths
  readonly arrow: Thousandths | null
  /** As in the list of damages; null: of none of them. */
  readonly number: number | null
}

/** Placed in percent: circles stay round whatever the picture's shape. The dark rim keeps it seen on any paint. */
export function PhotoMark({ place, arrow, number }: PhotoMarkProps) {
  const [x, y] = [percent(place.x), percent(place.y)]
  return (
    <g>
      {arrow && (arrow.x !== place.x || arrow.y !== place.y) && (
        <>
          <defs>
            <marker id="mark-head" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="5" markerHeight="5" orient="auto">
              <path d="M0,0 L10,5 L0,10 Z" className="fill-(--bad)" />
            </marker>
          </defs>
          <line x1={x} y1={y} x2={percent(arrow.x)} y2={percent(arrow.y)} stroke="#ffffff" strokeWidth="8" />
          <line
            x1={x}
            y1={y}
            x2={percent(arrow.x)}
            y2={percent(arrow.y)}
            className="stroke-(--bad)"
            strokeWidth="5"
            markerEnd="url(#mark-head)"
          />
        </>
      )}
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
export function damageNumber(view: JobView, defect: string | null): number | null {
  const index = view.defects.filter(({ phase }) => phase === 'pre_existing').findIndex(({ id }) => id === defect)
  return index < 0 ? null : index + 1
}
