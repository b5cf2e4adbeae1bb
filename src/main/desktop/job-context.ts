import { openClient } from '../../crdt/client/index.ts'
import { openJob } from '../../crdt/job/index.ts'
import type { JobContext } from '../../crdt/seal/index.ts'
import { openShop } from '../../crdt/shop/index.ts'
import type { Replica } from '../replica/index.ts'
import { withDocuments, type DocumentSession } from './session.ts'
import type { Job } from '../../crdt/job/index.ts'

/** A job with everything that it points at, all read at the same moment. */
export async function withJob<T>(
  replica: Replica,
  jobId: string,
  work: (job: Job, context: JobContext, session: DocumentSession) => Promise<T>,
): Promise<T> {
  return withDocuments(replica, [`job/${jobId}`, 'shop'], async (jobSession, shopSession) => {
    const job = openJob(jobSession!.doc)
    const shop = openShop(shopSession!.doc).view()
    const clientId = job.view().client.value
    if (clientId === undefined) return work(job, { client: null, vehicle: null, shop }, jobSession!)
    return withDocuments(replica, [`client/${clientId}`], async (clientSession) => {
      const client = openClient(clientSession!.doc).view()
      const vehicle = client.vehicles.find((each) => each.id === job.view().vehicle.value) ?? null
      return work(job, { client, vehicle, shop }, jobSession!)
    })
  })
}
