import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SNAPSHOT_AFTER } from '../../../src/main/store/store-core.ts'
import { appendAll, content, newId, openTestStore, plainKeys, plainUpdates, recorded, tempFolder } from './workshop.ts'

const name = `job/${newId()}`

test('what was appended is read back, also by the next session', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const seq = await appendAll(store, name, plainUpdates(12))
  const read = await store.read(name)
  expect(read?.seq).toBe(seq)
  expect(plainKeys(read!.state)).toHaveLength(12)
  await store.close()

  const again = await openTestStore(dir)
  expect(await again.read(name)).toMatchObject({ seq })
  expect(plainKeys((await again.read(name))!.state)).toHaveLength(12)
  expect(await again.documentNames()).toEqual([name])
})

test('a document that this device never heard of is null, and an empty update does not make it known', async () => {
  const store = await openTestStore()
  expect(await store.read(name)).toBeNull()
  expect(await store.readSince(name, Y.encodeStateVector(new Y.Doc()))).toBeNull()
  expect(await store.append(name, Y.encodeStateAsUpdate(new Y.Doc()), 'local', 1)).toEqual({ seq: 0 })
  expect(await store.read(name)).toBeNull()
  expect(await store.documentNames()).toEqual([])
})

test('a read sees every append asked for before it', async () => {
  const store = await openTestStore()
  const updates = plainUpdates(3)
  const appends = updates.map((update) => store.append(name, update, 'local', 1))
  expect(plainKeys((await store.read(name))!.state)).toHaveLength(3)
  await Promise.all(appends)
})

test('appends that arrive together share a transaction; numbers rise in the order asked', async () => {
  const store = await openTestStore()
  const answers = await Promise.all(plainUpdates(300).map((update) => store.append(name, update, 'local', 1)))
  const seqs = answers.map((answer) => answer.seq)
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
  expect(new Set(seqs).size).toBe(300)
  const { commits, appended } = await store.statistics()
  expect(appended).toBe(300)
  expect(commits).toBeGreaterThan(0)
  expect(commits).toBeLessThan(30)
})

test('an append asked for alone is committed alone: nobody waits for company', async () => {
  const store = await openTestStore()
  for (const update of plainUpdates(4)) await store.append(name, update, 'local', 1)
  expect(await store.statistics()).toMatchObject({ commits: 4, appended: 4 })
})

test('the same update again is not written again and answers the same number', async () => {
  const store = await openTestStore()
  const updates = plainUpdates(5)
  const seq = await appendAll(store, name, updates)
  await appendAll(store, name, updates, 'remote')
  expect(await store.append(name, updates[2]!, 'local', 9)).toEqual({ seq })
  expect(await store.statistics()).toMatchObject({ appended: 5 })
})

test('[F22] a repeated delete is contained, a new one is not', async () => {
  const store = await openTestStore()
  const { doc, updates } = recorded()
  doc.getMap('plain').set('a', 1)
  doc.getMap('plain').delete('a')
  await appendAll(store, name, updates)
  await appendAll(store, name, updates)
  expect(await store.statistics()).toMatchObject({ appended: 2 })
  expect(plainKeys((await store.read(name))!.state)).toEqual([])
})

test('[F18] an update whose predecessors are missing is kept, through sessions and compaction, until they come', async () => {
  const dir = tempFolder()
  const first = await openTestStore(dir)
  const [one, two, three] = plainUpdates(3)
  await first.append(name, three!, 'remote', 1)
  await first.append(name, three!, 'remote', 1)
  expect(await first.statistics()).toMatchObject({ appended: 1 })
  await first.compact(name)
  await first.close()

  const second = await openTestStore(dir)
  expect(plainKeys((await second.read(name))!.state)).toEqual([])
  await second.append(name, two!, 'remote', 1)
  await second.append(name, one!, 'remote', 1)
  expect(plainKeys((await second.read(name))!.state)).toEqual(['k0', 'k1', 'k2'])
})

test('a malformed update is refused alone; its neighbours in the same transaction are kept', async () => {
  const store = await openTestStore()
  const [one, two, three] = plainUpdates(3)
  const nonsense = [Uint8Array.of(255, 1, 2), three!.slice(0, -1), new Uint8Array()]
  const results = await Promise.allSettled([
    store.append(name, one!, 'local', 1),
    ...nonsense.map((bytes) => store.append(name, bytes, 'local', 1)),
    store.append(name, two!, 'local', 1),
    store.append('../etc/passwd', two!, 'local', 1),
    store.append(name, three!, 'local', 1),
  ])
  expect(results.map((result) => (result.status === 'fulfilled' ? 'kept' : result.reason.kind))).toEqual([
    'kept',
    'malformed',
    'malformed',
    'malformed',
    'kept',
    'malformed',
    'kept',
  ])
  expect(plainKeys((await store.read(name))!.state)).toEqual(['k0', 'k1', 'k2'])
  expect(await store.documentNames()).toEqual([name])
  await store.checkIntegrity()
})

