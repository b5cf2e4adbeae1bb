/** Relays that announce themselves on this network (mDNS). What they say helps to find them and proves nothing. */
import type { EventEmitter } from 'node:events'
import { Bonjour, type Service } from 'bonjour-service'

const LISTEN_MS = 2_000
const SERVICE_TYPE = 'rpma-relay'
const MOST = 50

export interface NearbyRelay {
  readonly url: string
  readonly name: string
}

/** Resolves after about two seconds; with nothing where the network cannot be listened to. */
export function findNearbyRelays(listenMs = LISTEN_MS): Promise<NearbyRelay[]> {
  return new Promise((resolve) => {
    const found = new Map<string, NearbyRelay>()
    let bonjour: Bonjour | undefined
    const done = () => {
      clearTimeout(timer)
      try {
        bonjour?.destroy()
      } catch {
        // a socket that could not be had cannot be given back
      }
      resolve([...found.values()])
    }
    const timer = setTimeout(done, listenMs)
    try {
      bonjour = new Bonjour({}, done)
      const { mdns } = (bonjour as unknown as { server: { mdns: EventEmitter } }).server
      mdns.on('error', done) // no network, or a port that cannot be had: a list that stays empty, no crash
      bonjour.find({ type: SERVICE_TYPE }, (service) => {
        const relay = relayOf(service)
        if (relay && found.size < MOST) found.set(relay.url, relay)
      })
    } catch {
      done()
    }
  })
}

/** Undefined for what no relay of ours announces: anybody on the network can say anything. */
export function relayOf(
  service: Pick<Service, 'name' | 'port'> & { addresses?: string[]; txt?: unknown },
): NearbyRelay | undefined {
  // IPv4 first: an IPv6 address of a link is worth nothing without its interface.
  const address = service.addresses?.find((each) => /^\d{1,3}(\.\d{1,3}){3}$/.test(each))
  const { port } = service
  if (address === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined
  const tls = (service.txt as { tls?: unknown } | undefined)?.tls === '1'
  return { url: `${tls ? 'wss' : 'ws'}://${address}:${port}`, name: lineOf(String(service.name)) }
}

/** What would draw it as another name, or as several lines, goes. */
function lineOf(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_C}]/gu, '')
    .slice(0, 80)
    .toWellFormed()
}
