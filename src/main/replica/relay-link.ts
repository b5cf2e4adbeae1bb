/**
 * The standing relation with one relay: follow its feed of changes, bring documents and photos level, come back
 * after sleep, loss of network or a change of relay. Offline is normal weather: nothing here throws outwards.
 */
import type { RelayStatus } from '../../contract/index.ts'
import type { Store } from '../store/index.ts'
import type { BackgroundSync } from './background-sync.ts'
import type { BlobTransfer } from './blob-transfer.ts'
import { createRelayHttp, RelayRefusal, type RelayHttp } from './relay-http.ts'

const LONG_POLL_MS = 25_000
const BACKOFF_MS = { first: 300, most: 15_000 } as const
/** Edits of a burst travel together. */
const PUSH_DELAY_MS = 50

export interface RelayLink {
  readonly http: RelayHttp
  status(): RelayStatus
  /** Something is to be sent: do it soon, and try at once if the relay was thought unreachable. */
  wake(): void
  /** A document may refer to photos that are not here, or one was added. */
  moveBlobs(): void
  /** Resolves when everything that the relay had when asked is here and everything of ours was offered to it. */
  whenLevel(timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

export interface LinkParts {
  readonly store: Store
  readonly background: BackgroundSync
  readonly blobs: BlobTransfer
  now(): number
  onStatus(): void
}

export function openRelayLink(url: string, parts: LinkParts): RelayLink {
  const { store, background, blobs, now, onStatus } = parts
  const http = createRelayHttp(url)
  const closing = new AbortController()
  let status: RelayStatus = { state: 'connecting', attempt: 1 }
  let wakeSleeper: (() => void) | undefined
  let level = false
  let pushTimer: NodeJS.Timeout | undefined
  let blobTimer: NodeJS.Timeout | undefined
  let blobsMoving: Promise<void> | undefined
  let blobsAsked = false
  const levelWaiters = new Set<() => void>()
  // One exchange at a time: the feed and a push of our own edits would otherwise sync the same document twice.
  let exchange: Promise<void> = Promise.resolve()

  const become = (next: RelayStatus) => {
    status = next
    onStatus()
  }
  function inTurn(work: () => Promise<void>): Promise<void> {
    const run = exchange.then(work)
    exchange = run.catch(() => {})
    return run
  }
  async function pendingNames(): Promise<string[]> {
    return (await store.pending()).map((entry) => entry.name)
  }
  async function push(): Promise<void> {
    await background.sync(http, await pendingNames(), closing.signal)
    moveBlobs()
    onStatus()
  }

  /** Beside the exchange of documents, so that a slow photo never holds up a tick. */
  function moveBlobs(): void {
    clearTimeout(blobTimer)
    blobsAsked = true
    if (blobsMoving || closing.signal.aborted) return
    blobsMoving = (async () => {
      let again: number | null = null
      while (blobsAsked) {
        blobsAsked = false
        again = await blobs.run(http, closing.signal)
      }
      onStatus()
      if (again !== null && !closing.signal.aborted) blobTimer = setTimeout(moveBlobs, Math.max(again, 50))
    })()
      .catch(() => {}) // the relay is away: moved again once it is met anew
      .finally(() => (blobsMoving = undefined))
  }

  async function meet(): Promise<void> {
    const { relay } = await http.health(closing.signal)
    if ((await store.relayCursor()).relay !== relay) {
      // Another relay, or the old one restored empty: it never acknowledged anything to us.
      await store.forgetRelay(relay)
      background.forgetRefusals()
    }
    await inTurn(push)
  }

  async function follow(): Promise<void> {
    for (;;) {
      const { relay, cursor } = await store.relayCursor()
      const changes = await http.changes(cursor, level ? LONG_POLL_MS : 0, closing.signal)
      if (changes.relay !== relay) return // meet it anew
      if (status.state !== 'connected') become({ state: 'connected' })
      if (changes.documents.length > 0) {
        await inTurn(() => background.sync(http, changes.documents, closing.signal))
        await store.setRelayCursor(changes.relay, changes.cursor)
        moveBlobs()
      } else if (!level) {
        level = true
        for (const resolve of levelWaiters) resolve()
        onStatus()
      }
    }
  }

  async function run(): Promise<void> {
    let attempt = 0
    while (!closing.signal.aborted) {
      try {
        level = false
        await meet()
        attempt = 0
        await follow()
      } catch (error) {
        if (closing.signal.aborted) return
        attempt++
        if (error instanceof RelayRefusal && (error.status === 401 || error.status === 403)) {
          become({ state: 'refused', code: error.status, reason: error.message })
        } else if (status.state !== 'offline') become({ state: 'offline', since: now() })
        await sleep(Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(attempt, 10)))
      }
    }
  }
  function sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        wakeSleeper = undefined
        resolve()
      }
      const timer = setTimeout(done, ms)
      wakeSleeper = done
    })
  }

  const running = run()
  return {
    http,
    status: () => status,
    wake() {
      wakeSleeper?.()
      if (status.state !== 'connected') return
      pushTimer ??= setTimeout(() => {
        pushTimer = undefined
        void inTurn(push).catch(() => {}) // the feed's own loop notices an unreachable relay
      }, PUSH_DELAY_MS)
    },
    moveBlobs: () => {
      if (status.state === 'connected') moveBlobs()
    },
    whenLevel(timeoutMs) {
      if (level) return Promise.resolve(true)
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          levelWaiters.delete(done)
          resolve(level)
        }
        const timer = setTimeout(done, timeoutMs)
        levelWaiters.add(done)
      })
    },
    async close() {
      closing.abort()
      clearTimeout(pushTimer)
      clearTimeout(blobTimer)
      wakeSleeper?.()
      await blobsMoving
      await running
      await exchange
    },
  }
}
