/**
 * This device's standing with one relay: it proves its key, and gets a token that every request and socket bears in a
 * header. Before anything of the shop is exchanged the relay has said whose it is: one of another shop is left alone,
 * one that belongs to nobody is founded with the list that this device holds, and one that lacks entries is given them.
 *
 * Times are the relay's: a device whose clock is years off proves itself just the same.
 */
import { SESSION_LIFE_MS, type SessionReply } from '../../crdt/protocol/index.ts'
import { isDue, signGrant, signProof } from '../identity/grants.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import { isLoopbackAddress } from './loopback.ts'
import { createTrustHttp, type TrustHttp } from './trust-http.ts'
import { httpAddress, RelayRefusal, type Bearer } from './relay-request.ts'

/** A token is renewed before the relay calls it too old. */
const RENEW_AFTER_MS = SESSION_LIFE_MS * 0.8
/** Fits into what a relay reads at once, at their largest. */
const ENTRIES_AT_ONCE = 200
/** The relay may hold a newer grant than this device, left by an administrator's. */
const ANOTHER_GRANT: ReadonlySet<string> = new Set(['grant-expired', 'grant-stale', 'invalid'])

export interface RelaySession extends Bearer {
  readonly trust: TrustHttp
  /** It serves its own machine, asks for nothing, and knows no devices. */
  isFree(): boolean
  /** The relay's clock now, in milliseconds since 1970, as far as it was heard. */
  relayNow(): number
  /** Bears the token in its upgrade, never in its address. */
  readonly socketClass: typeof WebSocket
  /** Takes from the relay what its list has beyond ours, and gives it what it lacks. */
  levelMembership(signal?: AbortSignal): Promise<void>
  /** By an administrator's device: fresh grants for those that need them. */
  renewGrants(signal?: AbortSignal): Promise<void>
  /** Proves this device for nothing but handing over what it never could send. Resolves with that token. */
  openForQuarantine(): Promise<string>
  /** Ends what is under way. */
  close(): void
}

export interface SessionParts {
  readonly trust: ShopTrust
  now(): number
  /** The membership list, the role or the grant of this device may be others now. */
  changed(): void
}

type State =
  | { readonly kind: 'none' }
  /** The relay serves its own machine and asks for nothing. */
  | { readonly kind: 'free' }
  | { readonly kind: 'proved'; readonly token: string; readonly until: number }

