// The physical limit: every frame goes to everyone else in the room. No document, no order, no disk.
// MERGE=1: what arrives within one turn of the event loop leaves as one frame per room.
import { WebSocketServer } from 'ws'

const merge = process.env.MERGE === '1'
const rooms = new Map()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })

server.on('connection', (socket, request) => {
  let room = rooms.get(request.url)
  if (room === undefined) rooms.set(request.url, (room = { members: new Set(), waiting: [] }))
  room.members.add(socket)
  socket.on('close', () => room.members.delete(socket))
  socket.on('error', () => {})
  socket.on('message', (data) => {
    // Updates and presence only: nobody here could answer the greetings.
    if (data[0] === 0 && data[1] !== 2) return
    if (!merge) {
      for (const member of room.members) if (member !== socket) member.send(data)
      return
    }
    if (room.waiting.push(data) > 1) return
    setImmediate(() => {
      const frame = Buffer.concat(room.waiting)
      room.waiting = []
      for (const member of room.members) member.send(frame)
    })
  })
})
server.on('listening', () => console.log(JSON.stringify({ event: 'listening', port: server.address().port })))
