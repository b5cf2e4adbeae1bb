/** Where a comment is written. After an @ it offers the shop's people, by arrows or by a tap. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { useMe } from '../../../api/desk.ts'
import { useWords } from '../../../i18n/index.ts'
import { Button } from '../../../ui/Button.tsx'
import { BOX, LABEL } from '../../../ui/Field.tsx'
import { classes } from '../../../ui/classes.ts'
import { askedAt, calledIn } from './mentions.ts'
import type { Mentionable } from './mentions.ts'
import { useMentionable } from './useMentionable.ts'

export interface CommentFieldProps {
  readonly label: string
  readonly hint?: string | undefined
  readonly before?: string
  readonly action: string
  readonly onSend: (text: string, mentions: readonly string[]) => void
  readonly onCancel?: () => void
}

export function CommentField({ label, hint, before = '', action, onSend, onCancel }: CommentFieldProps) {
  const { t } = useWords()
  const me = useMe()
  const people = useMentionable().filter((person) => person.id !== me.id)
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(before)
  const [caret, setCaret] = useState(before.length)
  const [chosen, setChosen] = useState(0)
  const [isDismissed, setDismissed] = useState(false)
  const moveTo = useRef<number | null>(null)
  const asked = isDismissed ? null : askedAt(text, caret, people)
  const current = asked ? Math.min(chosen, asked.found.length - 1) : 0
  const words = text.trim()

  useLayoutEffect(() => {
    if (moveTo.current === null) return
    box.current?.focus()
    box.current?.setSelectionRange(moveTo.current, moveTo.current)
    moveTo.current = null
  }, [text])

  const list = useRef<HTMLUListElement>(null)
  const isAsking = asked !== null
  useEffect(() => {
    if (isAsking) list.current?.scrollIntoView({ block: 'nearest' })
  }, [isAsking])

  const change = (next: string, at: number) => {
    setText(next)
    setCaret(at)
    setChosen(0)
    setDismissed(false)
  }
  const put = (from: number, to: number, word: string) => {
    moveTo.current = from + word.length
    change(text.slice(0, from) + word + text.slice(to), moveTo.current)
  }
  const call = (person: Mentionable) => asked && put(asked.from, caret, `@${person.name} `)
  const ask = () => put(caret, caret, caret === 0 || /\s$/.test(text.slice(0, caret)) ? '@' : ' @')
  const send = () => {
    if (words === '') return
    onSend(words, calledIn(words, people))
    change('', 0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
    } else if (asked && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      setChosen((current + step + asked.found.length) % asked.found.length)
    } else if (asked && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
      event.preventDefault()
      call(asked.found[current]!)
    } else if (asked && event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      setDismissed(true)
    }
  }
  const listId = `${id}-people`
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className={LABEL}>
        {label}
      </label>
      <textarea
        id={id}
        ref={box}
        rows={3}
        maxLength={5000}
        value={text}
        onChange={(event) => change(event.target.value, event.target.selectionStart)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
        aria-autocomplete="list"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-controls={asked ? listId : undefined}
        aria-activedescendant={asked ? `${listId}-${current}` : undefined}
        className={classes(BOX, 'resize-y py-2')}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {asked && (
        <ul
          ref={list}
          id={listId}
          role="listbox"
          aria-label={t('comment.people')}
          className="flex flex-col gap-1 rounded-card border border-line bg-surface p-1 shadow-raised"
        >
          {asked.found.map((person, index) => (
            <li
              key={person.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === current}
              // The focus stays in the text: the press must not take it away.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => call(person)}
              className={classes(
                'flex min-h-touch cursor-pointer items-center rounded-lg px-3',
                index === current ? 'bg-accent-soft font-semibold' : 'hover:bg-sunken',
              )}
            >
              {person.name}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {people.length > 0 && <Button onPress={ask}>{t('comment.call')}</Button>}
        {onCancel && <Button onPress={onCancel}>{t('action.cancel')}</Button>}
        <Button kind="primary" icon="comment" onPress={send} isDisabled={words === ''}>
          {action}
        </Button>
      </div>
    </div>
  )
}
