/** What this device can honestly say about a roll: its own sum, and whom that sum may lack. */
import type { DeviceRow } from '../../../contract/index.ts'
import { remainingMm } from '../../../crdt/shop/index.ts'
import type { RollEntry, ShopView } from '../../../crdt/shop/index.ts'

/** Below this a bonnet no longer comes out of a roll in one piece. */
export const LOW_MM = 2_000
const SEEN_WITHIN_MS = 24 * 3_600_000

export type RollFlag = 'recount' | 'low' | 'expired'
export interface RollBalance {
  /** Undefined: nobody, or not everybody alike, said how much came. */
  readonly remainingMm: number | undefined
  readonly flags: readonly RollFlag[]
}

/** `cutMm`: all standing cuts on this device. Below zero asks for a recount; nothing here ever stops a cut. */
export function rollBalance(shop: ShopView, roll: RollEntry, cutMm: number, now: number): RollBalance {
  const remaining = roll.receivedMm.value === undefined ? undefined : remainingMm(shop, roll.id, cutMm)
  const flags: RollFlag[] = []
  if (remaining !== undefined && remaining < 0) flags.push('recount')
  else if (remaining !== undefined && remaining < LOW_MM) flags.push('low')
  if (roll.expiresAt.value !== undefined && roll.expiresAt.value < now) flags.push('expired')
  return { remainingMm: remaining, flags }
}

/**
 * Devices of the shop whose cuts may be missing here: neither connected to the relay nor seen by it for a day. While
 * the relay did not answer just now nothing is known of anybody, so all others count.
 */
export function unseenDevices(devices: readonly DeviceRow[], fresh: boolean, now: number): number {
  const others = devices.filter((device) => !device.isThis && device.revoked === null)
  if (!fresh) return others.length
  const seen = ({ connected, lastSeenAt }: DeviceRow) =>
    connected || (lastSeenAt !== null && now - lastSeenAt < SEEN_WITHIN_MS)
  return others.filter((device) => !seen(device)).length
}

const ROLL_CODE = /^rpma:roll:([0-9A-Za-z]{1,64})$/
/** What a roll's label says to a camera. */
export const rollCode = (roll: string): string => `rpma:roll:${roll}`
export const rollOfCode = (text: string): string | undefined => ROLL_CODE.exec(text.trim())?.[1]
