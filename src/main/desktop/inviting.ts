/**
 * The administrator's side of a pairing: draws the secrets, watches what the relay holds under their ids, shows the
 * digits, and signs once a person has compared them.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { AppFault, type InvitationStatus, type Role } from '../../contract/index.ts'
import {
  answerMac,
  encodeInvitation,
  encodeTypedCode,
  extendMembership,
  offerMac,
  PAIRING_LIFE_MS,
  pairingDigits,
  pairingId,
  pairingKey,
  QR_SECRET_BYTES,
  readOfferText,
  TYPED_SECRET_BYTES,
  type PairingOffer,
  type PairingOfferBody,
} from '../../crdt/protocol/index.ts'
import { signGrant } from '../identity/grants.ts'
import { hmacSha256, isSameText, nodeCrypto } from '../identity/keys.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import { RelayRefusal, type RelaySession } from '../replica/index.ts'
import { catchUp } from './catching-up.ts'
import { atRelay } from './relay-faults.ts'

const POLL_MS = 400
/** In a row; a single one may be a relay that restarts. */
const MOST_FAILURES = 8
const MOST_CONFLICTS = 5

export interface Inviting {
  status(): InvitationStatus
  invite(session: RelaySession, relayUrl: string): Promise<InvitationStatus>
  accept(device: { readonly name: string; readonly role: Role }): Promise<void>
  refuse(): Promise<void>
  close(): void
}

interface Open {
  readonly session: RelaySession
  /** Of the QR's secret; the typed one's names the same pairing. */
  readonly id: string
  readonly keys: readonly Uint8Array[]
  readonly expiresAt: number
  readonly over: AbortController
  offered?: { readonly key: Uint8Array; readonly offer: PairingOffer; readonly body: PairingOfferBody }
}

export function openInviting(parts: {
  readonly trust: ShopTrust
  now(): number
  changed(status: InvitationStatus): void
}): Inviting {
  const { trust, now } = parts
  let status: InvitationStatus = { state: 'none' }
  let open: Open | undefined

  const become = (next: InvitationStatus) => {
    status = next
    parts.changed(next)
  }
  function end(state: 'accepted' | 'refused' | 'expired' | 'tampered' | 'offline'): void {
    open?.over.abort()
    open = undefined
    become({ state })
  }

  async function watch(pairing: Open): Promise<void> {
    const { session, id, over } = pairing
    for (let failures = 0; open === pairing;) {
      try {
        const view = await session.trust.viewPairing(id, over.signal)
        failures = 0
        if (open !== pairing) return
        if (view.state === 'refused' || view.state === 'expired') return end(view.state)
        if (view.offer && !pairing.offered) await consider(pairing, view.offer)
      } catch (error) {
        if (open !== pairing) return
        if (error instanceof RelayRefusal && error.status === 404) return end('expired')
        if (++failures >= MOST_FAILURES) return end('offline')
      }
      if (now() > pairing.expiresAt + POLL_MS) return end('expired')
      await pause(POLL_MS, undefined, { signal: over.signal }).catch(() => {})
    }
  }

  /** Whoever made the offer holds one of the secrets, or it comes from the relay itself. */
  async function consider(pairing: Open, offer: PairingOffer): Promise<void> {
    const key = pairing.keys.find((each) => isSameText(offerMac(each, offer.offer, hmacSha256), offer.mac))
    const body = readOfferText(offer.offer)
    if (!key || !body) {
      await pairing.session.trust.decidePairing(pairing.id, { verdict: 'refuse' }).catch(() => {})
      return end('tampered')
    }
    pairing.offered = { key, offer, body }
    const digits = pairingDigits(key, trust.membership!.shop, offer.offer, hmacSha256)
    become({ state: 'offered', digits, name: body.name, expiresAt: pairing.expiresAt })
  }

  function mustBeOffered(): Open & { readonly offered: NonNullable<Open['offered']> } {
    if (open?.offered) return open as Open & { readonly offered: NonNullable<Open['offered']> }
    throw new AppFault(status.state === 'expired' ? 'expired' : 'invalid', 'nobody is asking to come in')
  }

  return {
    status: () => status,
    async invite(session, relayUrl) {
      open?.over.abort()
      open = undefined
      const [qr, typed] = [randomBytes(QR_SECRET_BYTES), randomBytes(TYPED_SECRET_BYTES)]
      const ids = [qr, typed].map((secret) => pairingId(secret, hmacSha256))
      await atRelay(() => session.trust.openPairing(ids))
      const expiresAt = now() + PAIRING_LIFE_MS
      const keys = [qr, typed].map((secret) => pairingKey(secret, hmacSha256))
      open = { session, id: ids[0]!, keys, expiresAt, over: new AbortController() }
      const url = encodeInvitation({ relayUrl, shop: trust.membership!.shop, secret: qr })
      become({ state: 'open', url, code: encodeTypedCode(typed), relayUrl, expiresAt })
      void watch(open)
      return status
    },
    async accept({ name, role }) {
      const pairing = mustBeOffered()
      const { session, id, offered } = pairing
      const { device, key } = offered.body
      await atRelay(async () => {
        for (let conflicts = 0; ; conflicts++) {
          const before = trust.membership!
          const act = { kind: 'admit', device, key, name, role } as const
          const entry = trust.sign(act, before, trust.signer(), session.relayNow())
          const reading = extendMembership(before, [entry], nodeCrypto)
          if (!reading.ok) throw new AppFault('invalid', reading.problem.reason)
          const { shop, head, devices } = reading.membership
          const grant = await signGrant(trust.signer(), shop, devices.get(device)!, session.relayNow())
          const mac = answerMac(offered.key, shop, head, offered.offer.offer, hmacSha256)
          const membership = { from: before.length, entries: [entry] }
          try {
            await session.trust.decidePairing(id, {
              verdict: 'accept',
              answer: { shop, head, role, mac },
              membership,
              grant,
            })
            await trust.adopt(before.length, [entry])
            return
          } catch (error) {
            // Another administrator was faster: on top of theirs, then.
            if (conflicts >= MOST_CONFLICTS) throw error
            await catchUp(session, trust, before, error)
          }
        }
      })
      if (open === pairing) end('accepted')
    },
    async refuse() {
      const pairing = open
      if (!pairing) throw new AppFault('invalid', 'there is no invitation')
      end('refused')
      await pairing.session.trust.decidePairing(pairing.id, { verdict: 'refuse' }).catch(() => {}) // it expires by itself
    },
    close() {
      open?.over.abort()
      open = undefined
    },
  }
}
