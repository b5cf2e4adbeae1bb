/** Whose frames the core takes: roles by kind of document, clientIDs, limits, and what trust asks of it. */
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Writer } from '../../sync-relay/src/authorize.ts'
import { createMemoryLog } from '../../sync-relay/src/index.ts'
import { syncFrame } from '../../sync-relay/src/core/frames.ts'
import type { AuditEvent } from '../../sync-relay/src/trust/trust.ts'
import { CLOSE, DEVICE_ROLES, LIMITS, mayWrite, RETRY, SYNC } from '../../src/crdt/protocol/index.ts'
import type { DeviceRole, DocumentKind, SyncReplyEntry } from '../../src/crdt/protocol/index.ts'
import { failCommits } from './support/logs.ts'
import { createWorld, presenceFrame, readPresence } from './support/world.ts'
import type { World } from './support/world.ts'

const COMMIT_MS = 6
const PRESENCE_MS = 51
const ULID = '01JD8V4E5RZK3T9QF0W6HX7YBN'
const JOB = `job/${ULID}`
const KINDS: readonly (readonly [DocumentKind, string])[] = [
  ['shop', 'shop'],
  ['client/*', `client/${ULID}`],
  ['job/*', JOB],
]
const device = (name: string, role: DeviceRole = 'technician'): Writer => ({ device: name, role })

function audited() {
  const events: AuditEvent[] = []
  return { events, audit: (event: AuditEvent): void => void events.push(event) }
}

function syncNow(world: World, name: string, doc: Y.Doc, writer: Writer): SyncReplyEntry {
  let reply: SyncReplyEntry | undefined
  const entry = { name, stateVector: Uint8Array.of(0), update: Y.encodeStateAsUpdate(doc) }
  world.core.sync([entry], writer, (result) => (reply = result.ok ? result.value[0] : undefined))
  world.pass(COMMIT_MS)
  if (reply === undefined) throw new Error('expected a reply')
  return reply
}

function written(): Y.Doc {
  const doc = new Y.Doc()
  doc.getMap('m').set('a', 1)
  return doc
}

describe('roles', () => {
  const cases = DEVICE_ROLES.flatMap((role) => KINDS.map(([kind, name]) => [role, kind, name] as const))
  test.each(cases)(
    '[F45] %s and %s: writes only where the role reaches, on both ways, and is audited',
    (role, kind, name) => {
      const { events, audit } = audited()
      const world = createWorld(createMemoryLog('r'), { audit })
      const peer = world.peer(name, written(), device('d', role))
      peer.answer()
      peer.barrier(1)
      world.pass(COMMIT_MS)
      const reply = syncNow(world, name, written(), device('d', role))
      const reader = world.peer(name, new Y.Doc(), device('e', 'viewer'))
      reader.ask()
      expect(reader.closed).toBeNull()
      if (mayWrite(role, kind)) {
        expect([peer.closed, peer.barriers, reply.accepted, events]).toEqual([null, [1], true, []])
        expect(reader.doc.getMap('m').get('a')).toBe(1)
      } else {
        expect([peer.closed?.code, peer.barriers]).toEqual([CLOSE.notAllowed, []])
        expect(reply).toMatchObject({ accepted: false, code: CLOSE.notAllowed })
        expect(events.map((event) => [event.kind, event.device, event.document])).toEqual(
          Array.from({ length: 2 }, () => ['refused-work', 'd', name]),
        )
        expect(reader.doc.getMap('m').size).toBe(0)
      }
    },
  )

  test('[F45] a viewer who says what the relay knows, or nothing, is not refused; one who holds a gap is', () => {
    const world = createWorld()
    const ana = world.peer(JOB, written(), device('ana'))
    ana.answer()
    world.pass(COMMIT_MS)
    const viewer = world.peer(JOB, ana.doc, device('v', 'viewer'))
    viewer.answer()
    viewer.barrier(1)
    expect([viewer.closed, viewer.barriers]).toEqual([null, [1]])
    const doc = new Y.Doc()
    doc.getText('t').insert(0, 'a')
    const other = world.peer(JOB, doc, device('w', 'viewer'))
    other.takeUnsent()
    doc.getText('t').insert(1, 'b')
    other.sendEdits()
    expect(other.closed?.code).toBe(CLOSE.notAllowed)
  })

  test('[F45] a kind of document that is none of ours is closed to every device', () => {
    const world = createWorld()
    for (const name of ['job/1', 'shop/x', 'things', `jobs/${ULID}`]) {
      expect(world.peer(name, new Y.Doc(), device('d', 'admin')).closed?.code).toBe(CLOSE.notAllowed)
      expect(syncNow(world, name, written(), device('d', 'admin'))).toMatchObject({ code: CLOSE.notAllowed })
    }
    expect(world.core.figures().rooms).toBe(0)
  })
})

