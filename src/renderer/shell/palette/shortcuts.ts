/**
 * The keys that work everywhere, in one list: what listens and what the help shows are made of it. A letter is
 * matched by what it writes, a digit by where it lies: on a French keyboard digits are written with Shift.
 */
import { useEffect } from 'react'
import type { Key } from '../../i18n/index.ts'

export interface Shortcut {
  readonly id: string
  /** As keys are labelled, in order. */
  readonly keys: readonly string[]
  readonly says: Key
}

/** What this window listens to by itself; components of their own (fields, lists, dialogs) know theirs. */
export const SHORTCUTS = [
  { id: 'palette', keys: ['Ctrl', 'K'], says: 'shortcut.palette' },
  { id: 'shortcuts', keys: ['?'], says: 'shortcut.list' },
  { id: 'help', keys: ['F1'], says: 'shortcut.help' },
  { id: 'tab', keys: ['Alt', '1…9'], says: 'shortcut.tab' },
  { id: 'undo', keys: ['Ctrl', 'Z'], says: 'shortcut.undo' },
  { id: 'redo', keys: ['Ctrl', 'Y'], says: 'shortcut.redo' },
  { id: 'search', keys: ['/'], says: 'shortcut.search' },
  { id: 'move', keys: ['Tab'], says: 'shortcut.move' },
  { id: 'arrows', keys: ['← ↑ ↓ →'], says: 'shortcut.arrows' },
  { id: 'tick', keys: ['Espace'], says: 'shortcut.tick' },
  { id: 'close', keys: ['Échap'], says: 'shortcut.close' },
] as const satisfies readonly Shortcut[]

export interface Listening {
  readonly onPalette: () => void
  readonly onShortcuts: () => void
  /** Counted from 0. */
  readonly onTab: (index: number) => void
  readonly onSearch: () => boolean
}

export type Pressed =
  | { readonly kind: 'palette' | 'shortcuts' | 'search' }
  | { readonly kind: 'tab'; readonly index: number }

/** What a key asks for; null: nothing of ours. Exported for its test. */
export function readKey(
  event: Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
  isTyping: boolean,
): Pressed | null {
  const { key, code, ctrlKey, metaKey, altKey } = event
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1]
  if (altKey && !ctrlKey && !metaKey && digit !== undefined) return { kind: 'tab', index: Number(digit) - 1 }
  if (altKey) return null
  if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') return { kind: 'palette' }
  if (ctrlKey || metaKey || isTyping) return null
  if (key === '?') return { kind: 'shortcuts' }
  return key === '/' ? { kind: 'search' } : null
}

export function useShortcuts({ onPalette, onShortcuts, onTab, onSearch }: Listening): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      // What lies over the screen has the keyboard to itself.
      if (event.defaultPrevented || document.querySelector('[role=dialog],[role=alertdialog][aria-modal]')) return
      const pressed = readKey(event, isTypedIn(event.target))
      if (!pressed) return
      if (pressed.kind === 'search' && !onSearch()) return
      event.preventDefault()
      if (pressed.kind === 'palette') onPalette()
      else if (pressed.kind === 'shortcuts') onShortcuts()
      else if (pressed.kind === 'tab') onTab(pressed.index)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [onPalette, onShortcuts, onTab, onSearch])
}

function isTypedIn(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=checkbox]):not([type=radio]), textarea, [contenteditable], [role=spinbutton]')
  )
}
