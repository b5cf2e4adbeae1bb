/**
 * One desktop of the demo, in a process of its own so that it can be killed: the real main-process rooms, driven
 * by orders instead of windows.
 */
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppFault } from '../../src/contract/index.ts'
import { openJob } from '../../src/crdt/job/index.ts'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { openDesktop, type Desktop } from '../../src/main/desktop/index.ts'
import { readDocument } from '../../src/main/desktop/read-documents.ts'
import { whatIsMissing } from '../../src/main/desktop/sealing.ts'
import { DocumentSession } from '../../src/main/desktop/session.ts'
import { noKeyring } from '../../src/main/identity/keyring.ts'
import { perform } from './deeds.ts'
import type { Answer, Envelope, Look, Order } from './messages.ts'

let desktop: Desktop | undefined
/** Documents at work stay open, as they would in a window. */
const sessions = new Map<string, Promise<DocumentSession>>()

function opened(): Desktop {
  if (!desktop) throw new Error('the first order is "open"')
  return desktop
}
function session(name: string): Promise<DocumentSession> {
  let found = sessions.get(name)
  if (!found) sessions.set(name, (found = DocumentSession.open(opened().replica, name)))
  return found
}

async function obey(order: Order): Promise<unknown> {
  switch (order.kind) {
    case 'open':
      desktop = await openDesktop({
        dataDir: order.dataDir,
        workerUrl: new URL('../../src/main/store/worker.ts', import.meta.url),
        version: 'demo',
        locale: 'fr',
        keyring: noKeyring, // no session, no keychain: a person accepts that by a call, as on such a machine
        saveFile: async (name, bytes) => {
          const file = path.join(order.outDir, name)
          await writeFile(file, bytes)
          return file
        },
      })
      return opened().handlers['app.info']({})
    case 'call':
      return (opened().handlers[order.name] as (input: unknown) => Promise<unknown>)(order.input)
    case 'work': {
      const at = await session(order.document)
      const ledger = new Ledger(at.doc)
      const facts: string[] = []
      const stop = ledger.onChange((change) => facts.push(...change.facts.map((fact) => fact.id)))
      const mine = (ids: readonly string[]) => ids.filter((id) => ledger.fact(id)?.by === order.person)
      await perform(order.deed, ledger, opened().identity.pen(order.person, Date.now), opened().handlers)
      // From here on they are saved: committed with synchronous=FULL.
      await at.saved()
      stop()
      ledger.destroy()
      return mine(facts)
    }
    case 'look': {
      const job = openJob((await session(`job/${order.jobId}`)).doc)
      const view = job.view()
      const look: Look = {
        state: view.state,
        connected: opened().replica.loaded(`job/${order.jobId}`)?.isConnected === true,
        facts: view.factCount,
        conflicts: view.conflicts.map(({ item, heads }) => ({
          item,
          choices: heads.map((head) => ({ value: head.value, by: head.by, at: head.at })),
        })),
        notes: view.notes,
        zones: view.zones.map((zone) => ({ zone: zone.zone, state: zone.state, done: zone.checksDone })),
        photos: view.photos.map((photo) => photo.sha256),
        defects: view.defects.length,
        lengthMm: view.totals.lengthMm,
        missing: whatIsMissing(view),
        standing: view.standing.kind,
      }
      job.destroy()
      return look
    }
    case 'content':
      return opened().content(order.jobId)
    case 'missing': {
      // Read from the disk, not from a window's memory.
      const ledger = new Ledger(await readDocument(opened().store, order.document))
      return order.facts.filter((id) => ledger.fact(id) === undefined)
    }
    case 'close':
      for (const open of sessions.values()) await (await open).close()
      sessions.clear()
      await opened().close()
      return null
  }
}

process.on('message', ({ id, order }: Envelope) => {
  const answer = (reply: Answer) => process.send!(reply)
  obey(order).then(
    (value) => answer({ id, ok: true, value }),
    (error: unknown) => answer({ id, ok: false, error: wordsOf(error) }),
  )
})
function wordsOf(error: unknown): string {
  if (error instanceof AppFault) return `${error.error.kind}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
// The demo's own process is gone: nothing is left behind.
process.on('disconnect', () => process.exit(1))
