/**
 * A desktop without its windows: the main-process rooms put together. The Electron entry, the demo, the command
 * line and the tests all start this one; only who calls the handlers differs.
 */
import os from 'node:os'
import {
  AppFault,
  ulid,
  type AppHandlers,
  type ClientRow,
  type EventName,
  type EventPayload,
  type Locale,
} from '../../contract/index.ts'
import { readMembership, type MemberDevice } from '../../crdt/protocol/index.ts'
import { DeviceIdentity } from '../identity/device.ts'
import type { Keyring } from '../identity/keyring.ts'
import { nodeCrypto } from '../identity/keys.ts'
import { openPins } from '../identity/pins.ts'
import { ShopTrust, type Entry } from '../identity/shop-trust.ts'
import { Replica } from '../replica/index.ts'
import { openStore, type Store } from '../store/index.ts'
import { deviceHandlers } from './device-handlers.ts'
import { documentHandlers } from './document-handlers.ts'
import { hostedRelay, type Hosting } from './host-handlers.ts'
import { openJoining } from './joining.ts'
import { findNearbyRelays } from './nearby.ts'
import { openJobNumbers } from './numbers.ts'
import { jobContentPaper, jobReport, readBlob, sealedNotes, type Paper } from './papers.ts'
import { openShopReader } from './read-documents.ts'
import type { DesktopRooms } from './parts.ts'
import { peopleHandlers } from './people-handlers.ts'
import { sealJob } from './sealing.ts'
import { readInfo } from './shop.ts'
import { FILL_TIMEOUT_MS, foundTrustOfOlderShop, shopHandlers } from './shop-handlers.ts'
import { openStanding } from './standing.ts'
import { faultOfStore } from './store-faults.ts'

export interface DesktopOptions {
  readonly dataDir: string
  readonly workerUrl: URL
  readonly nativeBindingPath?: string
  readonly version: string
  readonly locale: Locale
  /** Asks where to put a file and writes it. Null: the person thought better of it. */
  readonly saveFile: (suggestedName: string, bytes: Uint8Array) => Promise<string | null>
  readonly now?: () => number
  /** Where this machine keeps secrets. */
  readonly keyring: Keyring
  /** Without it « héberger le relais » is not offered. */
  readonly hosting?: Hosting
}

