/**
 * The new device's side of a pairing. It makes a key, offers it under the secret that it was given, shows the digits,
 * and enters the shop only with a list that the secret's holder vouches for and that proves itself.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { AppFault, type CallInput, type JoinStatus } from '../../contract/index.ts'
import {
  answerMac,
  offerMac,
  offerText,
  PAIRING_LIFE_MS,
  pairingDigits,
  pairingId,
  pairingKey,
  readInvitation,
  readMembership,
  readTypedCode,
  type Invitation,
  type PairingState,
} from '../../crdt/protocol/index.ts'
import { hmacSha256, isSameText, nodeCrypto } from '../identity/keys.ts'
import type { Entry, ShopTrust } from '../identity/shop-trust.ts'
import { createTrustHttp, RelayRefusal } from '../replica/index.ts'
import { atRelay } from './relay-faults.ts'

const POLL_MS = 400

export interface Joining {
  status(): JoinStatus
  start(input: CallInput<'join.start'>): Promise<JoinStatus>
  cancel(): void
}

export interface JoiningParts {
  readonly trust: ShopTrust
  now(): number
  changed(status: JoinStatus): void
  /** The device is in: what is to be kept is written here, and the documents come. Resolves when they are here. */
  enter(entry: Entry, relayUrl: string, filling: () => void): Promise<void>
}

type Accepted = Extract<PairingState, { state: 'accepted' }>
interface Offered {
  readonly key: Uint8Array
  readonly shop: string
  readonly offer: string
  readonly deviceId: string
  readonly publicKey: string
}

export function openJoining(parts: JoiningParts): Joining {
  const { trust, now } = parts
  let status: JoinStatus = { state: 'none' }
  let asking: AbortController | undefined
  /** What was offered under each invitation; forgotten with the first that is accepted. */
  const entrants = new Map<string, ReturnType<ShopTrust['newEntrant']>>()

  const become = (next: JoinStatus) => {
    status = next
    parts.changed(next)
  }

  async function start({ invitation, deviceName }: CallInput<'join.start'>): Promise<JoinStatus> {
    const { relayUrl, shop: named, secret } = readInvited(invitation)
    const id = pairingId(secret, hmacSha256)
    // The first offer of an invitation stands: an answer that was lost is asked for with the very same offer.
    const tried = `${id} ${deviceName}`
    const entrant = entrants.get(tried) ?? trust.newEntrant()
    entrants.set(tried, entrant)
    const { deviceId, key: own } = entrant
    asking?.abort()
    const mine = new AbortController()
    asking = mine
    become({ state: 'asking' })
    try {
      const relay = createTrustHttp(relayUrl)
      const { shop } = await atRelay(() => relay.challenge())
      if (shop === null) throw new AppFault('wrong-code', 'that relay holds no shop')
      const expected = named ?? trust.membership?.shop
      if ((named !== null && named !== shop) || (trust.membership && trust.membership.shop !== shop)) {
        throw new AppFault('other-shop', `that relay belongs to another shop than ${expected}`)
      }
      const offer = offerText({ v: 1, device: deviceId, key: own.publicKey, name: deviceName })
      const offered: Offered = {
        key: pairingKey(secret, hmacSha256),
        shop,
        offer,
        deviceId,
        publicKey: own.publicKey,
      }
      await atRelay(() => relay.offer(id, { offer, mac: offerMac(offered.key, offer, hmacSha256) })).catch(
        (error: unknown) => {
          if (!(error instanceof AppFault) || error.error.kind === 'offline') throw error
          // Nobody invited under that secret: mistyped, or over.
          throw new AppFault(invitation.kind === 'typed' ? 'wrong-code' : 'expired', error.message)
        },
      )
      if (mine.signal.aborted) return status
      become({ state: 'waiting', digits: pairingDigits(offered.key, shop, offer, hmacSha256) })
      void wait(
        () => relay.pairing(id, mine.signal),
        mine,
        async (accepted) => {
          if (!isGenuine(offered, accepted)) return become({ state: 'tampered' })
          entrants.clear()
          const entry = { deviceId, key: own, entries: accepted.membership, grant: accepted.grant }
          await parts.enter(entry, relayUrl, () => become({ state: 'filling' }))
          become({ state: 'done' })
        },
      )
      return status
    } catch (error) {
      if (asking === mine) become({ state: 'none' })
      throw error
    }
  }

  async function wait(
    ask: () => Promise<PairingState>,
    mine: AbortController,
    enter: (accepted: Accepted) => Promise<void>,
  ): Promise<void> {
    const deadline = now() + PAIRING_LIFE_MS
    while (!mine.signal.aborted) {
      try {
        const answer = await ask()
        if (mine.signal.aborted) return
        if (answer.state === 'accepted') {
          asking = undefined // from here on it cannot be taken back
          return await enter(answer)
        }
        if (answer.state === 'refused' || answer.state === 'expired') return become({ state: answer.state })
      } catch (error) {
        if (mine.signal.aborted) return
        if (error instanceof RelayRefusal && error.status === 404) return become({ state: 'expired' })
        if (asking !== mine) return become({ state: 'offline' }) // in, by the list, and yet not kept here: ask anew
        // The relay may be restarting.
      }
      if (now() > deadline) return become({ state: 'expired' })
      await pause(POLL_MS, undefined, { signal: mine.signal }).catch(() => {})
    }
  }

  return {
    status: () => status,
    start,
    cancel() {
      if (!asking) return
      asking.abort()
      asking = undefined
      become({ state: 'none' })
    },
  }
}

function readInvited(invitation: CallInput<'join.start'>['invitation']): Invitation {
  if (invitation.kind === 'link') {
    const read = readInvitation(invitation.url)
    if (!read) throw new AppFault('wrong-code', 'not an invitation of ours')
    return read
  }
  const secret = readTypedCode(invitation.code)
  if (!secret) throw new AppFault('wrong-code', 'a code has sixteen characters of ours')
  return { relayUrl: invitation.relayUrl, shop: null, secret }
}

/**
 * The mac says that whoever holds the secret means this shop and this list; the list must hold, reach up to where they
 * signed (it may have grown since), and admit exactly this key.
 */
function isGenuine({ key, shop, offer, deviceId, publicKey }: Offered, { answer, membership }: Accepted): boolean {
  if (answer.shop !== shop) return false
  if (!isSameText(answerMac(key, shop, answer.head, offer, hmacSha256), answer.mac)) return false
  const reading = readMembership(membership, nodeCrypto)
  if (!reading.ok || reading.membership.shop !== shop) return false
  const heads = membership.map(({ entry }) => nodeCrypto.sha256(new TextEncoder().encode(entry)))
  const me = reading.membership.devices.get(deviceId)
  return heads.includes(answer.head) && me?.key === publicKey && me.revoked === null
}
