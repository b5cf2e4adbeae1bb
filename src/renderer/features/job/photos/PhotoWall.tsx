/**
 * All photos of a job under the heads of their moments. Only what is in sight is drawn: hundreds of pictures scroll as
 * ten do. What stands above scrolls with them.
 */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { PhotoEntry } from '../../../../crdt/job/index.ts'
import { PHOTO_PHASES } from '../../../../crdt/vocabulary/index.ts'
import type { PhotoPhase } from '../../../../crdt/vocabulary/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { captionOf } from './caption.ts'
import { PhotoTile } from './PhotoTiles.tsx'
import { PhotoViewer } from './PhotoViewer.tsx'
import { useZoneName } from '../zoneName.ts'

const TILE_PX = { least: 176, gap: 8 }
const HEAD_PX = 52
/** Rows beyond the edge of the window that are drawn already. */
const OVERSCAN = 3

interface HeadRow {
  readonly kind: 'head'
  readonly phase: PhotoPhase
  readonly count: number
}
interface TilesRow {
  readonly kind: 'tiles'
  readonly phase: PhotoPhase
  readonly photos: readonly PhotoEntry[]
  /** How many of its moment stand before it, and how many there are. */
  readonly first: number
  readonly of: number
}
type WallRow = HeadRow | TilesRow
/** At a height, in pixels from the wall's beginning. */
interface Placed<R extends WallRow> {
  readonly row: R
  readonly y: number
}

export function PhotoWall({ photos, above }: { readonly photos: readonly PhotoEntry[]; readonly above: ReactNode }) {
  const words = useWords()
  const zoneName = useZoneName()
  const { word } = words
  const scroller = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState<string | null>(null)
  const [list, { width, top }] = usePlace()
  const columns = Math.max(2, Math.floor((width + TILE_PX.gap) / (TILE_PX.least + TILE_PX.gap)))
  const rows = useMemo(() => rowsOf(photos, columns), [photos, columns])
  const inOrder = useMemo(() => rows.flatMap((row) => (row.kind === 'tiles' ? row.photos : [])), [rows])
  const tilesPx = ((width - (columns - 1) * TILE_PX.gap) / columns) * 0.75 + TILE_PX.gap
  const wall = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]!.kind === 'head' ? HEAD_PX : tilesPx),
    overscan: OVERSCAN,
    scrollMargin: top,
  })
  // Heights follow from the width: what was reckoned with another one is void.
  useLayoutEffect(() => wall.measure(), [wall, rows, tilesPx])
  return (
    <div ref={scroller} className="relative h-full overflow-auto">
      <div className="mx-auto flex max-w-5xl flex-col gap-4 p-4">
        {above}
        <div ref={list} className="relative" style={{ height: wall.getTotalSize() }}>
          {phasesIn(wall.getVirtualItems().map(({ index, start }) => ({ row: rows[index]!, y: start - top }))).map(
            ({ phase, head, tiles }) => (
              <section key={phase} aria-label={word(PHOTO_PHASES[phase])}>
                {head && (
                  <h2
                    className="absolute inset-x-0 top-0 flex h-13 items-end gap-2 pb-2 font-semibold"
                    style={{ transform: `translateY(${head.y}px)` }}
                  >
                    {word(PHOTO_PHASES[phase])}
                    <span className="text-sm font-normal text-ink-soft">{head.row.count}</span>
                  </h2>
                )}
                {tiles.length > 0 && (
                  <div role="list" aria-label={word(PHOTO_PHASES[phase])}>
                    {tiles.map(({ row, y }) => (
                      <div
                        key={row.photos[0]!.id}
                        className="absolute inset-x-0 top-0 grid gap-2"
                        style={{
                          transform: `translateY(${y}px)`,
                          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                        }}
                      >
                        {row.photos.map((photo, column) => (
                          <div
                            key={photo.id}
                            role="listitem"
                            aria-setsize={row.of}
                            aria-posinset={row.first + column + 1}
                          >
                            <PhotoTile
                              photo={photo}
                              caption={captionOf(photo, { ...words, zoneName }, 'phase')}
                              onOpen={setOpen}
                            />
                          </div>
                        ))}
                      </div>
                    ))}
                  </div>
                )}
              </section>
            ),
          )}
        </div>
      </div>
      {open !== null && <PhotoViewer photos={inOrder} open={open} onOpen={setOpen} onClose={() => setOpen(null)} />}
    </div>
  )
}

/** How wide the list is, and where in the scroller it begins: both change with what stands above. */
function usePlace() {
  const [place, setPlace] = useState({ width: 0, top: 0 })
  const list = useCallback((element: HTMLDivElement | null) => {
    if (!element) return undefined
    const look = () => {
      const next = { width: Math.floor(element.clientWidth), top: element.offsetTop }
      setPlace((last) => (last.width === next.width && last.top === next.top ? last : next))
    }
    const watcher = new ResizeObserver(look)
    watcher.observe(element)
    // Grows and shrinks with what is above the list.
    watcher.observe(element.parentElement!)
    return () => watcher.disconnect()
  }, [])
  return [list, place] as const
}

/** What is in sight, moment by moment: each is a list under its own head. */
function phasesIn(placed: readonly Placed<WallRow>[]) {
  const phases: { phase: PhotoPhase; head: Placed<HeadRow> | null; tiles: Placed<TilesRow>[] }[] = []
  for (const { row, y } of placed) {
    let last = phases.at(-1)
    if (last?.phase !== row.phase) phases.push((last = { phase: row.phase, head: null, tiles: [] }))
    if (row.kind === 'head') last.head = { row, y }
    else last.tiles.push({ row, y })
  }
  return phases
}

function rowsOf(photos: readonly PhotoEntry[], columns: number): readonly WallRow[] {
  return (Object.keys(PHOTO_PHASES) as PhotoPhase[]).flatMap((phase) => {
    const own = photos.filter((photo) => photo.phase === phase)
    const rows: WallRow[] = own.length > 0 ? [{ kind: 'head', phase, count: own.length }] : []
    for (let first = 0; first < own.length; first += columns) {
      rows.push({ kind: 'tiles', phase, photos: own.slice(first, first + columns), first, of: own.length })
    }
    return rows
  })
}
