import { AppFault, type AppHandlers } from '../../contract/index.ts'
import type { LiveDocument, Replica, Viewer } from '../replica/index.ts'
import type { Emit } from './parts.ts'

type DocumentCalls = 'document.open' | 'document.append' | 'document.presence' | 'document.close'

/**
 * Documents that the window has open. The app has one window; a reload opens again what it had open, so opening
 * is idempotent and closing what is closed is harmless.
 */
export function documentHandlers(
  replica: Replica,
  emit: Emit,
  /** Rejects with an AppFault when whoever is at this device may not write in that document. */
  mustBeAllowedToWrite: (name: string) => Promise<void>,
): { readonly handlers: Pick<AppHandlers, DocumentCalls>; closeAll(): Promise<void> } {
  const open = new Map<string, Promise<{ live: LiveDocument; viewer: Viewer }>>()

  function opened(name: string): Promise<{ live: LiveDocument; viewer: Viewer }> {
    let opening = open.get(name)
    if (!opening) {
      const viewer: Viewer = {
        update: (update) => emit('document.update', { name, update }),
        presence: (update) => emit('document.presence', { name, update }),
      }
      opening = replica.open(name, viewer).then((live) => ({ live, viewer }))
      const failed = opening
      opening.catch(() => open.get(name) === failed && open.delete(name))
      open.set(name, opening)
    }
    return opening
  }
  async function mustBeOpen(name: string): Promise<{ live: LiveDocument; viewer: Viewer }> {
    const document = open.get(name)
    if (!document) throw new AppFault('invalid', 'this document is not open', name)
    return document
  }

  async function close(name: string): Promise<void> {
    const opening = open.get(name)
    open.delete(name)
    // One that could not be opened has nothing to close, and its opener was told.
    const document = await opening?.catch(() => undefined)
    if (document) await replica.close(name, document.viewer)
  }

  return {
    handlers: {
      'document.open': async ({ name }) => {
        await opened(name)
        // From the disk: what main has received and not committed yet follows as an event once it is.
        return { state: await replica.committed(name), status: await replica.documentStatus(name) }
      },
      'document.append': async ({ name, update }) => {
        await mustBeAllowedToWrite(name)
        const { live, viewer } = await mustBeOpen(name)
        await live.append(update, viewer)
        return {}
      },
      'document.presence': async ({ name, update }) => {
        const { live, viewer } = await mustBeOpen(name)
        live.present(update, viewer)
        return {}
      },
      'document.close': async ({ name }) => {
        await close(name)
        return {}
      },
    },
    async closeAll() {
      await Promise.all([...open.keys()].map(close))
    },
  }
}
