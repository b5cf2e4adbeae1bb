/** Puts trust together: who belongs to the shop, who proves it, what of it is kept. */
import type { IncomingMessage } from 'node:http'
import { CLOSE } from '../../../src/crdt/protocol/index.ts'
import type { TrustRefusalKind } from '../../../src/crdt/protocol/index.ts'
import type { Limits } from '../limits.ts'
import { createBuckets } from '../rate.ts'
import { auditOfActs } from './acts.ts'
import { createAdmission } from './admission.ts'
import { createAuditTrail } from './audit-trail.ts'
import { createGuesses } from './guesses.ts'
import { createPairings } from './pairings.ts'
import { createQuarantine } from './quarantine.ts'
import type { Register } from './register.ts'
import { openRoster } from './roster.ts'
import { createRoutes } from './routes.ts'
import { createSessions } from './sessions.ts'
import { createTokens } from './tokens.ts'
import type { Trust, TrustHost } from './trust.ts'

export interface TrustOptions {
  /** Whoever opened it closes it, after {@link Trust.close}. */
  readonly register: Register
  /** As `Log.relayId`: it can change while the relay runs. */
  readonly relayId: () => string
  readonly host: TrustHost
  /** The only shop to serve; null: the first that founds itself here. */
  readonly shop: string | null
  /** Addresses at which devices reach the relay, when they are not its own. */
  readonly publicUrls?: readonly string[]
  readonly now?: () => number
  readonly limits: Pick<Limits, 'quarantineBytesPerDevice' | 'recoveryMs' | 'requestsPerSecond' | 'requestsBurst'>
  readonly report?: (what: string, detail: unknown) => void
  /** The peer's network address, as far as trusted proxies say. Must be what `Knock.remoteAddress` is. */
  readonly addressOf?: (request: IncomingMessage) => string
  /** For the figures: a request was refused. */
  readonly refused?: (kind: TrustRefusalKind) => void
  /** Runs `run` again and again; returns how to stop. */
  readonly every?: (ms: number, run: () => void) => () => void
}

const CARE_MS = 30_000
/** Pairings are kept this long after their end, so that late askers hear "expired". */
const KEEP_PAIRINGS_MS = 3600 * 1000
const AUDIT_DELAY_MS = 200
/** Of one network without a session: a workshop behind one address comes back all at once after a power cut. */
const STRANGER_FACTOR = 4

/** Rejects when the register cannot be read, or belongs to another shop than `shop`. */
export async function openTrust(options: TrustOptions): Promise<Trust> {
  const { register, relayId, host, shop, limits } = options
  const { publicUrls = [], now = Date.now, report = () => {}, every = everyInterval } = options
  const { addressOf = (request) => request.socket.remoteAddress ?? '' } = options

  const trail = createAuditTrail({
    register,
    now,
    report,
    soon: (run) => void setTimeout(run, AUDIT_DELAY_MS).unref(),
  })
  const audit = trail.note
  const tokens = createTokens(await register.secret())
  const roster = await openRoster({ register, host, shop, now, recoveryMs: limits.recoveryMs })
  const sessions = createSessions({ register, roster, tokens, relayId, publicUrls, now, audit })
  const quarantine = createQuarantine({
    register,
    merge: host.merge,
    maxBytesPerDevice: limits.quarantineBytesPerDevice,
    now,
    audit,
  })
  const pairings = createPairings({
    register,
    roster,
    now,
    audit,
    guesses: createGuesses(),
    committed: (post) => {
      for (const event of auditOfActs(post)) audit(event)
    },
  })

  const strangers = createBuckets(STRANGER_FACTOR * limits.requestsPerSecond, STRANGER_FACTOR * limits.requestsBurst)
  const members = createBuckets(limits.requestsPerSecond, limits.requestsBurst)

  // ---- presence --------------------------------------------------------------------------------------------------

  const connected = new Set<string>()
  /** Since the last time it was stored. */
  let seenAt = new Map<string, number>()
  /** Until when a device's newest grant, of those it came in on, holds. */
  const grantEnds = new Map<string, number>()

  function seen(device: string, isConnected: boolean): void {
    seenAt.set(device, now())
    if (!isConnected) {
      connected.delete(device)
      return
    }
    connected.add(device)
    // It was admitted, then revoked, and only then its socket was there to be cut.
    const member = roster.current()?.devices.get(device)
    if (member === undefined || member.revoked !== null) host.cutOff(device, CLOSE.notAllowed, 'revoked')
  }

  async function storeSeen(): Promise<void> {
    for (const device of connected) seenAt.set(device, now())
    const batch = seenAt
    seenAt = new Map()
    if (batch.size > 0) await register.seen(batch)
  }

  // ---- care ------------------------------------------------------------------------------------------------------

  const caught = (what: string, work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => report(what, error instanceof Error ? error.message : 'unknown'))

  function care(): void {
    const at = now()
    // A socket may stay open for longer than the grant behind it: its device comes back with a newer one, or not.
    for (const device of connected) if ((grantEnds.get(device) ?? 0) <= at) host.readmit(device)
    void caught('last seen could not be stored', storeSeen())
    void caught('trust could not be swept', register.sweep(at, KEEP_PAIRINGS_MS))
    // Should a wake-up be lost, the list is at most this old.
    void caught('membership could not be read', roster.refresh())
  }

  const stopCare = every(CARE_MS, care)
  const stopListening = register.onMembership(() => void caught('membership could not be read', roster.refresh()))
  // What was committed between reading the list and listening.
  await roster.refresh()

  const authorizer = createAdmission({
    register,
    roster,
    sessions,
    tokens,
    now,
    audit,
    report,
    admitted: (device, endsAt) => void grantEnds.set(device, Math.max(endsAt, grantEnds.get(device) ?? 0)),
  })

  return {
    authorizer,
    serve: createRoutes({
      register,
      roster,
      sessions,
      tokens,
      pairings,
      quarantine,
      relayId,
      now,
      audit,
      flushAudit: trail.flush,
      report,
      addressOf,
      refused: options.refused ?? (() => {}),
      takeTurn: (who, isMember) => (isMember ? members : strangers).take(who, now()),
      presence: {
        isConnected: (device) => connected.has(device),
        async lastSeen() {
          const all = new Map(await register.lastSeen())
          for (const [device, at] of seenAt) all.set(device, at)
          for (const device of connected) all.set(device, now())
          return all
        },
      },
    }),
    recovery: () => roster.recovery(now()),
    audit,
    seen,
    async close() {
      stopCare()
      stopListening()
      await trail.flush()
      await caught('last seen could not be stored', storeSeen())
    },
  }
}

function everyInterval(ms: number, run: () => void): () => void {
  const timer = setInterval(run, ms).unref()
  return () => clearInterval(timer)
}
