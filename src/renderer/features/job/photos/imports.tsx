/** The window's import queue, for all jobs of the shop: it goes on while screens come and go. */
import { createContext, useContext, useState, useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import { ask, errorOf } from '../../../api/calls.ts'
import { useDesk, usePen } from '../../../api/desk.ts'
import type { Desk } from '../../../api/desk.ts'
import { jobOf } from '../../../documents/hooks.ts'
import { useJobTools } from '../context.tsx'
import { createImportQueue } from './importQueue.ts'
import type { ImportQueue, ImportState, PhotoPlace } from './importQueue.ts'
import { preparePhoto } from './preparer.ts'

const Queue = createContext<ImportQueue | null>(null)

export function PhotoImportsProvider({ children }: { readonly children: ReactNode }) {
  const desk = useDesk()
  const [queue] = useState(() => queueOf(desk))
  return <Queue value={queue}>{children}</Queue>
}

function queueOf({ api, documents }: Desk): ImportQueue {
  return createImportQueue({
    prepare: preparePhoto,
    store: async (blobs) => (await ask(api, 'blobs.put', { blobs })).sha256s,
    hold(jobId) {
      const name = `job/${jobId}`
      const { ledger } = jobOf(documents.acquire(name))!
      return { ledger, release: () => documents.release(name) }
    },
    errorOf,
  })
}

function useQueue(): ImportQueue {
  const queue = useContext(Queue)
  if (!queue) throw new Error('useQueue: no PhotoImportsProvider above this component')
  return queue
}

export function useImports(): ImportState & Pick<ImportQueue, 'cancel' | 'cancelAll' | 'retry'> {
  const queue = useQueue()
  const state = useSyncExternalStore(queue.subscribe, queue.state)
  return { ...state, cancel: queue.cancel, cancelAll: queue.cancelAll, retry: queue.retry }
}

/** Sends files on their way into the open job, with the person's pen. Nothing for a viewer. */
export function useAddPhotos(): (files: readonly File[], place: PhotoPlace) => void {
  const queue = useQueue()
  const pen = usePen()
  const { jobId, canEdit } = useJobTools()
  return (files, place) => {
    if (canEdit) queue.add(jobId, files, place, pen)
  }
}