test('an edit is pending until it is acknowledged; what came from the relay never is', async () => {
  const store = await openTestStore()
  const other = `client/${newId()}`
  const updates = plainUpdates(3)
  await store.append(name, updates[0]!, 'local', 500)
  const { seq } = await store.append(name, updates[1]!, 'local', 700)
  await store.append(name, updates[2]!, 'remote', 800)
  await appendAll(store, other, plainUpdates(2), 'remote')
  const bytes = updates[0]!.length + updates[1]!.length
  const expected = { name, updates: 2, bytes, oldestAt: 500, lastLocalSeq: seq, own: true }
  expect(await store.pending()).toEqual([expected])
  expect(await store.pending(name)).toEqual([expected])
  expect(await store.pending(other)).toEqual([])

  await store.acknowledge(name, seq - 1)
  expect(await store.pending(name)).toMatchObject([{ updates: 1, oldestAt: 700 }])
  await store.acknowledge(name, seq)
  await store.acknowledge(name, seq - 1)
  await store.acknowledge('job/never-heard-of', 99)
  expect(await store.pending()).toEqual([])
})

test('what is pending is had by itself; as the whole document once the log holds it no more', async () => {
  const store = await openTestStore()
  expect(await store.pendingUpdate(name)).toBeNull()
  const updates = plainUpdates(4)
  const { seq } = await store.append(name, updates[0]!, 'local', 1)
  await store.acknowledge(name, seq)
  await store.append(name, updates[1]!, 'local', 2)
  await store.append(name, updates[2]!, 'remote', 3)
  await store.append(name, updates[3]!, 'local', 4)
  const others = recorded().doc
  for (const update of [updates[0]!, updates[2]!]) Y.applyUpdate(others, update)
  const pending = (await store.pendingUpdate(name))!
  expect(pending.length).toBeLessThan((await store.read(name))!.state.length)
  expect(Y.decodeUpdate(pending).structs.filter(({ constructor }) => constructor.name !== 'Skip')).toHaveLength(2)
  Y.applyUpdate(others, pending)
  expect(plainKeys(Y.encodeStateAsUpdate(others))).toEqual(['k0', 'k1', 'k2', 'k3'])

  await store.compact(name)
  expect(plainKeys((await store.pendingUpdate(name))!)).toEqual(['k0', 'k1', 'k2', 'k3'])
  await store.acknowledge(name, 1_000_000)
  expect(await store.pendingUpdate(name)).toBeNull()
})

test('an acknowledgement never covers an edit made after it', async () => {
  const store = await openTestStore()
  const [one, two] = plainUpdates(2)
  await store.append(name, one!, 'local', 1)
  await store.acknowledge(name, 1_000_000)
  await store.append(name, two!, 'local', 2)
  expect(await store.pending(name)).toMatchObject([{ updates: 1, oldestAt: 2 }])
})

test('another relay has nothing: every document and blob counts as to be sent, and the cursor is 0', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const other = `client/${newId()}`
  const seq = await appendAll(store, name, plainUpdates(4))
  await store.acknowledge(name, seq)
  await appendAll(store, other, plainUpdates(2), 'remote')
  const blob = await store.putBlob(Uint8Array.of(1, 2), 'image/png')
  await store.markBlobOnRelay(blob.sha256)
  await store.setRelayCursor('first', 17)
  expect(await store.relayCursor()).toEqual({ relay: 'first', cursor: 17 })

  await store.forgetRelay('second')
  expect(await store.relayCursor()).toEqual({ relay: 'second', cursor: 0 })
  expect(await store.pending()).toMatchObject([
    { name: other, updates: 2 },
    { name, updates: 4, lastLocalSeq: seq },
  ])
  expect(await store.blobsToSend()).toEqual([blob])
  await store.close()

  const again = await openTestStore(dir)
  await again.acknowledge(name, seq)
  expect((await again.pending()).map((entry) => entry.name)).toEqual([other])
  // Made here since; the rest of it, and all of the other, other devices have too.
  await appendAll(again, name, plainUpdates(1))
  expect((await again.pending()).map((entry) => [entry.name, entry.own])).toEqual([
    [other, false],
    [name, true],
  ])
  // A cursor of a third relay says nothing about what that one has.
  await again.setRelayCursor('third', 5)
  expect(await again.relayCursor()).toEqual({ relay: 'third', cursor: 5 })
  expect((await again.pending()).map((entry) => [entry.name, entry.own])).toEqual([
    [other, false],
    [name, true],
  ])
  expect(await again.pending()).toHaveLength(2)
})

