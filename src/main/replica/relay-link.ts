/**
 * The standing relation with one relay: follow its feed of changes, bring documents and photos level, come back
 * after sleep, loss of network or a change of relay. Offline is normal weather: nothing here throws outwards.
 */
import type { RelayStatus } from '../../contract/index.ts'
import { CLOSE, type TrustRefusalKind } from '../../crdt/protocol/index.ts'
import { StoreFault, type Store } from '../store/index.ts'
import type { BackgroundSync } from './background-sync.ts'
import type { BlobTransfer } from './blob-transfer.ts'
import { createRelayHttp, RelayRefusal, type RelayHttp } from './relay-http.ts'
import type { RelaySession } from './relay-session.ts'

const LONG_POLL_MS = 25_000
const BACKOFF_MS = { first: 300, most: 15_000 } as const
/** Edits of a burst travel together. */
const PUSH_DELAY_MS = 50
/** A recovery window may be opened by an administrator anywhere, at any time. */
const FOREIGN_AGAIN_MS = 30_000
/** Sockets that are shut out again and again are not asked for without a pause. */
const SHUT_OUT_AGAIN_MS = 60_000
/** Address of the relay that the store's bookkeeping (pending, cursor) is about. */
const MET = 'relayMet'

export interface RelayLink {
  readonly http: RelayHttp
  readonly session: RelaySession
  status(): RelayStatus
  /** Whether what counts as acknowledged was acknowledged by the relay of this address. */
  isKnown(): boolean
  /** The relay reads, and stores nothing for now. */
  isReadOnly(): boolean
  /** Something is to be sent: do it soon, and try at once if the relay was thought unreachable. */
  wake(): void
  /** The machine slept: what looks connected is likely dead. */
  resume(): void
  /** A socket was closed because this device has to prove itself anew, or may not do what it did. */
  shutOut(): void
  /** What the relay refused is offered once more, now. */
  offerAgain(): void
  /** A document may refer to photos that are not here, or one was added. */
  moveBlobs(): void
  /** Resolves with true when everything that the relay had when asked is here and ours was offered to it. */
  whenLevel(timeoutMs: number): Promise<boolean>
  close(): Promise<void>
}

export interface LinkParts {
  readonly store: Store
  readonly background: BackgroundSync
  readonly blobs: BlobTransfer
  now(): number
  onStatus(): void
  /** Sockets of open documents: opened to a relay that is known, and not across a change of relay. */
  connectDocuments(to: { readonly url: string; readonly socketClass: typeof WebSocket } | null): void
  /** Those whose socket the relay closed come back. */
  reconnectDocuments(): void
  /** The relay says that this device was excluded. Resolves when nothing is left to say there. */
  excluded(session: RelaySession, signal: AbortSignal): Promise<void>
}

