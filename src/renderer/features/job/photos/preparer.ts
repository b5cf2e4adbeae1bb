/** The worker behind a promise: started with the first picture, one for the window. */
// Vite makes this default export; the linter looks at the file instead.
// oxlint-disable-next-line import/default
import workerUrl from './photo.worker.ts?worker&url'
import type { Prepared, PrepareAnswer, PrepareRequest } from './prepared.ts'

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
}

/**
 * The page's policy takes only addresses that this named policy let through (`trusted-types rpma-workers`);
 * it lets exactly one through.
 */
function trustedWorkerUrl(): string {
  const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes
  if (!trusted) return workerUrl
  const policy = trusted.createPolicy('rpma-workers', {
    createScriptURL(url) {
      if (url !== workerUrl) throw new TypeError(`not a worker of ours: ${url}`)
      return url
    },
  })
  return policy.createScriptURL(workerUrl)
}

let worker: Worker | undefined
let next = 0
const waiting = new Map<number, (prepared: Prepared) => void>()

function start(): Worker {
  const started = new Worker(trustedWorkerUrl(), { type: 'module' })
  started.onmessage = (event: MessageEvent<PrepareAnswer>) => {
    waiting.get(event.data.id)?.(event.data.prepared)
    waiting.delete(event.data.id)
  }
  // Out of memory, or a file that crashed the decoder: whoever waits is told, the next picture gets a new worker.
  started.onerror = () => {
    for (const answer of waiting.values()) answer({ kind: 'refused', why: 'unreadable' })
    waiting.clear()
    started.terminate()
    worker = undefined
  }
  return started
}

export function preparePhoto(bytes: Uint8Array<ArrayBuffer>): Promise<Prepared> {
  worker ??= start()
  const id = next++
  const request: PrepareRequest = { id, bytes }
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    worker?.postMessage(request)
  })
}
