/** « Héberger le relais sur ce poste ». */
import { AppFault, type AppHandlers, type HostStatus } from '../../contract/index.ts'
import type { HostStart } from '../../crdt/protocol/index.ts'
import { openRelayHost, type HostProcess, type RelayHost } from '../hosting/relay-host.ts'
import { isLoopbackAddress } from '../replica/index.ts'
import type { DesktopRooms } from './parts.ts'

/** How this app starts the relay, and where the bundle keeps what the relay needs. */
export interface Hosting {
  fork(): HostProcess
  /** Folder of the relay's log and blobs. */
  readonly data: string
  readonly bundle?: NonNullable<HostStart['bundle']>
  log?(what: string, detail: string): void
}

export interface HostedRelay {
  readonly handlers: Pick<AppHandlers, 'host.status' | 'host.set'>
  /** At the start of the app: as the switch was left. */
  begin(): void
  /** The address under which others reach the relay that this device names, when it is its own. */
  urlForOthers(): string | null
  close(): Promise<void>
}

const NEVER: HostStatus['state'][] = ['off', 'failed']

export function hostedRelay(rooms: DesktopRooms, hosting: Hosting | undefined): HostedRelay {
  const { identity, trust, replica, standing, emit, now, tellInfo } = rooms
  const host: RelayHost = openRelayHost({
    fork: () => {
      if (hosting) return hosting.fork()
      throw new AppFault('unsupported', 'this app was started without a way to host a relay')
    },
    data: hosting?.data ?? '',
    ...(hosting?.bundle === undefined ? {} : { bundle: hosting.bundle }),
    settings: () => identity.get('host'),
    keep: (settings) => identity.set('host', settings),
    about: () => ({ name: identity.get('deviceName'), shop: trust.membership?.shop ?? null }),
    now,
    changed(status) {
      emit('host.status', status)
      if (status.state === 'running') void nameIt(status.port).catch(() => {}) // named at the next start
    },
    log: hosting?.log ?? (() => {}),
  })

  /** Its own relay, as this device reaches it, unless it names another one; and again when its port moves. */
  async function nameIt(port: number): Promise<void> {
    const named = identity.get('relayUrl')
    const own = `ws://127.0.0.1:${port}`
    if (named === own || (named !== null && named !== identity.get('ownRelayUrl'))) return
    await identity.setAll({ relayUrl: own, ownRelayUrl: own })
    await replica.setRelay(own)
    await tellInfo()
  }

  return {
    handlers: {
      'host.status': async () => host.status(),
      'host.set': async (settings) => {
        const shop = identity.get('shop')
        if (!shop) throw new AppFault('no-shop', 'there is no shop to host a relay for')
        if (shop.demo) throw new AppFault('not-allowed', 'the demo shop never mixes with a real one')
        // The person's own role: a device of a lower one may stand in the office and host all the same.
        if ((await standing.person()).role !== 'admin') throw new AppFault('not-allowed', 'an administrator is needed')
        if (settings.enabled && !hosting) throw new AppFault('unsupported', 'nothing to host a relay with')
        if (settings.enabled && !trust.membership) throw new AppFault('no-shop', 'this device was not admitted yet')
        const status = await host.set(settings)
        if (status.state === 'running') await nameIt(status.port)
        return host.status()
      },
    },
    begin() {
      if (hosting && trust.membership) host.begin()
    },
    urlForOthers() {
      const { state, urls } = host.status()
      const named = identity.get('relayUrl')
      if (named === null || !isLoopbackAddress(named) || NEVER.includes(state)) return named
      return named === identity.get('ownRelayUrl') ? (urls[0] ?? named) : named
    },
    close: () => host.close(),
  }
}