export interface Desktop {
  readonly handlers: AppHandlers
  readonly store: Store
  readonly replica: Replica
  readonly identity: DeviceIdentity
  readonly trust: ShopTrust
  /** It is in no shop, or was shut out of its own. */
  mayJoin(): boolean
  /** For the code of an invitation while it may join; for photos and labels while somebody said who they are. */
  mayUseCamera(): boolean
  /** An invitation's link was opened outside. It is shown to whoever sits here; a device with a shop ignores it. */
  showInvitation(url: string): void
  on(listener: <E extends EventName>(event: E, payload: EventPayload<E>) => void): () => void
  readBlob(sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null>
  /** The job's canonical content as it stands on this device. */
  content(jobId: string): Promise<{ bytes: Uint8Array; hash: string }>
  report(jobId: string, locale: Locale): Promise<Paper>
  close(): Promise<void>
}

/** Rejects with a StoreFault when the data folder cannot be used; nothing in it was changed then. */
export async function openDesktop(options: DesktopOptions): Promise<Desktop> {
  const store = await openStore({
    dir: options.dataDir,
    create: true,
    workerUrl: options.workerUrl,
    ...(options.nativeBindingPath === undefined ? {} : { nativeBindingPath: options.nativeBindingPath }),
  })
  try {
    return await openOn(store, options)
  } catch (error) {
    await store.close() // or its folder would stay locked
    throw error
  }
}

async function openOn(store: Store, options: DesktopOptions): Promise<Desktop> {
  const now = options.now ?? Date.now
  const identity = await DeviceIdentity.load(store, { deviceName: os.hostname(), locale: options.locale })
  const listeners = new Set<<E extends EventName>(event: E, payload: EventPayload<E>) => void>()
  const emit = <E extends EventName>(event: E, payload: EventPayload<E>) => {
    for (const listener of listeners) listener(event, payload)
  }
  let isConnected = false
  // What cannot be settled now is tried again at the next occasion.
  const settleNumbers = () => void numbers.settle().catch(() => {})
  const trust = await ShopTrust.load(identity, options.keyring, now)
  const replica = new Replica({
    store,
    now,
    trust,
    onTrustChanged: () => void noteTrust().catch(() => {}), // shown with the next `app.info`
    onSyncStatus(status) {
      emit('sync.status', status)
      const met = status.relay.state === 'connected' && !isConnected
      isConnected = status.relay.state === 'connected'
      if (met) settleNumbers()
    },
    onDocumentStatus: (status) => emit('document.status', status),
  })
  store.onProjected((names) => {
    emit('projections.changed', { names: [...names] })
    if (isConnected) settleNumbers()
  })
  store.onBlobs((sha256s) => emit('blobs.changed', { sha256s: sha256s && [...sha256s] }))
  const shops = openShopReader(store)
  const parts = { store, replica, identity, shops, now }
  const numbers = openJobNumbers(parts)
  const about = { version: options.version, platform: process.platform, dataDir: options.dataDir }
  const pins = openPins(identity, now)
  const standing = openStanding({ shops, identity, trust })
  const info = () => readInfo({ shops, identity, trust, pins }, about)
  const tellInfo = async () => {
    const fresh = await info()
    emit('app.info', fresh)
    return fresh
  }
  /** An administrator may have given this device another name or role. */
  async function noteTrust(): Promise<void> {
    const { me } = trust
    if (me && me.name !== identity.get('deviceName')) await identity.set('deviceName', me.name)
    await tellInfo()
  }

  const rooms: DesktopRooms = { ...parts, trust, pins, standing, emit, tellInfo }
  /** A device of a shop comes in again only when it was shut out: as excluded, by a lost key, or never asked in. */
  function mayJoin(): boolean {
    const shop = identity.get('shop')
    if (!shop) return true
    return !shop.demo && (trust.isRevoked || trust.isKeyLost || trust.membership === null)
  }
  const documents = documentHandlers(replica, emit, (name) => standing.mustWrite(name))
  const hosted = hostedRelay(rooms, options.hosting)
  const devices = deviceHandlers(rooms, () => hosted.urlForOthers())
  /** Opened outside and not used: a window that opens later is told too. */
  let invitation: string | null = null
  function showInvitation(url: string | null): void {
    if (url === invitation && url === null) return
    invitation = url
    emit('link.opened', { invitation })
  }
  const joining = openJoining({
    trust,
    now,
    changed: (status) => emit('join.status', status),
    async enter(entry, relayUrl, filling) {
      const { name } = mustBeMember(entry)
      await trust.enter(entry, { deviceName: name, relayUrl, personId: null, shop: { demo: false } })
      filling()
      await replica.setRelay(relayUrl)
      await replica.whenLevel(FILL_TIMEOUT_MS)
      await tellInfo()
    },
  })
  const handlers: AppHandlers = {
    'app.info': info,
    'app.setLocale': async ({ locale }) => {
      await identity.set('locale', locale)
      await tellInfo()
      return {}
    },
    ...shopHandlers(rooms),
    ...peopleHandlers(rooms),
    ...devices.handlers,
    ...hosted.handlers,
    'join.start': async (input) => {
      if (!mayJoin()) throw new AppFault('invalid', 'this device belongs to a shop already')
      showInvitation(null)
      return joining.start(input)
    },
    'link.opened': async () => ({ invitation }),
    'join.status': async () => joining.status(),
    'join.cancel': async () => {
      joining.cancel()
      return {}
    },
    'relays.nearby': () => findNearbyRelays(),
    ...documents.handlers,
    'jobs.list': (query) => store.listJobs(query),
    'jobs.seal': async ({ jobId }) => {
      const { id, name } = await standing.supervisor()
      return sealJob(parts, jobId, { name: [...name].slice(0, 80).join(''), pen: identity.pen(id, now) })
    },
    'jobs.sealedNotes': ({ jobId, hash }) => sealedNotes(parts, jobId, hash),
    'inbox.list': (query) => store.listInbox(query),
    'stock.rolls': () => store.rollUses(),
    'stock.cuts': ({ roll }) => store.rollCuts(roll),
    'clients.list': async (query) => (await store.listClients(query)).map(withoutStrangeVehicles),
    'numbers.next': async () => {
      await standing.mustWrite()
      return numbers.next()
    },
    'blobs.put': async ({ blobs }) => {
      await standing.mustWrite()
      const stored = await store.putBlobs(blobs)
      replica.moveBlobs()
      return { sha256s: stored.map(({ sha256 }) => sha256) }
    },
    'blobs.status': ({ sha256s }) => store.blobStatus(sha256s),
    'report.export': async ({ jobId, locale, format }) => {
      const paper = format === 'pdf' ? await jobReport(parts, jobId, locale) : await jobContentPaper(parts, jobId)
      return { path: await options.saveFile(paper.fileName, paper.bytes) }
    },
    'sync.status': () => replica.status(),
    'sync.setRelay': async ({ relayUrl }) => {
      const shop = identity.get('shop')
      if (!shop) throw new AppFault('no-shop', 'there is no shop on this device to sync')
      if (shop.demo) throw new AppFault('not-allowed', 'the demo shop never mixes with a real one')
      await identity.set('relayUrl', relayUrl)
      await replica.setRelay(relayUrl)
      await tellInfo()
      return {}
    },
  }

  // Whoever has a code says who they are again: a restart must not be the way around it.
  const last = identity.get('personId')
  if (last !== null && pins.people().includes(last)) await identity.set('personId', null)
  await foundTrustOfOlderShop(rooms)
  if (identity.get('shop')) await replica.setRelay(identity.get('relayUrl'))
  hosted.begin()

  return {
    handlers: faultOfStore(handlers),
    store,
    replica,
    identity,
    trust,
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    mayJoin,
    mayUseCamera: () => mayJoin() || identity.get('personId') !== null,
    showInvitation(url) {
      if (identity.get('shop') === null) showInvitation(url)
    },
    readBlob: (sha256) => readBlob(parts, sha256),
    content: (jobId) => jobContentPaper(parts, jobId),
    report: (jobId, locale) => jobReport(parts, jobId, locale),
    async close() {
      listeners.clear()
      joining.cancel()
      devices.close()
      try {
        await documents.closeAll()
        await replica.shutDown()
        await hosted.close() // after what it was still given by this very device
      } finally {
        await store.close()
      }
    },
  }
}

function mustBeMember({ entries, deviceId }: Entry): MemberDevice {
  const reading = readMembership(entries, nodeCrypto)
  const me = reading.ok ? reading.membership.devices.get(deviceId) : undefined
  if (!me) throw new Error('join: expected a list that admits this device')
  return me
}

/** An id of no shape that we write comes from elsewhere; one such must not spoil the list for everybody. */
function withoutStrangeVehicles(client: ClientRow): ClientRow {
  return { ...client, vehicles: client.vehicles.filter(({ id }) => ulid.safeParse(id).success) }
}
