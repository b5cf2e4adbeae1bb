import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { RoomClient, syncMessage } from '../../../scripts/bench/relay/generator/client.ts'
import { SYNC } from '../../../src/crdt/protocol/index.ts'
import { scratchFolder } from '../support/folder.ts'
import { figures, HOUR, size } from './support/gate.ts'
import { read } from './support/oracle.ts'
import { startProxy } from './support/proxy.ts'
import { gateRelay } from './support/relay.ts'

const READERS = size(3, 20)
const EDIT_BYTES = 256 * 1024
/** More than the relay keeps for one reader and the kernel for a socket, together. */
const MAX_EDITS = 200

test('[F20] readers that stand still are cut; the others hear everything', { timeout: HOUR }, async () => {
  const relay = await gateRelay(await scratchFolder(), ['--device-bytes-per-day', `${2 ** 30}`])
  const proxy = await startProxy(relay.target.port)
  const slow = { ...relay.target, port: proxy.port }
  await Promise.all(Array.from({ length: READERS }, () => RoomClient.join(slow, 'job/1', {})))
  for (const { far } of proxy.pairs) far.pause()

  let heard = 0
  const quick = await RoomClient.join(relay.target, 'job/1', { update: () => void heard++ })
  const doc = new Y.Doc()
  let acknowledged: () => void = () => {}
  const writer = await RoomClient.join(relay.target, 'job/1', { barrier: () => acknowledged() })
  doc.on('update', (update: Uint8Array) => writer.send(syncMessage(SYNC.update, update)))
  const resident = await metric(relay.process.http, 'rpma_relay_resident_bytes')
  let edits = 0
  let highest = 0
  const cut = async (): Promise<boolean> => (await connections(relay.process.http)) <= 2
  while (edits < MAX_EDITS && !(await cut())) {
    const answered = new Promise<void>((resolve) => (acknowledged = resolve))
    // The document stays small: each edit takes the place of the one before.
    doc.getMap<Uint8Array>('m').set('photo', new Uint8Array(EDIT_BYTES).fill(edits))
    writer.barrier(edits++)
    await answered
    highest = Math.max(highest, (await metric(relay.process.http, 'rpma_relay_resident_bytes')) - resident)
  }
  figures(
    'slow readers',
    `${READERS} cut after ${((edits * EDIT_BYTES) / 2 ** 20).toFixed(1)} MiB each, memory +${Math.round(highest / 2 ** 20)} MiB at most`,
  )
  expect(edits).toBeLessThan(MAX_EDITS)
  while (heard < edits) await new Promise((resolve) => setTimeout(resolve, 5))
  expect((await read(relay.target, 'job/1')).getMap<Uint8Array>('m').get('photo')?.[0]).toBe((edits - 1) % 256)
  quick.leave()
  writer.leave()
})

async function connections(http: string): Promise<number> {
  return metric(http, 'rpma_relay_sessions')
}

async function metric(http: string, name: string): Promise<number> {
  const text = await (await fetch(`${http}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`))
  if (line === undefined) throw new Error(`expected ${name} among the metrics`)
  return Number(line.split(' ').at(-1))
}