export function openRelayLink(url: string, session: RelaySession, parts: LinkParts): RelayLink {
  const { store, background, blobs, now, onStatus } = parts
  const http = createRelayHttp(url, session)
  const closing = new AbortController()
  let poll = new AbortController()
  let status: RelayStatus = { state: 'connecting', attempt: 1 }
  let known = false
  let readOnly = false
  let socketsOpen = false
  let wakeSleeper: (() => void) | undefined
  let failures = 0
  /** The feed has nothing more for now. */
  let drained = false
  let level = false
  const levelWaiters = new Set<() => void>()
  let pushTimer: NodeJS.Timeout | undefined
  let pushWanted = false
  let blobTimer: NodeJS.Timeout | undefined
  let blobsMoving: Promise<void> | undefined
  let blobsAsked = false
  let blobFailures = 0
  /** Documents that the relay could not serve when asked. The cursor on disk stays before them. */
  const late = new Set<string>()
  let lateTimer: NodeJS.Timeout | undefined
  let lateRounds = 0
  let foreignTimer: NodeJS.Timeout | undefined
  let shutOutTimer: NodeJS.Timeout | undefined
  let shutOuts = 0
  let lastShutOutAt = 0
  /** How far the feed was followed. */
  let reached: { readonly relay: string; readonly cursor: number } | undefined
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

  /** In turn: these documents, and those that earlier exchanges left. */
  async function bring(names: Iterable<string>): Promise<void> {
    const left = await background.sync(http, [...names, ...late], closing.signal)
    late.clear()
    for (const name of left) late.add(name)
    readOnly = late.size > 0 && (await http.health(closing.signal)).status === 'read-only'
    clearTimeout(lateTimer)
    if (late.size === 0) lateRounds = 0
    else lateTimer = setTimeout(() => void inTurn(() => bring([])).catch(lookAgain), backoff(++lateRounds))
    await passCursor()
    noteLevel()
    moveBlobs()
    onStatus()
    clearTimeout(foreignTimer)
    const foreign = [...background.refused().values()].some(({ code }) => code === CLOSE.foreignWork)
    if (foreign) foreignTimer = setTimeout(offerAgain, FOREIGN_AGAIN_MS)
  }
  function offerAgain(): void {
    if (closing.signal.aborted || status.state !== 'connected') return
    background.offerAgain()
    pushSoon()
  }
  /** Only past what is on this device: the feed tells of a change once. */
  async function passCursor(): Promise<void> {
    if (!reached || late.size > 0) return
    const { relay, cursor } = reached
    reached = undefined
    await store.setRelayCursor(relay, cursor)
  }
  function noteLevel(): void {
    if (!drained || level || late.size > 0) return
    level = true
    for (const resolve of levelWaiters) resolve()
    onStatus()
  }
  function push(): Promise<void> {
    return inTurn(async () => {
      pushWanted = false
      await bring((await store.pending()).map((entry) => entry.name))
    })
  }
  function pushSoon(): void {
    pushTimer ??= setTimeout(() => {
      pushTimer = undefined
      push().catch(lookAgain)
    }, PUSH_DELAY_MS)
  }
  /** An exchange failed: the feed, which may wait for long, is to find out why. */
  const lookAgain = () => poll.abort()

  /** Beside the exchange of documents, so that a slow photo never holds up a tick. */
  function moveBlobs(): void {
    clearTimeout(blobTimer)
    blobsAsked = true
    if (blobsMoving || closing.signal.aborted) return
    blobsMoving = moveAskedBlobs().finally(() => {
      blobsMoving = undefined
      if (blobsAsked) moveBlobs() // asked for while the last run was ending
    })
  }
  async function moveAskedBlobs(): Promise<void> {
    let again: number | null = null
    try {
      while (blobsAsked) {
        blobsAsked = false
        again = await blobs.run(http, closing.signal)
      }
      blobFailures = 0
    } catch {
      again = backoff(++blobFailures)
    }
    if (closing.signal.aborted) return
    onStatus()
    if (again === null) return
    blobTimer = setTimeout(moveBlobsIfConnected, Math.max(again, 50))
  }

  /** Otherwise meeting the relay anew will. */
  function moveBlobsIfConnected(): void {
    if (status.state === 'connected') moveBlobs()
  }

  async function meet(): Promise<void> {
    // Whose it is comes before everything else: nothing of this shop goes to a relay of another one.
    await session.open(closing.signal)
    const { relay } = await http.health(closing.signal)
    await inTurn(async () => {
      if ((await store.relayCursor()).relay !== relay) await startOver(relay)
      if (!known) await store.setSetting(MET, url)
      known = true
      background.offerAgain()
      if (socketsOpen) parts.reconnectDocuments()
      else parts.connectDocuments({ url, socketClass: session.socketClass })
      socketsOpen = true
    })
    await push()
  }

  /** Another relay, or the old one restored empty: it never acknowledged anything to us. */
  async function startOver(relay: string): Promise<void> {
    // An answer of the former that is still on its way must not count as this one's.
    parts.connectDocuments(null)
    socketsOpen = false
    await store.forgetRelay(relay)
    background.forgetRefusals()
    late.clear()
    reached = undefined
  }

  /** Ends when the relay is no longer the one that was met. */
  async function follow(): Promise<void> {
    const start = await store.relayCursor()
    if (start.relay === null) throw new Error('follow: expected a relay that was met')
    let at = { relay: start.relay, cursor: start.cursor }
    for (;;) {
      const signal = AbortSignal.any([closing.signal, poll.signal])
      const changes = await http.changes(at.cursor, at.relay, drained ? LONG_POLL_MS : 0, signal)
      if (changes.relay !== at.relay) return
      if (status.state !== 'connected') {
        become({ state: 'connected' })
        if (pushWanted) pushSoon() // saved after the relay was met, and before it was called connected
      }
      at = { relay: changes.relay, cursor: changes.cursor }
      if (changes.documents.length > 0) {
        await inTurn(async () => {
          // Until they were brought, the cursor may not pass them.
          for (const name of changes.documents) late.add(name)
          reached = at
          await bring([])
        })
      } else {
        drained = true
        failures = 0
      }
      noteLevel()
    }
  }

  async function run(): Promise<void> {
    known = (await store.setting(MET).catch(() => null)) === url
    onStatus()
    while (!closing.signal.aborted) {
      poll = new AbortController()
      level = drained = false
      try {
        await meet()
        await follow()
      } catch (error) {
        if (closing.signal.aborted) return
        if (poll.signal.aborted && status.state === 'connected') continue
        if (isRefusal(error)) {
          const { status: code, message: reason, kind } = error
          become({ state: 'refused', code, reason, ...(kind === undefined ? {} : { kind }) })
          // Not even what the feed brings: it would be read by somebody who was shut out.
          parts.connectDocuments(null)
          socketsOpen = false
          if (kind === 'revoked' && (await handOver())) return
        } else if (!isAnswer(error) && status.state !== 'offline') {
          become({ state: 'offline', since: now() })
        }
      }
      if (closing.signal.aborted) return
      await sleep(backoff(++failures))
    }
  }
  /** True: this relay will never hear of this device again. */
  async function handOver(): Promise<boolean> {
    try {
      await parts.excluded(session, closing.signal)
      return true
    } catch {
      return false // what is unsent is still here: at the next attempt
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
    session,
    status: () => status,
    isKnown: () => known,
    isReadOnly: () => readOnly,
    wake() {
      pushWanted = true
      wakeSleeper?.()
      if (status.state === 'connected' && !closing.signal.aborted) pushSoon()
    },
    resume() {
      wakeSleeper?.()
      poll.abort()
    },
    shutOut() {
      if (now() - lastShutOutAt > SHUT_OUT_AGAIN_MS) shutOuts = 0
      lastShutOutAt = now()
      shutOutTimer ??= setTimeout(
        () => {
          shutOutTimer = undefined
          session.expire(session.headers())
          poll.abort()
        },
        backoff(shutOuts++) - BACKOFF_MS.first,
      )
    },
    offerAgain,
    moveBlobs: moveBlobsIfConnected,
    whenLevel(timeoutMs) {
      if (level || closing.signal.aborted) return Promise.resolve(level)
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
      session.close()
      const stopTimers = () =>
        [pushTimer, lateTimer, blobTimer, foreignTimer, shutOutTimer].forEach((timer) => clearTimeout(timer))
      stopTimers()
      wakeSleeper?.()
      await running
      await exchange
      await blobsMoving
      stopTimers() // what was still under way may have set them
      for (const resolve of levelWaiters) resolve()
      parts.connectDocuments(null)
    },
  }
}

/** The relay was reached: it said no, or it is our own disk that is in trouble. */
function isAnswer(error: unknown): boolean {
  return error instanceof StoreFault || error instanceof RelayRefusal
}

/** Not today: waiting does not help, somebody has to do something. */
function isRefusal(error: unknown): error is RelayRefusal {
  if (!(error instanceof RelayRefusal)) return false
  return error.status === 401 || error.status === 403 || FINAL.has(error.kind ?? '')
}
const FINAL: ReadonlySet<string> = new Set<TrustRefusalKind>(['revoked', 'other-shop', 'unknown-device', 'no-grant'])

function backoff(failures: number): number {
  return Math.min(BACKOFF_MS.most, BACKOFF_MS.first * 2 ** Math.min(failures, 10))
}
