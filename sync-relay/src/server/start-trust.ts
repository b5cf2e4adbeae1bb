/** Who is let in: everyone of this machine, or the devices of a shop. */
import type { IncomingMessage } from 'node:http'
import type { Challenge, TrustRefusalKind } from '../../../src/crdt/protocol/index.ts'
import { noAuthorizer } from '../authorize.ts'
import type { Authorizer } from '../authorize.ts'
import type { RelayConfig } from '../command/config.ts'
import type { RelayCore } from '../core/core.ts'
import { sendJson } from './replies.ts'
import type { Report } from './start.ts'
import { openTrust } from '../trust/open-trust.ts'
import type { Register } from '../trust/register.ts'
import { openSqliteRegister } from '../trust/sqlite-register.ts'
import type { Trust } from '../trust/trust.ts'

export interface Doorkeeper extends Authorizer, Omit<Trust, 'authorizer'> {
  /** The shop that is served, null while there is none. */
  shop(): Promise<string | null>
}

export interface DoorkeeperOptions {
  readonly config: RelayConfig
  readonly core: RelayCore
  readonly report: Report
  readonly addressOf: (request: IncomingMessage) => string
  readonly refused: (kind: TrustRefusalKind) => void
  /** Where a bundle put better-sqlite3's addon. */
  readonly nativeBindingPath: string | undefined
}

/** Rejects when the register cannot be read or belongs to another shop than the configured one. */
export async function openDoorkeeper(options: DoorkeeperOptions): Promise<Doorkeeper> {
  const { config, core, report, addressOf, refused } = options
  if (config.auth === 'none') return forEveryone(core)
  const register = await openRegister(config, options.nativeBindingPath)
  const trust = await openTrust({
    register,
    relayId: () => core.relayId(),
    host: core,
    shop: config.shop,
    publicUrls: config.publicUrl,
    limits: config.limits,
    report,
    addressOf,
    refused,
  }).catch(async (error: unknown) => {
    await register.close()
    throw error
  })
  return {
    ...trust,
    ...trust.authorizer,
    async shop() {
      const [founding] = await register.membership(0)
      return founding === undefined ? null : (JSON.parse(founding.entry) as { shop: string }).shop
    },
    async close() {
      await trust.close()
      await register.close()
    },
  }
}

/** Beside the log: relays that share a log share who belongs to the shop. */
export async function openRegister(config: RelayConfig, nativeBindingPath: string | undefined): Promise<Register> {
  if (config.log === 'sqlite') {
    return openSqliteRegister(config.data, nativeBindingPath === undefined ? {} : { nativeBindingPath })
  }
  if (config.databaseUrl === null) throw new Error('expected a database-url with log postgres, saw none')
  const { openPostgresRegister } = await import('../log/postgres-register.ts')
  return openPostgresRegister(config.databaseUrl)
}

function forEveryone(core: RelayCore): Doorkeeper {
  return {
    ...noAuthorizer,
    recovery: () => 'filling', // nobody is told apart
    audit() {},
    seen() {},
    async serve(request, response, url) {
      if (request.method !== 'GET' || url.pathname !== '/v1/challenge') return false
      sendJson(response, 200, { auth: 'none', relay: core.relayId(), shop: null, nonce: '' } satisfies Challenge)
      return true
    },
    shop: async () => null,
    close: async () => {},
  }
}
