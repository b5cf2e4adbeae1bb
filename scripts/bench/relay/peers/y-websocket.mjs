// @y/websocket-server as its own server.js starts it; with DATA, documents live in LevelDB as its 0.1.1 did by itself.
import http from 'node:http'
import { createRequire } from 'node:module'
import { getPersistence, setPersistence, setupWSConnection } from '@y/websocket-server/utils'
import { LeveldbPersistence } from 'y-leveldb'
import * as Y from 'yjs'

// Its own ws, which is older than ours: what its users get.
const own = createRequire(import.meta.resolve('@y/websocket-server/package.json'))
const { Server } = own('ws')

const folder = process.env.DATA
const store = folder === undefined ? null : new LeveldbPersistence(folder)
if (store !== null) {
  setPersistence({
    provider: store,
    bindState: (name, doc) => void bind(name, doc),
    writeState: async () => {},
  })
  if (getPersistence() === null) throw new Error('expected LevelDB to be set')
}

async function bind(name, doc) {
  const stored = await store.getYDoc(name)
  store.storeUpdate(name, Y.encodeStateAsUpdate(doc))
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(stored))
  doc.on('update', (update) => store.storeUpdate(name, update))
}

const sockets = new Server({ noServer: true })
sockets.on('connection', setupWSConnection)
const server = http.createServer((_, response) => response.end('okay'))
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (client) => sockets.emit('connection', client, request))
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ event: 'listening', port: server.address().port })))
