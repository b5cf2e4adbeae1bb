/** What every screen shares: the bridge to main, the open documents, who is here, how far the sync is. */
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { monotonicFactory } from 'ulid'
import type { AppApi, AppInfo, Person, SyncStatus } from '../../contract/index.ts'
import type { Pen } from '../../crdt/ledger/index.ts'
import { openDocument } from '../documents/document.ts'
import { createRegistry } from '../documents/registry.ts'
import type { DocumentRegistry } from '../documents/registry.ts'
import { ask } from './calls.ts'
import { createLatest } from './latest.ts'
import type { Latest } from './latest.ts'

export interface Desk {
  readonly api: AppApi
  readonly queries: QueryClient
  readonly documents: DocumentRegistry
  readonly info: Latest<AppInfo>
  readonly sync: Latest<SyncStatus>
}

export function createDesk(api: AppApi): Desk {
  const queries = new QueryClient({
    defaultOptions: {
      queries: { retry: false, staleTime: Infinity, networkMode: 'always', refetchOnWindowFocus: false },
    },
  })
  const info = createLatest<AppInfo>()
  const sync = createLatest<SyncStatus>()
  const documents = createRegistry((name) =>
    openDocument({
      name,
      api,
      cacheName: cacheNameOf(info.get(), name),
      onTrouble: (what, error) => console.warn(`${name}: ${what}`, error),
    }),
  )
  api.on('app.info', info.set)
  api.on('sync.status', sync.set)
  api.on('projections.changed', ({ names }) => {
    void queries.invalidateQueries({ queryKey: ['jobs'] })
    void queries.invalidateQueries({ queryKey: ['inbox'] })
    void queries.invalidateQueries({ queryKey: ['stock'] })
    if (names.some((name) => name.startsWith('client/'))) void queries.invalidateQueries({ queryKey: ['clients'] })
  })
  api.on('blobs.changed', ({ sha256s }) => {
    if (sha256s === null) void queries.invalidateQueries({ queryKey: ['blob'] })
    else for (const sha256 of sha256s) void queries.invalidateQueries({ queryKey: ['blob', sha256] })
  })
  return { api, queries, documents, info, sync }
}

/** All shops of a device share the window's origin, the demo shop included: their caches must never meet. */
function cacheNameOf(info: AppInfo | undefined, name: string): string | null {
  if (!info?.shop) return null
  return `rpma/${info.device.id}/${info.shop.demo ? 'demo' : 'shop'}/${name}`
}

export async function greet(desk: Desk): Promise<AppInfo> {
  const info = await ask(desk.api, 'app.info', {})
  desk.info.set(info)
  if (info.shop) void readSync(desk)
  return info
}

export async function readSync(desk: Desk): Promise<void> {
  desk.sync.set(await ask(desk.api, 'sync.status', {}))
}

const DeskContext = createContext<Desk | null>(null)
export const DeskProvider = DeskContext.Provider

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (!desk) throw new Error('useDesk: no desk above this component')
  return desk
}

export function useInfo(): AppInfo | undefined {
  const { info } = useDesk()
  return useSyncExternalStore(info.subscribe, info.get)
}

/** Asks what the sync says for one answer, so that what does not need its counts is not drawn anew with each of them. */
export function useSync<T extends string | number | boolean>(read: (sync: SyncStatus | undefined) => T): T {
  const { sync } = useDesk()
  return useSyncExternalStore(sync.subscribe, () => read(sync.get()))
}

/** Who is at this device. Only inside the shell, where somebody is. */
export function useMe(): Person {
  const person = useInfo()?.person
  if (!person) throw new Error('useMe: nobody has said who they are')
  return person
}

const newId = monotonicFactory()
/** Who writes, on which device; time and ids come from here. */
export function usePen(): Pen {
  const device = useInfo()!.device.id
  const person = useMe().id
  return useMemo(() => ({ person, device, now: Date.now, newId }), [person, device])
}
