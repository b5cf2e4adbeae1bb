/** A text as it was and as it is, word by word: what went is struck through, what came is underlined. */
import { diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'
import { useWords } from '../../../i18n/index.ts'

/** Of unchanged words beside a change that much is shown, in characters. */
const AROUND = 80
/** Beyond that many milliseconds the two are shown one below the other: a book in place of a note must not hold the screen. */
const TIMEOUT_MS = 200

export interface Piece {
  readonly kind: 'same' | 'gone' | 'come'
  readonly text: string
}

/** Null: they are too far apart to be compared in time. Long stretches that did not change are shortened. */
export function textPieces(was: string, is: string): readonly Piece[] | null {
  const changes = diffWordsWithSpace(was, is, { timeout: TIMEOUT_MS })
  if (!changes) return null
  const pieces: Piece[] = []
  let [gone, come] = ['', '']
  const flush = () => {
    if (gone !== '') pieces.push({ kind: 'gone', text: gone })
    if (come !== '') pieces.push({ kind: 'come', text: come })
    gone = come = ''
  }
  for (const [index, { value, added, removed }] of changes.entries()) {
    const isLast = index === changes.length - 1
    if (added) come += value
    else if (removed) gone += value
    else if (value.trim() === '' && (gone !== '' || come !== '') && !isLast) {
      // Only a space between two changes: a phrase in place of a phrase reads better than word against word.
      gone += value
      come += value
    } else {
      flush()
      pieces.push({ kind: 'same', text: shorten(value, index > 0, !isLast) })
    }
  }
  flush()
  return pieces
}

function shorten(text: string, after: boolean, before: boolean): string {
  const kept = (after ? AROUND : 0) + (before ? AROUND : 0)
  if (text.length <= kept + AROUND) return text
  const head = after
    ? text
        .slice(0, AROUND)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
    : ''
  const tail = before
    ? text
        .slice(-AROUND)
        .toWellFormed()
        .replace(/^\uFFFD/, '')
    : ''
  return `${head} … ${tail}`
}

export function TextDiff({ was, is }: { readonly was: string; readonly is: string }) {
  const { t } = useWords()
  const pieces = useMemo(() => textPieces(was, is), [was, is])
  const look = {
    same: 'text-ink-soft',
    gone: 'mr-0.5 rounded bg-bad-soft text-bad line-through decoration-2',
    come: 'rounded bg-ok-soft text-ok underline decoration-2 underline-offset-2',
  } as const
  const shown: readonly Piece[] = pieces ?? [
    { kind: 'gone', text: was },
    { kind: 'same', text: '\n' },
    { kind: 'come', text: is },
  ]
  return (
    <p className="max-h-80 overflow-auto whitespace-pre-wrap break-words">
      {shown.map(({ kind, text }, index) => {
        if (kind === 'same') return <span key={index}>{text}</span>
        const Tag = kind === 'gone' ? 'del' : 'ins'
        return (
          <Tag key={index} className={look[kind]}>
            <span className="sr-only">{t(kind === 'gone' ? 'diff.gone' : 'diff.come')}</span>
            {text}
          </Tag>
        )
      })}
    </p>
  )
}
