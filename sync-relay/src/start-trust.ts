/** Who is let in: everyone of this machine, or the devices of a shop. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Challenge } from '../../src/crdt/protocol/index.ts'
import { noAuthorizer } from './authorize.ts'
import type { Authorizer } from './authorize.ts'
import type { RelayConfig } from './config.ts'
import type { RelayCore } from './core.ts'
import { sendJson } from './replies.ts'
import type { Trust } from './trust/trust.ts'

export interface Doorkeeper extends Authorizer, Pick<Trust, 'isRecovering' | 'audit' | 'seen'> {
  /** Whether the path belongs to {@link serve}: asked before anybody proved anything. */
  isOpen(path: string): boolean
  /** False: not one of its routes, nothing was answered. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
  /** The shop that is served, null while there is none. */
  shop(): string | null
  close(): Promise<void>
}

export async function openDoorkeeper(config: RelayConfig, core: RelayCore): Promise<Doorkeeper> {
  if (config.auth === 'none') return forEveryone(core)
  throw new Error('auth grants: not yet')
}

function forEveryone(core: RelayCore): Doorkeeper {
  return {
    ...noAuthorizer,
    isRecovering: () => true, // nobody is told apart
    audit() {},
    seen() {},
    isOpen: (path) => path === '/v1/challenge',
    async serve(request, response, url) {
      if (request.method !== 'GET' || url.pathname !== '/v1/challenge') return false
      sendJson(response, 200, { auth: 'none', relay: core.relayId(), shop: null, nonce: '' } satisfies Challenge)
      return true
    },
    shop: () => null,
    close: async () => {},
  }
}
