/**
 * The seat of authentication. The relay's core only ever sees a {@link Writer}; who may be one is decided by an
 * {@link Authorizer}: `noAuthorizer` for a machine on its own, the one of `trust/` for a shop.
 */
import { isIP } from 'node:net'
import { CLOSE, kindOf, RETRY } from '../../src/crdt/protocol/index.ts'
import type { DeviceRole, DocumentKind } from '../../src/crdt/protocol/index.ts'

/** On whose behalf frames arrive. */
export interface Writer {
  /** Null where nobody proves who they are. */
  readonly device: string | null
  readonly role: DeviceRole
  /** What the grant names. Undefined: every kind of document. */
  readonly docs?: readonly DocumentKind[]
}

/** Whether the writer may read the document; what it may write there, its role says besides [F45]. */
export function mayOpen({ device, docs }: Writer, document: string): boolean {
  if (device === null) return true
  const kind = kindOf(document)
  return kind !== undefined && (docs === undefined || docs.includes(kind))
}

/** With `--auth none`, and for what the relay's operator does by hand. */
export const ANYONE: Writer = { device: null, role: 'admin' }

export interface Knock {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly remoteAddress: string | undefined
  /** Query of the address: where a stock client's ticket is. */
  readonly query: URLSearchParams
  /** A document name, or null for the feed, blobs and numbers. */
  readonly document: string | null
}

export type Admission =
  | { readonly admitted: true; readonly writer: Writer }
  | {
      readonly admitted: false
      readonly code:
        | typeof CLOSE.notAuthenticated
        | typeof CLOSE.notAllowed
        | typeof CLOSE.tooFast
        | typeof RETRY.unavailable
      readonly reason: string
    }

export interface Authorizer {
  /** Never rejects. Within the handshake's deadline: a log on another machine may have to be asked. */
  admit(knock: Knock): Promise<Admission>
  /**
   * Whether what admitted the writer still holds. Asked again before work is taken from a request whose body took its
   * time: a device may be revoked meanwhile [F46].
   */
  holds(writer: Writer): boolean
}

/** Everyone who reaches the port may read and write everything; therefore only this machine may reach it. */
export const noAuthorizer: Authorizer = {
  admit: async ({ remoteAddress }) =>
    remoteAddress !== undefined && isLoopback(remoteAddress)
      ? { admitted: true, writer: ANYONE }
      : { admitted: false, code: CLOSE.notAuthenticated, reason: 'this relay serves its own machine only' },
  holds: () => true,
}

export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '')
  if (isIP(address) === 4) return address.startsWith('127.')
  return address === '::1' || address === 'localhost'
}
