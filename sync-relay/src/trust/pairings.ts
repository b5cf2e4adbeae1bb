/**
 * The relay's part in pairing: it passes an offer one way and an answer the other. It knows neither secret, so it can
 * check no mac; what it does keep is the clock, the count of tries, and that an invitation serves once [F47].
 */
import { PAIRING_LIFE_MS, PAIRING_TRIES, readOfferText } from '../../../src/crdt/protocol/index.ts'
import type { MemberDevice, MembershipPost, PairingOffer, PairingVerdict } from '../../../src/crdt/protocol/index.ts'
import { ok, refuse } from './answers.ts'
import type { Answer } from './answers.ts'
import { checkGrant } from './grants.ts'
import type { Guesses } from './guesses.ts'
import { toPairingState, viewOf } from './pairing-states.ts'
import type { Register, RegisterChange, StoredPairing } from './register.ts'
import type { Roster } from './roster.ts'
import type { AuditEvent } from './trust.ts'

export interface Pairings {
  open(ids: readonly string[], admin: MemberDevice): Promise<Answer>
  view(id: string): Promise<Answer>
  decide(id: string, verdict: PairingVerdict, admin: MemberDevice): Promise<Answer>
  /** From the new device, which has no session. */
  offer(id: string, offer: PairingOffer, address: string): Promise<Answer>
  state(id: string, address: string): Promise<Answer>
}

interface Options {
  readonly register: Register
  readonly roster: Roster
  readonly now: () => number
  readonly audit: (event: AuditEvent) => void
  /** These acts of the list were committed. */
  readonly committed: (post: MembershipPost) => void
  readonly guesses: Guesses
}

export function createPairings({ register, roster, now, audit, committed, guesses }: Options): Pairings {
  const note = (kind: AuditEvent['kind'], device: string | null, detail: string): void =>
    audit({ kind, device, document: null, detail })

  /** An id that leads nowhere. Strangers who try many of them are heard no more for a while. */
  function unknown(address: string): Answer {
    if (guesses.missed(address, now())) note('pairing-guessed', null, `too many unknown invitations from ${address}`)
    return refuse('not-found', 'no such invitation')
  }
  /** Asked before anything is looked up: a right guess after too many wrong ones must look like another wrong one. */
  const barred = (address: string): Answer | null =>
    guesses.isBarred(address, now()) ? refuse('too-fast', 'too many unknown invitations; wait a minute') : null

  async function open(ids: readonly string[], admin: MemberDevice): Promise<Answer> {
    const pairing: StoredPairing = {
      ids,
      revision: 1,
      openedBy: admin.device,
      expiresAt: now() + PAIRING_LIFE_MS,
      state: 'open',
      usedId: null,
      offer: null,
      tries: 0,
      answer: null,
      grant: null,
    }
    if ((await register.commit({ pairing })) === 'conflict') return refuse('conflict', 'an id that was used before')
    note('pairing-opened', admin.device, 'an invitation for a new device')
    return ok(viewOf(pairing, now()))
  }

  async function offer(id: string, offered: PairingOffer, address: string): Promise<Answer> {
    const shut = barred(address)
    if (shut !== null) return shut
    const pairing = await register.pairing(id)
    if (pairing === null) return unknown(address)
    const { state, usedId, tries } = pairing
    // The other way in is shut as soon as one was used: two devices cannot both come in on one invitation.
    if (pairing.expiresAt <= now() || (usedId !== null && usedId !== id)) return refuse('not-found', 'it has ended')
    if (state === 'accepted' || state === 'refused') return refuse('not-found', 'it was used')
    // An answer that was lost, and the same question again.
    if (pairing.offer?.offer === offered.offer && pairing.offer.mac === offered.mac) return ok({ state: 'offered' })
    const isOver = tries >= PAIRING_TRIES
    // The first stands: who could put another in its place could look for one with the same six digits.
    const isFirst = pairing.offer === null
    const next: StoredPairing = {
      ...pairing,
      revision: pairing.revision + 1,
      tries: tries + 1,
      ...(isFirst ? { state: 'offered', usedId: id, offer: offered } : {}),
      ...(isOver ? { state: 'refused' } : {}),
    }
    if ((await register.commit({ pairing: next })) === 'conflict')
      return refuse('conflict', 'somebody else was quicker')
    if (isFirst) return ok({ state: 'offered' })
    note('pairing-refused', pairing.openedBy, 'another device offered itself on an invitation that was used')
    return isOver
      ? refuse('not-found', 'too many offers; it has ended')
      : refuse('conflict', 'another device was first')
  }

  async function decide(id: string, verdict: PairingVerdict, admin: MemberDevice): Promise<Answer> {
    const pairing = await register.pairing(id)
    if (pairing === null) return refuse('not-found', 'no such invitation')
    if (pairing.state === 'accepted' || pairing.state === 'refused') return refuse('conflict', 'it was decided')
    const revision = pairing.revision + 1
    if (verdict.verdict === 'refuse') {
      const refused: StoredPairing = { ...pairing, revision, state: 'refused' }
      if ((await register.commit({ pairing: refused })) === 'conflict')
        return refuse('conflict', 'it changed meanwhile')
      note('pairing-refused', admin.device, 'refused at an administrator’s device')
      return ok(viewOf(refused, now()))
    }
    if (pairing.expiresAt <= now()) return refuse('not-found', 'it has ended')
    const offered = pairing.offer === null ? null : readOfferText(pairing.offer.offer)
    if (offered === null) return refuse('conflict', 'nobody has used it')
    const { answer, grant, membership } = verdict
    let accepted: StoredPairing | null = null
    const appended = await roster.append(membership, async (next): Promise<Answer | RegisterChange> => {
      const device = next.devices.get(offered.device)
      if (device === undefined || device.key !== offered.key || device.revoked !== null) {
        return refuse('invalid', 'the list does not admit the device that offered itself')
      }
      if (answer.shop !== next.shop || answer.head !== next.head || answer.role !== device.role) {
        return refuse('invalid', 'the answer is not about this list')
      }
      const checked = await checkGrant(grant, next, now())
      if (!checked.ok) return refuse(checked.kind, `grant: ${checked.error}`)
      if (checked.device.device !== device.device) return refuse('invalid', 'the grant is for another device')
      // Long enough for the new device to hear it.
      accepted = { ...pairing, revision, state: 'accepted', answer, grant, expiresAt: now() + PAIRING_LIFE_MS }
      return {
        pairing: accepted,
        grant: { device: device.device, grant, epoch: device.epoch, expiresAt: checked.expiresAt },
      }
    })
    if ('status' in appended) return appended
    committed(membership)
    return ok(viewOf(accepted ?? pairing, now()))
  }

  return {
    open,
    offer,
    decide,
    async view(id) {
      const pairing = await register.pairing(id)
      return pairing === null ? refuse('not-found', 'no such invitation') : ok(viewOf(pairing, now()))
    },
    async state(id, address) {
      const shut = barred(address)
      if (shut !== null) return shut
      const pairing = await register.pairing(id)
      if (pairing === null) return unknown(address)
      const list = pairing.state === 'accepted' ? await register.membership(0) : []
      return ok(toPairingState(pairing, id, list, now()))
    },
  }
}