describe('clientIDs', () => {
  test('[F29] structs of a clientID that another device holds are refused, in a later relay too', () => {
    const log = createMemoryLog('r')
    const first = createWorld(log)
    const ana = first.peer(JOB, written(), device('ana'))
    ana.answer()
    first.pass(COMMIT_MS)
    const world = createWorld(log)
    const thief = new Y.Doc()
    Y.applyUpdate(thief, Y.encodeStateAsUpdate(ana.doc))
    thief.clientID = ana.doc.clientID
    const eve = world.peer(JOB, thief, device('eve'))
    thief.getMap('m').set('a', 'eve')
    eve.sendEdits()
    eve.barrier(1)
    world.pass(COMMIT_MS)
    expect([eve.closed?.code, eve.barriers]).toEqual([CLOSE.foreignWork, []])
    const back = world.peer(JOB, ana.doc, device('ana'))
    ana.doc.getMap('m').set('a', 2)
    back.sendEdits()
    back.barrier(2)
    world.pass(COMMIT_MS)
    expect(back.barriers).toEqual([2])
  })

  test('[F29] in a recovery window work of others is taken, and audited; their clientIDs stay theirs', () => {
    const { events, audit } = audited()
    const world = createWorld(createMemoryLog('r'), { audit, recovery: () => 'filling' })
    const theirs = written()
    const bearer = world.peer(JOB, new Y.Doc(), device('bearer'))
    Y.applyUpdate(bearer.doc, Y.encodeStateAsUpdate(theirs), bearer)
    bearer.answer()
    bearer.barrier(1)
    world.pass(COMMIT_MS)
    expect(bearer.barriers).toEqual([1])
    expect(events.map(({ kind }) => kind)).toEqual(['recovered-work'])
    const owner = world.peer(JOB, theirs, device('owner'))
    theirs.getMap('m').set('b', 2)
    owner.sendEdits()
    owner.barrier(2)
    world.pass(COMMIT_MS)
    expect(owner.barriers).toEqual([2])
  })

  test('[F31] another content under a known id is reported; the first stands', () => {
    const { events, audit } = audited()
    const world = createWorld(createMemoryLog('r'), { audit })
    const [mine, twin] = [written(), new Y.Doc()]
    twin.clientID = mine.clientID
    twin.getMap('m').set('a', 'other')
    world.peer(JOB, mine, device('ana')).answer()
    world.pass(COMMIT_MS)
    world.peer(JOB, twin, device('eve')).send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(twin)))
    expect(events.map(({ kind, device: who }) => [kind, who])).toEqual([['equivocation', 'eve']])
    expect(world.core.figures().equivocation).toBe(1)
  })

  test('released work of an absent device is merged whoever held its clientIDs, and answered after its commit', async () => {
    const log = failCommits(createMemoryLog('r'))
    const world = createWorld(log)
    const ana = world.peer(JOB, written(), device('ana'))
    ana.answer()
    world.pass(COMMIT_MS)
    ana.doc.getMap('m').set('late', 1)
    const entry = { name: JOB, stateVector: Uint8Array.of(0), update: Y.encodeStateAsUpdate(ana.doc) }
    const gap = { ...entry, update: ana.takeUnsent().at(-1) as Uint8Array }
    const empty = `job/${ULID.replace('B', 'C')}`
    const admin = device('boss', 'admin')
    expect(await world.core.merge({ ...gap, name: empty }, admin)).toBe('predecessors missing')
    const merged = world.core.merge(entry, admin)
    world.pass(COMMIT_MS)
    expect(await merged).toBeNull()
    const reader = world.peer(JOB)
    reader.ask()
    expect(reader.doc.getMap('m').get('late')).toBe(1)
    log.failure = { kind: 'full', message: 'disk full' }
    ana.doc.getMap('m').set('later', 1)
    const lost = world.core.merge({ ...entry, update: Y.encodeStateAsUpdate(ana.doc) }, admin)
    world.pass(COMMIT_MS)
    expect(await lost).toBe('disk full')
  })
})

