import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { RoomClient, syncMessage } from '../../../scripts/bench/relay/generator/client.ts'
import { SYNC } from '../../../src/crdt/protocol/index.ts'
import { scratchFolder } from '../support/folder.ts'
import { figures, HOUR, LONG, percentile, size } from './support/gate.ts'
import { read } from './support/oracle.ts'
import { startProxy } from './support/proxy.ts'
import { gateRelay } from './support/relay.ts'

const CLIENTS = size(50, 500)
const DOCUMENTS = size(5, 50)
const ROUNDS = size(2, 10)
const MAX_ACK_P99_MS = 2000

test(`[F28] ${CLIENTS} clients are reset and come back at once: all is acknowledged`, { timeout: HOUR }, async () => {
  const relay = await gateRelay(await scratchFolder())
  const proxy = await startProxy(relay.target.port)
  const target = { ...relay.target, port: proxy.port }
  const docs = Array.from({ length: CLIENTS }, () => new Y.Doc())
  const times: number[] = []

  async function comeBack(index: number): Promise<void> {
    const doc = docs[index] as Y.Doc
    const begun = performance.now()
    doc.getMap('m').set(`${index}`, begun)
    let acknowledged: () => void = () => {}
    const answered = new Promise<void>((resolve) => (acknowledged = resolve))
    const client = await RoomClient.join(target, `job/${index % DOCUMENTS}`, {
      asked: (vector) => Y.encodeStateAsUpdate(doc, vector),
      barrier: () => acknowledged(),
    })
    client.send(syncMessage(SYNC.update, Y.encodeStateAsUpdate(doc)))
    client.barrier(1)
    await answered
    times.push(performance.now() - begun)
  }

  for (let round = 0; round < ROUNDS; round++) {
    proxy.reset()
    await Promise.all(docs.map((_, index) => comeBack(index)))
  }
  const p99 = percentile(times, 0.99)
  figures('reconnect storm', `${CLIENTS} clients, ${ROUNDS} times: reset to acknowledged p99 ${Math.round(p99)} ms`)
  expect(times).toHaveLength(CLIENTS * ROUNDS)
  if (LONG) expect(p99).toBeLessThanOrEqual(MAX_ACK_P99_MS)
  for (let n = 0; n < DOCUMENTS; n++) {
    const keys = [...(await read(relay.target, `job/${n}`)).getMap('m').keys()].toSorted()
    expect(keys).toEqual(
      docs
        .map((_, i) => i)
        .filter((i) => i % DOCUMENTS === n)
        .map(String)
        .toSorted(),
    )
  }
})
