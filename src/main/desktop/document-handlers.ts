import { AppFault, type AppHandlers, type EventName, type EventPayload } from '../../contract/index.ts'
import * as Y from 'yjs'
import type { LiveDocument, Replica, Viewer } from '../replica/index.ts'

type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void
type DocumentCalls = 'document.open' | 'document.append' | 'document.presence' | 'document.close'

/**
 * Documents that the window has open. The app has one window; a reload opens again what it had open, so opening
 * is idempotent and closing what is closed is harmless.
 */
export function documentHandlers(
  replica: Replica,
  emit: Emit,
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
      opening.catch(() => open.delete(name))
      open.set(name, opening)
    }
    return opening
  }
  async function mustBeOpen(name: string): Promise<{ live: LiveDocument; viewer: Viewer }> {
    const document = open.get(name)
    if (!document) throw new AppFault('invalid', 'this document is not open', name)
    return document
  }

  return {
    handlers: {
      'document.open': async ({ name }) => {
        const { live } = await opened(name)
        return { state: Y.encodeStateAsUpdate(live.doc), status: await replica.documentStatus(name) }
      },
      'document.append': async ({ name, update }) => {
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
        const opening = open.get(name)
        open.delete(name)
        if (opening) await replica.close(name, (await opening).viewer)
        return {}
      },
    },
    async closeAll() {
      const all = [...open]
      open.clear()
      for (const [name, opening] of all) await replica.close(name, (await opening).viewer)
    },
  }
}
