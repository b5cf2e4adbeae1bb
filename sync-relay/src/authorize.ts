/**
 * The seat of authentication. `none` is the only authorizer now; grants (device keys, roles, revocation) take its
 * place without the relay's core noticing: it only ever sees a {@link Writer}.
 */
import { isIP } from 'node:net'
import { CLOSE } from '../../src/crdt/protocol/index.ts'

/** On whose behalf frames arrive. `device` is null where nobody proves who they are. */
export interface Writer {
  readonly device: string | null
}

export interface Knock {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly remoteAddress: string | undefined
  /** A document name, or null for the feed, blobs and numbers. */
  readonly document: string | null
}

export type Admission =
  | { readonly admitted: true; readonly writer: Writer }
  | {
      readonly admitted: false
      readonly code: typeof CLOSE.notAuthenticated | typeof CLOSE.notAllowed
      readonly reason: string
    }

export interface Authorizer {
  admit(knock: Knock): Admission
}

/** Everyone who reaches the port may read and write everything; therefore only this machine may reach it. */
export const noAuthorizer: Authorizer = {
  admit: ({ remoteAddress }) =>
    remoteAddress !== undefined && isLoopback(remoteAddress)
      ? { admitted: true, writer: { device: null } }
      : { admitted: false, code: CLOSE.notAuthenticated, reason: 'this relay serves its own machine only' },
}

export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  if (isIP(address) === 4) return address.startsWith('127.')
  return address === '::1' || address === 'localhost'
}
