/** Another member of the shop, without a window: a stock y-websocket client of the relay. */
import { monotonicFactory } from 'ulid'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { Ledger, type Pen } from '../../src/crdt/ledger/index.ts'
import { openShop, setFilm, setRoll } from '../../src/crdt/shop/index.ts'

/** Films and rolls have no screen yet: they enter the shop's document the way another device's edits do. */
export async function stockTheShop(relayUrl: string): Promise<void> {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(relayUrl, 'shop', doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  try {
    await until(provider, () => provider.synced && openShop(doc).view().people.length > 0)
    const newId = monotonicFactory()
    const person = openShop(doc).view().people[0]!.id
    const pen: Pen = { person, device: newId(), now: Date.now, newId }
    const ledger = new Ledger(doc)
    const film = setFilm(
      ledger,
      undefined,
      { brand: 'Clarté', range: 'Ultra 190', finish: 'gloss', thicknessMicrons: 190, widthMm: 1520, centsPerM2: 6200 },
      pen,
    )
    setRoll(ledger, undefined, { film, lot: 'CL-2609-114', serial: '0007812', receivedMm: 15_000 }, pen)
    await keptByRelay(relayUrl, Y.encodeStateVector(doc))
  } finally {
    provider.destroy()
    doc.destroy()
  }
}

/** Asked as a newcomer: what a fresh client is given has been committed. */
async function keptByRelay(relayUrl: string, wanted: Uint8Array): Promise<void> {
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(relayUrl, 'shop', doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  const has = () => {
    const held = Y.decodeStateVector(Y.encodeStateVector(doc))
    return [...Y.decodeStateVector(wanted)].every(([client, clock]) => (held.get(client) ?? 0) >= clock)
  }
  try {
    await until(provider, () => provider.synced && has())
  } finally {
    provider.destroy()
    doc.destroy()
  }
}

function until(provider: WebsocketProvider, holds: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!holds()) return
      stop()
      resolve()
    }
    const timer = setTimeout(() => {
      stop()
      reject(new Error('third desk: the relay did not answer as expected within 15 s'))
    }, 15_000)
    const stop = () => {
      clearTimeout(timer)
      provider.off('sync', look)
      provider.doc.off('update', look)
    }
    provider.on('sync', look)
    provider.doc.on('update', look)
    look()
  })
}
