/**
 * Arrows, rings, lines and words over a photo. Each is kept as soon as it is drawn and can be taken back at once. A
 * finger draws by dragging or by two taps, a keyboard by the arrow keys and Enter; the picture's bytes stay as they are.
 */
import { useState } from 'react'
import type { KeyboardEvent, PointerEvent } from 'react'
import { BOUNDS, markPhoto, withdrawFact } from '../../../../crdt/job/index.ts'
import type { Drawn, MarkEntry, PhotoEntry } from '../../../../crdt/job/index.ts'
import type { Thousandths } from '../../../../crdt/drawing/index.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/Button.tsx'
import { Segments } from '../../../ui/Choice.tsx'
import { TextInput } from '../../../ui/Field.tsx'
import { DialogBox } from '../../../ui/Overlay.tsx'
import { useJobPart, useJobTools } from '../context.tsx'
import { ReasonDialog } from '../ReasonDialog.tsx'
import { useWritten } from '../Story.tsx'
import { MIDDLE, pointOf, steppedBy } from './aim.ts'
import { DrawnMark, MarkedPhoto, PHOTO_ROOM } from './MarkedPhoto.tsx'

const TOOLS = ['arrow', 'ring', 'line', 'words'] as const
type Tool = (typeof TOOLS)[number]
/** Thousandths: a finger that moved less than this tapped. */
const TAP = 12

export interface AnnotateDialogProps {
  readonly photo: PhotoEntry
  readonly caption: string
  readonly onClose: () => void
}

export function AnnotateDialog({ photo, caption, onClose }: AnnotateDialogProps) {
  const { t } = useWords()
  const { edit } = useJobTools()
  const marks = useJobPart((view) => view.marks).filter((mark) => mark.photo === photo.id)
  const [tool, setTool] = useState<Tool>('arrow')
  const [text, setText] = useState('')
  /** Points so far of what is being drawn. */
  const [points, setPoints] = useState<readonly Thousandths[]>([])
  /** Where the finger or the key is now. */
  const [at, setAt] = useState<Thousandths | null>(null)
  const [drags, setDrags] = useState(false)
  const [last, setLast] = useState<string | null>(null)
  const [withdrawing, setWithdrawing] = useState<MarkEntry | null>(null)

  const clear = () => {
    setPoints([])
    setDrags(false)
  }
  const keep = (place: Thousandths, drawn: Drawn) => {
    edit((ledger, pen) => setLast(markPhoto(ledger, { photo: photo.id, defect: null, place, arrow: null, drawn }, pen)))
    clear()
  }
  const finishLine = (line: readonly Thousandths[]) => {
    const [place, ...through] = line
    if (place && through.length > 0) keep(place, { kind: 'line', through })
    else clear()
  }
  /** A tap, or the end of a drag. */
  const point = (to: Thousandths) => {
    const [place] = points
    if (tool === 'words') {
      if (text.trim() !== '') keep(to, { kind: 'words', text: text.trim() })
    } else if (tool === 'line') setPoints([...points, to].slice(0, BOUNDS.linePoints))
    else if (place) keep(place, { kind: tool, to })
    else setPoints([to])
  }

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    const from = pointOf(event)
    setAt(from)
    if (points.length > 0 || tool === 'words') return
    setPoints([from])
    setDrags(true)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.buttons === 0) return
    const to = pointOf(event)
    setAt(to)
    if (tool === 'line' && drags && points.length < BOUNDS.linePoints) setPoints([...points, to])
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const to = pointOf(event)
    const [from] = points
    const dragged = drags && from !== undefined && Math.hypot(to.x - from.x, to.y - from.y) > TAP
    setDrags(false)
    // The finger went down and up in one place: that was the first of two taps.
    if (drags && !dragged) setPoints(from ? [from] : [])
    else if (tool === 'line' && drags) finishLine(points)
    else point(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const from = at ?? MIDDLE
    const to = steppedBy(event, from)
    if (to) setAt(to)
    else if (event.key === 'Enter' || event.key === ' ') point(from)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const preview = previewOf(tool, points, at, text)
  const hint =
    tool === 'words' ? 'annotate.hint.words' : points.length > 0 ? 'annotate.hint.end' : 'annotate.hint.begin'
  return (
    <DialogBox
      title={t('photo.annotate')}
      open
      keepOpen
      size="screen"
      onClose={onClose}
      closeLabel={t('action.close')}
      actions={
        <>
          {last !== null && marks.some((mark) => mark.id === last) && (
            <Button
              icon="undo"
              onPress={() => {
                edit((ledger, pen) => withdrawFact(ledger, last, t('annotate.takenBack'), pen))
                setLast(null)
              }}
            >
              {t('annotate.takeBack')}
            </Button>
          )}
          {tool === 'line' && points.length > 1 && (
            <Button icon="check" onPress={() => finishLine(points)}>
              {t('annotate.endLine')}
            </Button>
          )}
          <Button kind="primary" onPress={onClose}>
            {t('annotate.done')}
          </Button>
        </>
      }
    >
      <div className="flex h-full flex-col gap-3">
        <div className="flex flex-wrap items-end gap-4">
          <Segments
            label={t('annotate.tool')}
            value={tool}
            onChange={(next) => {
              setTool(next)
              clear()
            }}
            options={TOOLS.map((id) => ({ id, label: t(`annotate.tool.${id}`) }))}
          />
          {tool === 'words' && (
            <div className="w-80 max-w-full">
              <TextInput label={t('annotate.text')} value={text} onChange={setText} maxLength={BOUNDS.markWords} />
            </div>
          )}
          <p role="status" className="text-sm text-ink-soft">
            {t(hint)}
          </p>
        </div>
        <div className={PHOTO_ROOM}>
          {/* An application: the arrow keys are its own, and a screen reader must let them through. */}
          <div
            role="application"
            aria-label={t('annotate.surface')}
            tabIndex={0}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
            onPointerCancel={clear}
            onKeyDown={onKeyDown}
            className="max-h-full w-fit cursor-crosshair touch-none rounded-lg select-none"
          >
            <MarkedPhoto photo={photo} caption={caption} fillsRoom>
              {preview && <DrawnMark photo={photo} place={preview.place} drawn={preview.drawn} />}
              {at && <Crosshair at={at} />}
            </MarkedPhoto>
          </div>
        </div>
        <Drawings marks={marks.filter((mark) => mark.drawn)} onWithdraw={setWithdrawing} />
      </div>
      {withdrawing && (
        <ReasonDialog
          title={t('annotate.withdraw')}
          text={t('mark.withdrawText')}
          action={t('annotate.withdraw')}
          onClose={() => setWithdrawing(null)}
          onReason={(why) => edit((ledger, pen) => withdrawFact(ledger, withdrawing.id, why, pen))}
        />
      )}
    </DialogBox>
  )
}

