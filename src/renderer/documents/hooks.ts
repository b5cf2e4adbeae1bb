import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { openClient } from '../../crdt/client/index.ts'
import type { ClientView } from '../../crdt/client/index.ts'
import { openJob } from '../../crdt/job/index.ts'
import type { Job } from '../../crdt/job/index.ts'
import type { Ledger } from '../../crdt/ledger/index.ts'
import { openShop } from '../../crdt/shop/index.ts'
import type { ShopView } from '../../crdt/shop/index.ts'
import { useDesk } from '../api/desk.ts'
import { createAfterFrame } from './afterFrame.ts'
import type { DocumentCondition, OpenDocument } from './document.ts'

/** A view of a document: the same object until something changes. */
export interface View<T> {
  readonly ledger: Ledger
  view(): T
  subscribe(listener: () => void): () => void
}

/** Opens a document while the component is mounted. Null for the first moment, and while the name is null. */
export function useDocument(name: string | null): OpenDocument | null {
  const { documents } = useDesk()
  const [document, setDocument] = useState<OpenDocument | null>(null)
  useEffect(() => {
    if (name === null) return
    setDocument(documents.acquire(name))
    return () => {
      setDocument(null)
      documents.release(name)
    }
  }, [documents, name])
  return document
}

const nothing = () => () => undefined
export function useCondition(document: OpenDocument): DocumentCondition
export function useCondition(document: OpenDocument | null): DocumentCondition | null
export function useCondition(document: OpenDocument | null): DocumentCondition | null {
  return useSyncExternalStore(document?.subscribe ?? nothing, () => document?.condition() ?? null)
}

/** One part of it: whoever does not count unsaved edits is not drawn anew with each of them. */
export function useConditionPart<K extends keyof DocumentCondition>(
  document: OpenDocument | null,
  part: K,
): DocumentCondition[K] | undefined {
  return useSyncExternalStore(document?.subscribe ?? nothing, () => document?.condition()[part])
}

export function useView<T>(view: View<T> | null): T | null {
  return useSyncExternalStore(view?.subscribe ?? nothing, () => view?.view() ?? null)
}

/** One part of a view: whoever reads it is drawn anew only when what `read` answers is another value or object. */
export function useViewPart<T, P>(view: View<T>, read: (view: T) => P): P
export function useViewPart<T, P>(view: View<T> | null, read: (view: T) => P): P | undefined
export function useViewPart<T, P>(view: View<T> | null, read: (view: T) => P): P | undefined {
  return useSyncExternalStore(view?.subscribe ?? nothing, () => (view ? read(view.view()) : undefined))
}

/**
 * As useSyncExternalStore, but drawn after the frame that answers the finger: for what follows from an edit somewhere
 * else on the screen. Whoever acts on it reads it anew.
 */
export function useFollowing<T>(subscribe: (listener: () => void) => () => void, read: () => T): T {
  const follow = useCallback(
    (listener: () => void) => {
      const soon = createAfterFrame(listener)
      const stop = subscribe(soon.ask)
      return () => {
        stop()
        soon.drop()
      }
    },
    [subscribe],
  )
  return useSyncExternalStore(follow, read)
}

/** One ledger index for each document, however many components look at it; it goes when the document goes. */
function perDocument<T>(open: (doc: Y.Doc) => T): (document: OpenDocument | null) => T | null {
  const made = new WeakMap<Y.Doc, T>()
  return (document) => {
    if (!document) return null
    let view = made.get(document.doc)
    if (!view) made.set(document.doc, (view = open(document.doc)))
    return view
  }
}

function refolded<T>(open: (doc: Y.Doc) => { readonly ledger: Ledger; view(): T }): (doc: Y.Doc) => View<T> {
  return (doc) => {
    const opened = open(doc)
    const listeners = new Set<() => void>()
    let view: T | undefined
    opened.ledger.onChange(() => {
      view = undefined
      for (const listener of listeners) listener()
    })
    return {
      ledger: opened.ledger,
      view: () => (view ??= opened.view()),
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
  }
}

export const jobOf: (document: OpenDocument | null) => Job | null = perDocument(openJob)
export const shopOf: (document: OpenDocument | null) => View<ShopView> | null = perDocument(refolded(openShop))
export const clientOf: (document: OpenDocument | null) => View<ClientView> | null = perDocument(refolded(openClient))

type Presence = ReadonlyMap<number, Readonly<Record<string, unknown>>>
const NOBODY: Presence = new Map()

/** The states of the others on a document, by awareness client. */
export function usePresence(document: OpenDocument | null): Presence {
  const last = useRef(NOBODY)
  // The same function for the same document: another one would be subscribed anew at every render.
  const subscribe = useCallback(
    (listener: () => void) => {
      if (!document) return () => undefined
      const read = () => {
        const states = new Map(document.awareness.getStates())
        states.delete(document.doc.clientID)
        last.current = states.size === 0 ? NOBODY : states
        listener()
      }
      document.awareness.on('change', read)
      read()
      return () => document.awareness.off('change', read)
    },
    [document],
  )
  return useSyncExternalStore(subscribe, () => last.current)
}
