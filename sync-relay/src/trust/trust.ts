/** What the rest of the relay sees of identity and grants. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AuditEntry, SyncRequestEntry } from '../../../src/crdt/protocol/index.ts'
import type { Authorizer, Writer } from '../authorize.ts'
import type { Recovery } from '../validator/judge.ts'

export type AuditEvent = Pick<AuditEntry, 'kind' | 'device' | 'document' | 'detail'>

export interface Trust {
  readonly authorizer: Authorizer
  /** Serves the routes of `trust-http.ts`. False: not one of them, nothing was answered. Never rejects for bad input. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
  /** Whether work of other devices is taken just now. */
  recovery(): Recovery
  /** Written soon, in order; repeated events are counted, not piled up. Never throws. */
  audit(event: AuditEvent): void
  /** A device has a websocket open, or has none any more. Feeds `lastSeenAt`. */
  seen(device: string, connected: boolean): void
  close(): Promise<void>
}

/** What trust asks of the relay around it. */
export interface TrustHost {
  /** Closes every socket of the device at once [F46]. */
  cutOff(device: string, code: number, reason: string): void
  /** The device's role changed: its sockets are closed with a code that makes it come back. */
  readmit(device: string): void
  /** Merges quarantined work, whoever's clientIDs it bears; resolves with null when committed, else with a reason. */
  merge(entry: SyncRequestEntry, on: Writer): Promise<string | null>
}
