/**
 * Tells the local network that a relay is there (mDNS, DNS-SD): service `_rpma-relay._tcp`. What is said helps to find
 * it and proves nothing; a device that comes still checks the shop.
 */
import type { EventEmitter } from 'node:events'
import { hostname } from 'node:os'
import { Bonjour } from 'bonjour-service'
import { PROTOCOL_VERSION } from '../../../src/crdt/protocol/index.ts'

export const SERVICE_TYPE = 'rpma-relay'

export interface Announcement {
  readonly name: string
  readonly type: string
  readonly port: number
  readonly txt: {
    /** Protocol version. */
    readonly v: string
    /** First 8 hex digits of the shop's id; empty before it is founded. */
    readonly shop: string
    /** `1`: wss and https only. */
    readonly tls: '0' | '1'
  }
}

export interface Announced {
  /** Withdraws it, so that devices do not look for it in vain. */
  stop(): Promise<void>
}
/** Says it on the network; `failed` may be called later, any number of times. */
export type Publish = (what: Announcement, failed: (error: unknown) => void) => Announced

export interface Said {
  readonly name: string | null
  readonly relayId: string
  readonly port: number
  readonly shop: string | null
  readonly tls: boolean
}

export function announcementOf(said: Said): Announcement {
  // A DNS label ends at 63 bytes. The relay's id keeps two relays of one name apart.
  const words = Buffer.from(said.name ?? `RPMA ${hostname()}`)
    .subarray(0, 55)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  return {
    name: `${words} (${said.relayId.slice(0, 4)})`,
    type: SERVICE_TYPE,
    port: said.port,
    txt: { v: String(PROTOCOL_VERSION), shop: said.shop?.slice(0, 8) ?? '', tls: said.tls ? '1' : '0' },
  }
}

const LOOK_MS = 10_000

/** Announces at once, and anew when the shop is founded. */
export function announceShop(
  said: Omit<Said, 'shop'>,
  shop: () => Promise<string | null>,
  publish: Publish,
  failed: (error: unknown) => void,
  lookMs: number = LOOK_MS,
): Announced {
  let current: Announced | null = null
  let stopped = false
  let known: string | null | undefined
  async function look(): Promise<void> {
    try {
      const now = await shop()
      if (stopped || now === known) return
      known = now
      await current?.stop()
      current = publish(announcementOf({ ...said, shop: now }), failed)
      if (stopped) await current.stop()
    } catch (error) {
      failed(error)
    }
    if (known) clearInterval(timer) // a relay never changes its shop
  }
  const timer = setInterval(() => void look(), lookMs).unref()
  const first = look()
  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await first
      await current?.stop()
    },
  }
}

/** `network`: on which network interface, by its address; all of them by default. */
export function mdnsPublisher(network?: string): Publish {
  return (what, failed) => {
    const options = network === undefined ? {} : { interface: network } // handed on to multicast-dns
    const bonjour = new Bonjour(options as ConstructorParameters<typeof Bonjour>[0], failed)
    // It does not listen itself: a port 5353 that cannot be had would end the process.
    const { mdns } = (bonjour as unknown as { server: { mdns: EventEmitter } }).server
    mdns.on('error', failed)
    // Without probing: on a taken name it would print to standard output, and ours is unique.
    bonjour.publish({ ...what, protocol: 'tcp', probe: false })
    return {
      stop: () =>
        new Promise((resolve) => {
          const late = setTimeout(resolve, 1000)
          bonjour.unpublishAll(() =>
            bonjour.destroy(() => {
              clearTimeout(late)
              resolve()
            }),
          )
        }),
    }
  }
}
