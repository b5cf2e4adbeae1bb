/** Who may knock at all, before authentication: no web page, no rebound name [F42]. */
import type { IncomingMessage } from 'node:http'
import { isLoopback } from './authorize.ts'

export interface DoorOptions {
  readonly host: string
  readonly allowOrigins: readonly string[]
}

/** Why the request is turned away, or null. */
export function turnedAway(request: IncomingMessage, options: DoorOptions): string | null {
  const { origin, host } = request.headers
  if (origin !== undefined && !options.allowOrigins.includes(origin)) return 'origin not allowed'
  // A name that an attacker's DNS points at 127.0.0.1 arrives here with that name in `Host`.
  if (isLoopback(options.host) && !isLoopback(hostName(host))) return 'host not allowed'
  return null
}

function hostName(host: string | undefined): string {
  return (host ?? '').replace(/:\d*$/, '')
}
