// Hocuspocus with its SQLite extension, everything else as it comes.
import { join } from 'node:path'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Server } from '@hocuspocus/server'

const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  extensions: [new SQLite({ database: join(process.env.DATA, 'hocuspocus.sqlite') })],
})
await server.listen()
console.log(JSON.stringify({ event: 'listening', port: server.address.port }))