describe('devices', () => {
  test('[F46] cutting a device off closes all its sockets, and no other', () => {
    const world = createWorld()
    const seen: [string, boolean][] = []
    world.core.onPresenceOfDevice((name, connected) => void seen.push([name, connected]))
    const [one, two] = [world.peer(JOB, new Y.Doc(), device('ana')), world.peer('shop', new Y.Doc(), device('ana'))]
    const joe = world.peer(JOB, new Y.Doc(), device('joe'))
    world.core.cutOff('ana', CLOSE.notAuthenticated, 'revoked')
    expect([one.closed?.code, two.closed?.code, joe.closed]).toEqual([4401, 4401, null])
    world.core.readmit('joe')
    expect(joe.closed?.code).toBe(RETRY.unavailable)
    expect(seen).toEqual([
      ['ana', true],
      ['joe', true],
      ['ana', false],
      ['joe', false],
    ])
  })

  test('[F41] more frames than a device may send close its socket; coming back does not fill its bucket', () => {
    const world = createWorld(createMemoryLog('r'), { limits: { framesPerSecond: 10, framesBurst: 20 } })
    const ana = world.peer(JOB, new Y.Doc(), device('ana'))
    for (let n = 1; n <= 21; n++) ana.barrier(n)
    expect([ana.closed?.code, ana.barriers.length]).toEqual([CLOSE.tooFast, 20])
    const back = world.peer(JOB, new Y.Doc(), device('ana'))
    back.barrier(1)
    expect(back.closed?.code).toBe(CLOSE.tooFast)
    const joe = world.peer(JOB, new Y.Doc(), device('joe'))
    world.pass(1000)
    for (let n = 1; n <= 20; n++) joe.barrier(n)
    const later = world.peer(JOB, new Y.Doc(), device('ana'))
    for (let n = 1; n <= 10; n++) later.barrier(n)
    expect([joe.closed, later.closed, later.barriers.length]).toEqual([null, null, 10])
    expect(world.core.figures().rateLimited).toBe(2)
  })

  test('[F35] more bytes than a device may add in a day are refused, and fit again the next day', () => {
    const world = createWorld(createMemoryLog('r'), { limits: { deviceBytesPerDay: 1000 } })
    const ana = world.peer(JOB, new Y.Doc(), device('ana'))
    ana.doc.getMap('m').set('a', 'x'.repeat(900))
    ana.sendEdits()
    ana.doc.getMap('m').set('b', 'x'.repeat(900))
    ana.sendEdits()
    expect(ana.closed?.code).toBe(CLOSE.tooFast)
    world.pass(25 * 3600 * 1000)
    const back = world.peer(JOB, ana.doc, device('ana'))
    back.answer()
    back.barrier(1)
    world.pass(COMMIT_MS)
    expect(back.barriers).toEqual([1])
  })
})

