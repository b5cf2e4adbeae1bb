/**
 * Composition root of the app: Electron's side (shell) and the rooms behind it (desktop), put together.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openDesktop } from './desktop/index.ts'
import { runDesktop, type CannotStart, type DesktopHost, type DesktopParts } from './shell/desktop.ts'
import { writeChosenFile } from './shell/dialogs.ts'
import { StoreFault } from './store/index.ts'

runDesktop({
  start,
  log: (problem) => console.error('shell', JSON.stringify(problem, withErrors)),
})

async function start(host: DesktopHost): Promise<DesktopParts | CannotStart> {
  // The bundle holds this file, the store's worker, the hosted relay and the SQLite addon side by side.
  const beside = (file: string) => path.join(import.meta.dirname, file)
  try {
    const desktop = await openDesktop({
      dataDir: path.join(host.userData, 'data'),
      workerUrl: pathToFileURL(beside('store-worker.js')),
      nativeBindingPath: beside('better_sqlite3.node'),
      version: host.version,
      locale: host.systemLocale,
      keyring: host.keychain,
      hosting: {
        fork: () => host.fork(beside('relay-host.js'), 'RPMA relay'),
        data: path.join(host.userData, 'relay'),
        bundle: {
          logWorker: beside('relay-log-worker.js'),
          inspectionWorker: beside('relay-inspection-worker.js'),
          compactionWorker: beside('relay-compaction-worker.js'),
          nativeBinding: beside('better_sqlite3.node'),
        },
        log: (what, detail) => console.error('relay', JSON.stringify({ what, detail })),
      },
      saveFile: async (suggestedName, bytes) => {
        const { name, ext } = path.parse(suggestedName)
        const extension = ext === '.json' ? 'json' : 'pdf'
        const file = await host.askWhereToSave({
          suggestedName: name,
          extension,
          locale: desktop.identity.get('locale'),
        })
        if (file !== null) await writeChosenFile(file, bytes)
        return file
      },
    })
    desktop.on((event, payload) => {
      host.emit(event, payload)
      if (event === 'app.info') host.setMenuLocale(desktop.identity.get('locale'))
    })
    return {
      handlers: desktop.handlers,
      readBlob: async (sha256) => (await desktop.readBlob(sha256)) ?? undefined,
      resumed: () => desktop.replica.wake(),
      followLink: (link) => link.kind === 'pair' && desktop.showInvitation(link.url),
      mayUseCamera: () => desktop.mayUseCamera(),
      stop: () => desktop.close(),
    }
  } catch (error) {
    if (!(error instanceof StoreFault)) throw error
    const { fr, en, detail } = error.problem
    return { cannotStart: { title: 'RPMA', explanation: `${fr}\n\n${en}\n\n(${detail})` } }
  }
}

/** Errors have no enumerable members; a log line without the stack would say nothing. */
function withErrors(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, stack: value.stack } : value
}
