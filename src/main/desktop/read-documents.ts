import * as Y from 'yjs'
import { AppFault } from '../../contract/index.ts'
import { openClient } from '../../crdt/client/index.ts'
import { openJob, type JobView } from '../../crdt/job/index.ts'
import type { JobContext } from '../../crdt/seal/index.ts'
import { openShop, type ShopView } from '../../crdt/shop/index.ts'
import type { Store } from '../store/index.ts'

/** The document as it is on disk; an empty one when this device has never heard of it. */
export async function readDocument(store: Store, name: string): Promise<Y.Doc> {
  const doc = new Y.Doc()
  const saved = await store.read(name)
  if (saved) Y.applyUpdate(doc, saved.state)
  return doc
}

/** Rejects with `not-found` for a job that nobody has created. */
export async function readJob(store: Store, jobId: string): Promise<JobView> {
  return mustExist(openJob(await readDocument(store, `job/${jobId}`)).view())
}
export function mustExist(job: JobView): JobView {
  if (job.number.heads.length === 0) throw new AppFault('not-found', 'no such job on this device')
  return job
}

/** What a job points at, as it stands now. */
export async function readContext(store: Store, shops: ShopReader, job: JobView): Promise<JobContext> {
  const shop = await shops.view()
  if (job.client.value === undefined) return { client: null, vehicle: null, shop }
  const client = openClient(await readDocument(store, `client/${job.client.value}`)).view()
  const vehicle = client.vehicles.find((each) => each.id === job.vehicle.value) ?? null
  return { client, vehicle, shop }
}

export interface ShopReader {
  /** As committed. Asked before every edit, so it is kept until the document changes. */
  view(): Promise<ShopView>
}

export function openShopReader(store: Store): ShopReader {
  let reading: Promise<ShopView> | undefined
  // The store tells of a commit before it answers who asked for it: nobody reads an older shop than they wrote.
  store.onProjected((names) => {
    if (names.includes('shop')) reading = undefined
  })
  return {
    view() {
      if (reading) return reading
      const fresh = readDocument(store, 'shop').then((doc) => openShop(doc).view())
      reading = fresh
      fresh.catch(() => {
        if (reading === fresh) reading = undefined
      })
      return fresh
    },
  }
}
