/** Devices without windows of their own: a real store, a real replica, and somebody who types into it. */
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import type { DocumentStatus, SyncStatus } from '../../../src/contract/index.ts'
import { DeviceIdentity } from '../../../src/main/identity/device.ts'
import { noKeyring } from '../../../src/main/identity/keyring.ts'
import { ShopTrust } from '../../../src/main/identity/shop-trust.ts'
import { Replica, type LiveDocument, type Viewer } from '../../../src/main/replica/index.ts'
import { openStore, type Store } from '../../../src/main/store/index.ts'

export const workerUrl = new URL('../../../src/main/store/worker.ts', import.meta.url)

export function tempFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rpma-replica-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

let counter = 0
export function newId(): string {
  return `01K${String(++counter).padStart(23, '0')}`
}

/** Polls; a test that waits in vain ends with what it waited for. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}

export interface Desk {
  readonly store: Store
  readonly replica: Replica
  readonly statuses: SyncStatus[]
  readonly documentStatuses: DocumentStatus[]
  window(name: string): Promise<Window>
  /** What its disk holds. */
  keys(name: string): Promise<string[]>
  isSynced(): Promise<boolean>
  close(): Promise<void>
}

export async function openDesk(
  options: { dir?: string; relay?: string; wrap?: (store: Store) => Store; trust?: ShopTrust } = {},
): Promise<Desk> {
  const real = await openStore({ dir: options.dir ?? tempFolder(), workerUrl })
  const store = options.wrap?.(real) ?? real
  const statuses: SyncStatus[] = []
  const documentStatuses: DocumentStatus[] = []
  const identity = await DeviceIdentity.load(store, { deviceName: 'Poste', locale: 'fr' })
  const replica = new Replica({
    store,
    now: Date.now,
    trust: options.trust ?? (await ShopTrust.load(identity, noKeyring, Date.now)),
    onTrustChanged: () => {},
    onSyncStatus: (status) => statuses.push(status),
    onDocumentStatus: (status) => documentStatuses.push(status),
  })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= replica.shutDown().then(() => real.close()))
  onTestFinished(close)
  if (options.relay !== undefined) await replica.setRelay(options.relay)
  return {
    store,
    replica,
    statuses,
    documentStatuses,
    window: (name) => Window.open(replica, name),
    keys: async (name) => keysOf((await real.read(name))?.state),
    isSynced: async () => (await replica.status()).state === 'synced',
    close,
  }
}

export function keysOf(state: Uint8Array | undefined): string[] {
  const doc = new Y.Doc()
  if (state) Y.applyUpdate(doc, state)
  return [...doc.getMap('plain').keys()].sort()
}

/** A window's copy of one document: what it types goes to main, what main shows comes back. */
export class Window implements Viewer {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  live!: LiveDocument
  readonly #replica: Replica
  #made: Uint8Array[] = []

  private constructor(replica: Replica, name: string) {
    this.#replica = replica
    this.name = name
  }
  static async open(replica: Replica, name: string): Promise<Window> {
    const window = new Window(replica, name)
    window.live = await replica.open(name, window)
    Y.applyUpdate(window.doc, await replica.committed(name), 'main')
    window.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'main') window.#made.push(update)
    })
    return window
  }
  update(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'main')
  }
  presence(update: Uint8Array): void {
    applyAwarenessUpdate(this.awareness, update, 'main')
  }

  /** Resolves when saved. */
  async edit(work: (doc: Y.Doc) => void): Promise<void> {
    this.doc.transact(() => work(this.doc))
    for (const update of this.#made.splice(0)) await this.live.append(update, this)
  }
  set(key: string, value: unknown = true): Promise<void> {
    return this.edit((doc) => doc.getMap('plain').set(key, value))
  }
  keys(): string[] {
    return [...this.doc.getMap('plain').keys()].sort()
  }
  show(state: Record<string, unknown>): void {
    this.awareness.setLocalState(state)
    this.live.present(encodeAwarenessUpdate(this.awareness, [this.doc.clientID]), this)
  }
  /** Who else is there, by the name they show. */
  others(): unknown[] {
    return [...this.awareness.getStates()].filter(([id]) => id !== this.doc.clientID).map(([, state]) => state['name'])
  }
  async close(): Promise<void> {
    await this.#replica.close(this.name, this)
    this.awareness.destroy()
  }
}

export interface Proxy {
  readonly url: string
  /** From now on bytes go in and nothing comes out, in either direction; connections stay open. */
  swallow(): void
  /** Bytes taken and passed to nobody. */
  swallowed(): number
  /** Cuts every connection; new ones work. */
  heal(): void
}

export async function proxyTo(port: number): Promise<Proxy> {
  let blackhole = false
  let swallowed = 0
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes: Buffer) => {
        if (blackhole) swallowed += bytes.length
        else to.write(bytes)
      })
      from.on('error', () => {})
      from.on('close', () => {
        sockets.delete(from)
        if (!blackhole) to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    swallow() {
      blackhole = true
    },
    swallowed: () => swallowed,
    heal() {
      blackhole = false
      for (const socket of sockets) socket.destroy()
    },
  }
}

/**
 * Between devices and a relay's HTTP (websockets do not pass): `before` may hold a request up, `answer` change what
 * comes back.
 */
export async function httpBetween(
  relayHttp: string,
  between: {
    before?: (path: string) => Promise<void> | void
    answer?: (path: string, bytes: Uint8Array) => Uint8Array
  },
): Promise<string> {
  const server = createHttpServer((request, response) => {
    // The relay is gone, or the test's own hook failed: either way the asker sees a broken connection.
    passOn(request, response).catch(() => response.destroy())
  })
  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const path = request.url ?? '/'
    await between.before?.(path)
    const body = Buffer.concat(chunks)
    const asked = await fetch(relayHttp + path, { method: request.method!, ...(body.length > 0 ? { body } : {}) })
    const bytes = new Uint8Array(await asked.arrayBuffer())
    response.writeHead(asked.status).end(between.answer?.(path, bytes) ?? bytes)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}
