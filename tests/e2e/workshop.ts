/** A workshop for stories: a relay that comes and goes, and desktops whose data survives their end. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { startRelay, type Relay } from '../../sync-relay/src/index.ts'
import { launchDesktop, type Desktop } from './launch.ts'

export interface Workshop {
  /** Of this story alone; it goes with it. */
  readonly folder: string
  /** The relay's address: the same one whenever it comes back. */
  url(): string
  /** A desktop of that name, begun or begun again; what it stored before is there. */
  desktop(name: string): Promise<Desktop>
  relayLeaves(): Promise<void>
  relayReturns(): Promise<void>
  /** Ends them all, and removes what they stored. */
  close(): Promise<void>
}

/** Milliseconds that a desktop's window waits for what it is asked for. */
const PATIENCE_MS = 15_000

export async function openWorkshop(name: string): Promise<Workshop> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `rpma-${name}-`))
  const desktops = new Map<string, Desktop>()
  let port = 0
  let relay = await begin()
  async function begin(): Promise<Relay> {
    const begun = await startRelay({ port, data: path.join(folder, 'relay'), auth: 'grants' })
    port = begun.port
    return begun
  }
  return {
    folder,
    url: () => relay.url,
    async desktop(called) {
      const begun = await launchDesktop({ dataDir: path.join(folder, called) })
      begun.window.setDefaultTimeout(PATIENCE_MS)
      desktops.set(called, begun)
      return begun
    },
    relayLeaves: () => relay.close(),
    async relayReturns() {
      relay = await begin()
    },
    async close() {
      const closed = await Promise.allSettled([...desktops.values(), relay].map((each) => each.close()))
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
      for (const outcome of closed) if (outcome.status === 'rejected') console.error(outcome.reason)
    },
  }
}