test('readSince answers exactly what the other lacks', async () => {
  const store = await openTestStore()
  const { doc, updates } = recorded()
  for (let i = 0; i < 6; i++) doc.getMap('plain').set(`k${i}`, i)
  await appendAll(store, name, updates)
  const other = new Y.Doc()
  for (const update of updates.slice(0, 4)) Y.applyUpdate(other, update)
  expect(await store.stateVector('job/01J00000000000000000000ZZZ')).toBeNull()
  const answer = await store.readSince(name, Y.encodeStateVector(other))
  expect(await store.stateVector(name)).toEqual(answer?.stateVector)
  expect(Y.decodeUpdate(answer!.update).structs).toHaveLength(2)
  expect(answer!.stateVector).toEqual(Y.encodeStateVector(doc))
  Y.applyUpdate(other, answer!.update)
  expect(content(Y.encodeStateAsUpdate(other))).toEqual(content(Y.encodeStateAsUpdate(doc)))
})

test('readSince keeps what waits for predecessors to itself; read and the disk keep it', async () => {
  const store = await openTestStore()
  const mine = recorded()
  mine.doc.getMap('plain').set('mine', 1)
  await appendAll(store, name, mine.updates)
  const theirs = recorded()
  for (let i = 0; i < 3; i++) theirs.doc.getText('note').insert(i, 'x')
  await store.append(name, theirs.updates[2]!, 'remote', 1)

  const offered = new Y.Doc()
  Y.applyUpdate(offered, (await store.readSince(name, Y.encodeStateVector(offered)))!.update)
  expect(offered.store.pendingStructs).toBeNull()
  expect(offered.getMap('plain').get('mine')).toBe(1)

  for (const update of theirs.updates.slice(0, 2)) await store.append(name, update, 'remote', 1)
  const whole = new Y.Doc()
  Y.applyUpdate(whole, (await store.readSince(name, Y.encodeStateVector(whole)))!.update)
  expect(whole.getText('note').toString()).toBe('xxx')
})

test('a long log is folded into a snapshot; content, numbers and what is pending stay', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const updates = plainUpdates(SNAPSHOT_AFTER.updates + 50)
  for (const update of updates) void store.append(name, update, 'local', 1)
  const before = await store.pending(name)
  const read = await store.read(name)
  expect(before).toMatchObject([{ updates: updates.length }])
  await store.compact(name)
  expect(await store.pending(name)).toEqual(before)
  await store.close()

  const again = await openTestStore(dir)
  expect(content((await again.read(name))!.state)).toEqual(content(read!.state))
  expect(await again.read(name)).toMatchObject({ seq: read!.seq })
  const { seq } = await again.append(name, plainUpdates(1, 'new')[0]!, 'local', 2)
  expect(seq).toBeGreaterThan(read!.seq)
})

test('settings are small JSON values and outlive the session', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  expect(await store.setting('locale')).toBeNull()
  await store.setSetting('locale', 'fr')
  await store.setSetting('device', { id: 'x', name: 'Poste 1' })
  await store.setSetting('locale', 'en')
  await expect(store.setSetting('nothing', undefined)).rejects.toMatchObject({ kind: 'internal' })
  // Several are one step: none of them without the others.
  const half = store.setSettings({ locale: 'fr', nothing: undefined })
  await expect(half).rejects.toMatchObject({ kind: 'internal' })
  await store.setSettings({ one: 1, two: [2] })
  await store.close()
  const again = await openTestStore(dir)
  expect(await again.settings()).toEqual({ device: { id: 'x', name: 'Poste 1' }, locale: 'en', one: 1, two: [2] })
})

test('closing commits what waits; afterwards an edit is refused, never lost quietly', async () => {
  const dir = tempFolder()
  const store = await openTestStore(dir)
  const [one, two] = plainUpdates(2)
  const waiting = store.append(name, one!, 'local', 1)
  await store.close()
  await expect(waiting).resolves.toMatchObject({ seq: 1 })
  await expect(store.append(name, two!, 'local', 1)).rejects.toMatchObject({ kind: 'closed' })
  expect(plainKeys((await (await openTestStore(dir)).read(name))!.state)).toEqual(['k0'])
})
