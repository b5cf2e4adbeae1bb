/** Who may knock at all, before authentication: no web page, no rebound name [F42]; and who knocks, behind a proxy. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'
import { hostname } from 'node:os'
import type { TLSSocket } from 'node:tls'
import { isLoopback } from '../authorize.ts'
import type { RelayConfig } from '../command/config.ts'

export interface Doors {
  /** Why the request is turned away, or null. */
  turnedAway(request: IncomingMessage): string | null
  /** Address of the peer, as far as trusted proxies say; and whether it came by TLS. */
  callerOf(request: IncomingMessage): { readonly address: string; readonly secure: boolean }
  isProxy(address: string): boolean
}

export function createDoors(config: Pick<RelayConfig, 'host' | 'allowOrigin' | 'publicUrl' | 'trustProxy'>): Doors {
  const proxies = networks(config.trustProxy)
  const names = new Set(config.publicUrl.map((url) => new URL(url).hostname))
  const onLoopback = isLoopback(config.host)
  if (!onLoopback) names.add(hostname().toLowerCase()).add(config.host.toLowerCase()).add('localhost')

  /**
   * A page whose name an attacker's DNS points at us arrives with that name in `Host`. An address there was typed or
   * paired as such; `.local` is answered by machines of the same network only. On loopback even these are strangers.
   */
  function isOurs(host: string): boolean {
    if (names.has(host)) return true
    return onLoopback ? isLoopback(host) : isIP(host) !== 0 || host.endsWith('.local')
  }

  const isProxy = (address: string): boolean => config.trustProxy.length > 0 && contains(proxies, address)

  return {
    isProxy,
    turnedAway({ headers }) {
      const { origin, host } = headers
      if (origin !== undefined && !config.allowOrigin.includes(origin)) return 'origin not allowed'
      return isOurs(hostName(host)) ? null : 'host not allowed'
    },
    callerOf(request) {
      let address = plain(request.socket.remoteAddress)
      if (!isProxy(address)) return { address, secure: (request.socket as TLSSocket).encrypted === true }
      // Each proxy appends whom it heard; from the right, the first that is no proxy of ours is the caller.
      const heard = String(request.headers['x-forwarded-for'] ?? '').split(',')
      while (isProxy(address) && heard.length > 0) {
        const before = plain(heard.pop()?.trim())
        if (isIP(before) === 0) break
        address = before
      }
      return { address, secure: request.headers['x-forwarded-proto'] === 'https' }
    },
  }
}

/** Of the relay's own machine, and not by way of a proxy there. */
export function isDirect(request: IncomingMessage): boolean {
  const { forwarded, 'x-forwarded-for': forwardedFor } = request.headers
  return forwarded === undefined && forwardedFor === undefined && isLoopback(plain(request.socket.remoteAddress))
}

/** Addresses that are not routed on the internet: where a relay without a certificate may stand. */
export function isPrivate(address: string): boolean {
  return contains(PRIVATE, plain(address))
}

function hostName(host: string | undefined): string {
  return (host ?? '')
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

/** `::ffff:10.0.0.7` is how a socket for both kinds of address shows 10.0.0.7. */
function plain(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '')
}

function networks(list: readonly string[]): BlockList {
  const found = new BlockList()
  for (const network of list) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) found.addAddress(address, family)
    else found.addSubnet(address, Number(bits), family)
  }
  return found
}

function contains(list: BlockList, address: string): boolean {
  const version = isIP(address)
  return version !== 0 && list.check(address, version === 6 ? 'ipv6' : 'ipv4')
}

const PRIVATE = networks([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '169.254.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '::1',
  'fc00::/7',
  'fe80::/10',
])