test('[F35] a document at its limit is compacted first; what fits then is taken, what never fits is refused', () => {
  const world = createWorld()
  const doc = new Y.Doc()
  const photo = (n: number): Uint8Array => new Uint8Array(LIMITS.maxDocumentBytes * 0.4).fill(n)
  const replies: SyncReplyEntry[] = []
  const send = (): void => {
    const entry = { name: JOB, stateVector: Uint8Array.of(0), update: Y.encodeStateAsUpdate(doc) }
    world.core.sync([entry], device('ana'), (result) => result.ok && replies.push(...result.value))
    world.pass(COMMIT_MS)
  }
  for (let n = 1; n <= 3; n++) {
    doc.getMap('m').set('photo', photo(n))
    send()
  }
  send() // again, as a device does that was asked to
  doc.getMap('m').set('photo 2', photo(4))
  doc.getMap('m').set('photo 3', photo(5))
  send()
  expect(replies.map((reply) => (reply.accepted ? 'taken' : reply.code))).toEqual([
    'taken',
    'taken',
    RETRY.unavailable,
    'taken',
    CLOSE.tooLarge,
  ])
})

describe('presence', () => {
  const state = (name: string, more: object = {}) => ({ name, ...more })

  test('[F38] the device in a state is the one that brought it, whatever the state says', () => {
    const world = createWorld()
    const eve = world.peer(JOB, new Y.Doc(), device('eve'))
    const joe = world.peer(JOB, new Y.Doc(), device('joe'))
    eve.send(presenceFrame(1, 1, state('Ana', { device: 'ana' })))
    world.pass(PRESENCE_MS)
    expect(joe.presence.map(readPresence)).toEqual([[[1, { name: 'Ana', device: 'eve' }]]])
  })

  test('[F38] an entry belongs to the connection that brought it; the same device may take it along', () => {
    const world = createWorld()
    const ana = world.peer(JOB, new Y.Doc(), device('ana'))
    const eve = world.peer(JOB, new Y.Doc(), device('eve'))
    ana.send(presenceFrame(1, 1, state('ana')))
    world.pass(PRESENCE_MS)
    eve.send(presenceFrame(1, 9, state('not ana')))
    eve.send(presenceFrame(1, 9, null))
    world.pass(PRESENCE_MS)
    expect(ana.presence).toHaveLength(1)
    const again = world.peer(JOB, new Y.Doc(), device('ana'))
    again.send(presenceFrame(1, 2, state('ana, back')))
    ana.leave() // its old line is found dead only now
    world.pass(PRESENCE_MS)
    expect(eve.presence.map(readPresence).at(-1)).toEqual([[1, { name: 'ana, back', device: 'ana' }]])
  })

  test('[F38] what everyone says within a moment is one frame, the newest of each', () => {
    const world = createWorld()
    const peers = Array.from({ length: 20 }, () => world.peer(JOB))
    peers.forEach((peer, i) => {
      peer.send(presenceFrame(i + 1, 1, state('old')))
      peer.send(presenceFrame(i + 1, 2, state('new')))
    })
    world.pass(PRESENCE_MS)
    for (const peer of peers) {
      expect(peer.presence).toHaveLength(1)
      expect(peer.presence.flatMap(readPresence).map(([, said]) => said)).toEqual(peers.map(() => state('new')))
    }
  })

  test('[F38] of more than so many a second only the newest is passed on, when its turn comes', () => {
    const world = createWorld(createMemoryLog('r'), { limits: { presencePerSecond: 2 } })
    const ana = world.peer(JOB)
    const joe = world.peer(JOB)
    for (let clock = 1; clock <= 40; clock++) {
      ana.send(presenceFrame(1, clock, state(`${clock}`)))
      world.pass(25)
    }
    expect(joe.presence.length).toBeLessThanOrEqual(4)
    expect(world.core.figures().heldBackPresence).toBeGreaterThan(0)
    world.pass(1000)
    expect(joe.presence.flatMap(readPresence).at(-1)?.[1]).toEqual(state('40'))
    ana.leave()
    world.pass(PRESENCE_MS)
    expect(joe.presence.flatMap(readPresence).at(-1)).toEqual([1, null])
  })

  test('[F38] a state that its device makes too big for a frame of the others is refused', () => {
    const world = createWorld()
    const ana = world.peer(JOB, new Y.Doc(), device('d'.repeat(43)))
    ana.send(presenceFrame(1, 1, state('x'.repeat(LIMITS.maxAwarenessBytes - 60))))
    expect(ana.closed?.code).toBe(CLOSE.structureRefused)
  })
})
