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
  type Person,
} from '../../contract/index.ts'
import { isSupervising } from '../../crdt/vocabulary/index.ts'
import { openShop, setPerson } from '../../crdt/shop/index.ts'
import { DeviceIdentity } from '../identity/device.ts'
import { Replica } from '../replica/index.ts'
import { openStore, type Store } from '../store/index.ts'
import { fillDemoShop } from './demo-shop.ts'
import { documentHandlers } from './document-handlers.ts'
import { openJobNumbers } from './numbers.ts'
import { jobContentPaper, jobReport, readBlob, type Paper } from './papers.ts'
import { openShopReader } from './read-documents.ts'
import { sealJob } from './sealing.ts'
import { withDocument } from './session.ts'
import { activePeople, askForShop, createShop, personHere, readInfo } from './shop.ts'
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
}

export interface Desktop {
  readonly handlers: AppHandlers
  readonly store: Store
  readonly replica: Replica
  readonly identity: DeviceIdentity
  on(listener: <E extends EventName>(event: E, payload: EventPayload<E>) => void): () => void
  readBlob(sha256: string): Promise<{ bytes: Uint8Array; mime: string } | null>
  /** The job's canonical content as it stands on this device. */
  content(jobId: string): Promise<{ bytes: Uint8Array; hash: string }>
  report(jobId: string, locale: Locale): Promise<Paper>
  close(): Promise<void>
}

/** How long « rejoindre » waits for the relay's answer; and then, joined already, for the first complete exchange. */
const JOIN_TIMEOUT_MS = 15_000

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
  const replica = new Replica({
    store,
    now,
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
  const shops = openShopReader(store)
  const parts = { store, replica, identity, shops, now }
  const numbers = openJobNumbers(parts)
  const about = { version: options.version, platform: process.platform, dataDir: options.dataDir }
  const info = () => readInfo(parts, about)
  const tellInfo = async () => {
    const fresh = await info()
    emit('app.info', fresh)
    return fresh
  }

  async function currentPerson(): Promise<Person> {
    const person = await personHere(shops, identity)
    if (!person) throw new AppFault('no-person', 'nobody has said who they are on this device')
    return person
  }
  async function mustNotBeViewer(): Promise<void> {
    const person = await personHere(shops, identity)
    if (person?.role === 'viewer') throw new AppFault('not-allowed', 'a viewer looks and does not write')
  }
  async function supervisor(): Promise<Person> {
    const person = await currentPerson()
    if (!isSupervising(person.role)) throw new AppFault('not-allowed', 'a supervisor is needed for this')
    return person
  }
  function mustHaveNoShop(): void {
    if (identity.get('shop')) throw new AppFault('invalid', 'this device belongs to a shop already')
  }

  const documents = documentHandlers(replica, emit, mustNotBeViewer)
  const handlers: AppHandlers = {
    'app.info': info,
    'app.setLocale': async ({ locale }) => {
      await identity.set('locale', locale)
      await tellInfo()
      return {}
    },
    'shop.create': async (input) => {
      mustHaveNoShop()
      const founder = await createShop(parts, input)
      await identity.set('deviceName', input.deviceName)
      await identity.set('personId', founder)
      await identity.set('relayUrl', input.relayUrl)
      await identity.set('shop', { demo: false })
      await replica.setRelay(input.relayUrl)
      return tellInfo()
    },
    'shop.openDemo': async () => {
      mustHaveNoShop()
      await identity.set('personId', await fillDemoShop(parts))
      await identity.set('shop', { demo: true })
      return tellInfo()
    },
    'shop.join': async ({ relayUrl, deviceName }) => {
      mustHaveNoShop()
      const shop = await askForShop(relayUrl, JOIN_TIMEOUT_MS)
      await identity.set('deviceName', deviceName)
      await identity.set('relayUrl', relayUrl)
      // From here on it belongs to that shop: whatever fails now is caught up with by the relay.
      await identity.set('shop', { demo: false })
      await store.append('shop', shop, 'remote', now())
      await replica.setRelay(relayUrl)
      await replica.whenLevel(JOIN_TIMEOUT_MS)
      return tellInfo()
    },
    'person.choose': async ({ personId }) => {
      const people = activePeople(await shops.view())
      if (!people.some((person) => person.id === personId)) throw new AppFault('not-found', 'nobody of that id')
      await identity.set('personId', personId)
      return tellInfo()
    },
    'person.add': async ({ name, role }) => {
      const admin = await currentPerson()
      if (admin.role !== 'admin') throw new AppFault('not-allowed', 'an administrator is needed for this')
      const personId = identity.newId()
      await withDocument(replica, 'shop', async (session) => {
        setPerson(openShop(session.doc).ledger, personId, { name, role, active: true }, identity.pen(admin.id, now))
        await session.saved()
      })
      return { personId }
    },
    ...documents.handlers,
    'jobs.list': (query) => store.listJobs(query),
    'jobs.seal': async ({ jobId }) => {
      const { id, name } = await supervisor()
      return sealJob(parts, jobId, { name: [...name].slice(0, 80).join(''), pen: identity.pen(id, now) })
    },
    'clients.list': async (query) => (await store.listClients(query)).map(withoutStrangeVehicles),
    'numbers.next': async () => {
      await mustNotBeViewer()
      return numbers.next()
    },
    'blobs.put': async ({ bytes, mime }) => {
      await mustNotBeViewer()
      const stored = await store.putBlob(bytes, mime)
      replica.moveBlobs()
      return { sha256: stored.sha256, bytes: stored.bytes }
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

  if (identity.get('shop')) await replica.setRelay(identity.get('relayUrl'))

  return {
    handlers: faultOfStore(handlers),
    store,
    replica,
    identity,
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    readBlob: (sha256) => readBlob(parts, sha256),
    content: (jobId) => jobContentPaper(parts, jobId),
    report: (jobId, locale) => jobReport(parts, jobId, locale),
    async close() {
      listeners.clear()
      try {
        await documents.closeAll()
        await replica.shutDown()
      } finally {
        await store.close()
      }
    },
  }
}

/** An id of no shape that we write comes from elsewhere; one such must not spoil the list for everybody. */
function withoutStrangeVehicles(client: ClientRow): ClientRow {
  return { ...client, vehicles: client.vehicles.filter(({ id }) => ulid.safeParse(id).success) }
}