export function openRelaySession(relayUrl: string, parts: SessionParts): RelaySession {
  const { trust, now } = parts
  let state: State = { kind: 'none' }
  let clockAhead = 0
  let opening: Promise<void> | undefined
  const closing = new AbortController()
  const relayNow = () => now() + clockAhead

  const bearer: Bearer = {
    async open(signal) {
      if (state.kind === 'free' || (state.kind === 'proved' && now() < state.until)) return
      // Once, however many ask; their own signals only end their own waiting.
      opening ??= prove().finally(() => (opening = undefined))
      await untilAborted(opening, signal)
    },
    headers: () => (state.kind === 'proved' ? { authorization: `Bearer ${state.token}` } : {}),
    expire(headers) {
      if (state.kind !== 'proved' || headers['authorization'] === `Bearer ${state.token}`) state = { kind: 'none' }
    },
  }
  const http = createTrustHttp(relayUrl, bearer)

  async function challenge(isFounded = false): Promise<{ readonly relay: string; readonly nonce: string } | 'free'> {
    const asked = await http.challenge(closing.signal).catch((error: unknown) => {
      // A relay from before there were grants; like `none`, only believed on this machine.
      if (error instanceof RelayRefusal && error.status === 404) return null
      throw error
    })
    if (asked === null || asked.auth === 'none') {
      if (isLoopbackAddress(relayUrl)) return 'free'
      throw refused('not-authenticated', 'a relay elsewhere that asks nobody who they are')
    }
    clockAhead = asked.relayNow - now()
    if (trust.isKeyLost) throw refused('key-lost', 'the key of this device cannot be unlocked')
    const { membership } = trust
    if (!membership) throw refused('unknown-device', 'this device was never admitted to the shop')
    if (asked.shop === null) {
      if (isFounded) throw refused('unclaimed', 'that relay forgets whose it is')
      await postInParts(0)
      return challenge(true)
    }
    if (asked.shop !== membership.shop) throw refused('other-shop', 'that relay belongs to another shop')
    return asked
  }

  async function requestSession(grant: string | null, purpose?: 'quarantine'): Promise<SessionReply | 'free'> {
    const asked = await challenge()
    if (asked === 'free') return asked
    const proof = await signProof(trust.signer(), {
      nonce: asked.nonce,
      relay: asked.relay,
      shop: trust.membership!.shop,
      origin: new URL(httpAddress(relayUrl)).origin,
      iat: Math.floor(relayNow() / 1000),
    })
    const known = trust.entries.length
    return http.session({ grant, proof, known, ...(purpose ? { purpose } : {}) }, closing.signal)
  }

  /**
   * Anybody who answers at the relay's address can say that this device was excluded. It counts once an administrator's
   * signature says so: until then the relay refuses, and nothing here changes.
   */
  async function believeRevocation({ proof }: RelayRefusal): Promise<'proved' | 'more' | 'unproved'> {
    if (trust.me?.revoked) return 'proved'
    if (proof === undefined) return 'unproved'
    const isNews = (await trust.adopt(proof.from, proof.entries)) === 'taken'
    if (trust.me?.revoked) return 'proved'
    return isNews ? 'more' : 'unproved'
  }

  /** As a member. That it is none any more is proved step by step where the list is long. */
  async function requestMembership(grant: string | null): Promise<SessionReply | 'free'> {
    for (;;) {
      try {
        return await requestSession(grant)
      } catch (error) {
        if (!(error instanceof RelayRefusal) || error.kind !== 'revoked') throw error
        const verdict = await believeRevocation(error)
        if (verdict === 'unproved') throw refused('unproved', 'it calls this device excluded and does not prove it')
        if (verdict === 'proved') throw error
      }
    }
  }

  async function prove(): Promise<void> {
    state = { kind: 'none' }
    const reply = await requestMembership(trust.grant).catch(async (error: unknown) => {
      if (!(error instanceof RelayRefusal)) throw error
      const { kind = '' } = error
      if (ANOTHER_GRANT.has(kind)) {
        await trust.renewOwnGrant(relayNow())
        return requestMembership(trust.isAdmin ? trust.grant : null)
      }
      // The nonce was too slow; or the relay was restored from before this device was admitted: tell it, ask again.
      if (kind !== 'bad-proof' && kind !== 'unknown-device') throw error
      if (kind === 'unknown-device') await giveMembership()
      return requestMembership(trust.grant)
    })
    if (reply === 'free') {
      state = { kind: 'free' }
      return
    }
    if (reply.grant !== null) await trust.setGrant(reply.grant)
    state = { kind: 'proved', token: reply.token, until: now() + RENEW_AFTER_MS }
    await level(reply).catch(() => {}) // what is missing of the list comes at the next occasion
    parts.changed()
    await trust.renewOwnGrant(relayNow())
    void renewGrants(closing.signal).catch(() => {}) // at the next meeting, then
  }

  /** With this very token: a new one is waited for by nobody who is part of getting it. */
  async function level({ token, membership: theirs }: SessionReply): Promise<void> {
    const { membership } = trust
    if (!membership || theirs.head === membership.head) return
    if (theirs.length < membership.length) return giveMembership(theirs.length)
    const headers = { authorization: `Bearer ${token}` }
    const once = createTrustHttp(relayUrl, { open: async () => {}, headers: () => headers, expire: () => {} })
    const { from, entries } = await once.membership(membership.length, closing.signal)
    await trust.adopt(from, entries)
  }

  /** The relay takes what continues its list. Where that ends is known, or it says so itself. */
  async function giveMembership(from = 0): Promise<void> {
    const { entries } = trust
    try {
      await postInParts(from)
    } catch (error) {
      const end = error instanceof RelayRefusal ? error.end : undefined
      if (!end || end.length === from || end.length >= entries.length) throw error
      await postInParts(end.length)
    }
  }
  async function postInParts(start: number): Promise<void> {
    const { entries } = trust
    for (let from = start; from < entries.length; from += ENTRIES_AT_ONCE) {
      await http.postMembership({ from, entries: entries.slice(from, from + ENTRIES_AT_ONCE) }, closing.signal)
    }
  }

  async function renewGrants(signal?: AbortSignal): Promise<void> {
    const { membership } = trust
    if (!trust.isAdmin || !membership || state.kind === 'free') return
    const { grants } = await http.grants(signal)
    const held = new Map(grants.map((grant) => [grant.device, grant]))
    for (const device of membership.devices.values()) {
      if (device.revoked || !isDue(held.get(device.device), device, relayNow())) continue
      const grant = await signGrant(trust.signer(), membership.shop, device, relayNow())
      await http.putGrant(device.device, grant, signal)
      if (device.device === trust.signer().id) await trust.setGrant(grant)
    }
  }

  return {
    ...bearer,
    trust: http,
    isFree: () => state.kind === 'free',
    relayNow,
    socketClass: class extends WebSocket {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, { headers: bearer.headers(), ...(protocols?.length ? { protocols } : {}) })
      }
    } as typeof WebSocket,
    async levelMembership(signal) {
      await bearer.open(signal ?? AbortSignal.timeout(20_000))
      if (state.kind !== 'proved' || !trust.membership) return
      const { from, entries } = await http.membership(trust.membership.length, signal)
      if ((await trust.adopt(from, entries)) === 'taken') parts.changed()
    },
    renewGrants,
    async openForQuarantine() {
      const reply = await requestSession(null, 'quarantine')
      if (reply === 'free') throw refused('not-allowed', 'a relay without grants keeps nothing for review')
      return reply.token
    },
    close: () => closing.abort(),
  }
}

function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error)
    if (signal.aborted) return leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

function refused(kind: string, error: string): RelayRefusal {
  return new RelayRefusal(403, `a meeting: ${error}`, { kind })
}