/** What it would be if the finger stopped here. */
function previewOf(
  tool: Tool,
  points: readonly Thousandths[],
  at: Thousandths | null,
  text: string,
): { readonly place: Thousandths; readonly drawn: Drawn } | null {
  const [place, ...through] = points
  if (tool === 'words') return at && text.trim() !== '' ? { place: at, drawn: { kind: 'words', text } } : null
  if (!place) return null
  if (tool === 'line') return { place, drawn: { kind: 'line', through: [...through, at ?? place] } }
  return { place, drawn: { kind: tool, to: at ?? place } }
}

function Crosshair({ at }: { readonly at: Thousandths }) {
  const [x, y] = [`${at.x / 10}%`, `${at.y / 10}%`]
  return (
    <>
      <circle cx={x} cy={y} r="9" fill="none" stroke="#ffffff" strokeWidth="4" />
      <circle cx={x} cy={y} r="9" fill="none" stroke="#000000" strokeWidth="1.5" />
    </>
  )
}

interface DrawingsProps {
  readonly marks: readonly MarkEntry[]
  readonly onWithdraw: (mark: MarkEntry) => void
}

/** Who drew what: also the way to what was drawn for those who do not see it. */
function Drawings({ marks, onWithdraw }: DrawingsProps) {
  const { t } = useWords()
  const { canEdit } = useJobTools()
  const written = useWritten()
  if (marks.length === 0) return null
  return (
    <ul
      aria-label={t('annotate.list')}
      className="flex max-h-20 shrink-0 flex-wrap gap-x-6 gap-y-1 overflow-auto text-sm"
    >
      {marks.map((mark) => (
        <li key={mark.id} className="flex items-center gap-2">
          <span>
            {mark.drawn?.kind === 'words'
              ? t('annotate.said', { text: mark.drawn.text })
              : t(`annotate.tool.${mark.drawn?.kind ?? 'arrow'}`)}
          </span>
          <span className="text-ink-soft">{written(mark)}</span>
          {canEdit && <IconButton icon="cross" label={t('annotate.withdraw')} onPress={() => onWithdraw(mark)} />}
        </li>
      ))}
    </ul>
  )
}
