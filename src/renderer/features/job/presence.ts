/**
 * Who else looks at this job now, at which part and zone, and what they are typing in. Display only, and only while
 * the relay is there: the device is the relay's word [F38], the person is what that device's window says.
 */
import { useEffect, useMemo, useState } from 'react'
import type { FocusEvent } from 'react'
import type { ZoneId } from '../../../crdt/vocabulary/index.ts'
import { isZoneId } from '../../../crdt/vocabulary/index.ts'
import { useInfo, useMe } from '../../api/desk.ts'
import type { OpenDocument } from '../../documents/document.ts'
import { usePresence } from '../../documents/hooks.ts'
import { useJobTools } from './context.tsx'
import { isJobTab } from './tabs.ts'
import type { JobTab } from './tabs.ts'

export interface PersonHere {
  readonly id: string
  readonly name: string
  /** Null where no relay wrote it. */
  readonly device: string | null
  readonly tab: JobTab | null
  readonly zone: ZoneId | null
  /** The field or text that they are in: an item, or `text/<name>`. */
  readonly field: string | null
  /** Nobody touched that device for a while. */
  readonly idle: boolean
}

export function usePeopleHere(): readonly PersonHere[] {
  const { document } = useJobTools()
  const states = usePresence(document)
  const device = useInfo()?.device.id
  return useMemo(() => readPeople(states.values(), device), [states, device])
}

/** Each person once for each zone; states that make no sense are left out, and those of `own`, this very device. */
export function readPeople(states: Iterable<Readonly<Record<string, unknown>>>, own?: string): readonly PersonHere[] {
  const people = new Map<string, PersonHere>()
  for (const state of states) {
    const { person, name, zone, tab, field } = state
    if (typeof person !== 'string' || typeof name !== 'string' || person.length > 64 || name.length > 200) continue
    const device = text(state['device'], 64)
    // What this window said before it was loaded anew lives on for a moment.
    if (own !== undefined && device === own) continue
    const place = isZoneId(zone) ? zone : null
    const key = `${person}/${place}`
    const known = people.get(key)
    people.set(key, {
      id: person,
      name,
      device,
      tab: isJobTab(tab) ? tab : null,
      zone: place,
      field: text(field, 200) ?? known?.field ?? null,
      idle: state['idle'] === true && (known?.idle ?? true),
    })
  }
  return [...people.values()].sort((a, b) => Number(a.idle) - Number(b.idle) || a.name.localeCompare(b.name))
}

const text = (value: unknown, length: number) =>
  typeof value === 'string' && value.length <= length && value !== '' ? value : null

/** Tells the others where this window is. Answers what to put on the screen's root, to follow what is typed in. */
export function useTellPresence(document: OpenDocument | null, tab: JobTab, zone: ZoneId | null) {
  const me = useMe()
  const device = useInfo()?.device.id
  const idle = useIdle()
  const [field, setField] = useState<string | null>(null)
  useEffect(() => {
    document?.awareness.setLocalState({ person: me.id, name: me.name, device, tab, zone, field, idle })
  }, [document, me.id, me.name, device, tab, zone, field, idle])
  return {
    onFocus: (event: FocusEvent) => {
      const within = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-field]') : null
      setField(isTypedIn(event.target) ? (within?.dataset['field'] ?? null) : null)
    },
    onBlur: () => setField(null),
  }
}

/** A button beside a field is no sign that somebody is writing. */
function isTypedIn(target: EventTarget): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable], [role=spinbutton]')
}

/** Milliseconds without a touch after which somebody counts as gone for the moment. */
const IDLE_AFTER_MS = 120_000

/** Changes only when it does: a pointer that moves draws nothing anew. */
export function useIdle(afterMs = IDLE_AFTER_MS): boolean {
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const touched = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setIdle(true), afterMs)
      setIdle(false)
    }
    touched()
    for (const event of SIGNS) window.addEventListener(event, touched, { capture: true, passive: true })
    return () => {
      clearTimeout(timer)
      for (const event of SIGNS) window.removeEventListener(event, touched, { capture: true })
    }
  }, [afterMs])
  return idle
}
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const
