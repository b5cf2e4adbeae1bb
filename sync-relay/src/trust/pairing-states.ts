/** What each side hears of a pairing. */
import type { PairingState, PairingView, SignedEntry } from '../../../src/crdt/protocol/index.ts'
import type { StoredPairing } from './register.ts'

export function isOver({ state, expiresAt }: StoredPairing, now: number): boolean {
  return expiresAt <= now && state !== 'refused'
}

/** For the admin's device. Either id shows it: which secret was used, the offer's mac tells. */
export function viewOf(pairing: StoredPairing, now: number): PairingView {
  const { state, expiresAt, offer } = pairing
  // Accepted stays accepted: what ended is only how long the new device may fetch it.
  return { state: state !== 'accepted' && isOver(pairing, now) ? 'expired' : state, expiresAt, offer }
}

/** For the new device, which knows `id`. */
export function toPairingState(
  pairing: StoredPairing,
  id: string,
  list: readonly SignedEntry[],
  now: number,
): PairingState {
  const { state, usedId, answer, grant } = pairing
  if (isOver(pairing, now) || (usedId !== null && usedId !== id)) return { state: 'expired' }
  if (state !== 'accepted') return { state }
  if (answer === null || grant === null)
    throw new Error('expected an answer and a grant, saw an accepted pairing without')
  return { state, answer, grant, membership: list.map(({ entry, signature }) => ({ entry, signature })) }
}
