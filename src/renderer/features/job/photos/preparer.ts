/** The worker behind a promise: started with the first picture, one for the window, one picture at a time. */
// Vite makes this default export; the linter looks at the file instead.
// oxlint-disable-next-line import/default
import workerUrl from './photo.worker.ts?worker&url'
import type { Prepared } from './prepared.ts'

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

/** A picture that is not ready by then never will be: a bomb, or a decoder that goes round in circles. */
const DEADLINE_MS = 60_000

let worker: Worker | undefined
/** Ends of the one before: a worker decodes one picture at a time, or two large ones would share its memory. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Resolves with `refused` for what cannot be decoded, or not in a minute; rejects with the signal's reason once it is
 * aborted. In both cases its worker goes, and with it whatever it held.
 */
export function preparePhoto(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Prepared> {
  const prepared = last.then(() => prepareNow(bytes, signal))
  last = prepared.catch(() => undefined)
  return prepared
}

function prepareNow(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<Prepared> {
  if (signal.aborted) return Promise.reject(signal.reason as Error)
  const busy = (worker ??= new Worker(trustedWorkerUrl(), { type: 'module' }))
  const end = new AbortController()
  return new Promise<Prepared>((resolve, reject) => {
    /** The next picture gets a new one. */
    const giveUp = () => {
      busy.terminate()
      worker = undefined
    }
    const late = setTimeout(() => {
      giveUp()
      resolve({ kind: 'refused', why: 'too-slow' })
    }, DEADLINE_MS)
    end.signal.addEventListener('abort', () => clearTimeout(late))
    const listening = { signal: end.signal }
    signal.addEventListener(
      'abort',
      () => {
        giveUp()
        reject(signal.reason as Error)
      },
      listening,
    )
    busy.addEventListener('message', (event: MessageEvent<Prepared>) => resolve(event.data), listening)
    // Out of memory, or a file that crashed the decoder.
    busy.addEventListener(
      'error',
      () => {
        giveUp()
        resolve({ kind: 'refused', why: 'unreadable' })
      },
      listening,
    )
    busy.postMessage(bytes)
  }).finally(() => end.abort())
}
