/** Why somebody may or may not manage devices here and now. */
import type { AppInfo, RelayStatus } from '../../../contract/index.ts'

export type DeviceStanding =
  | { readonly kind: 'manage' }
  /** `not-admin` person or, with an administrator at it, `device` of a lesser role: another device has to be used. */
  | { readonly kind: 'demo' | 'not-admin' | 'device' | 'no-relay' | 'offline' }

export function deviceStanding(info: AppInfo, relay: RelayStatus['state'], fresh: boolean): DeviceStanding {
  if (info.shop?.demo) return { kind: 'demo' }
  if (info.person?.role !== 'admin') return { kind: 'not-admin' }
  if (info.device.role !== 'admin') return { kind: 'device' }
  if (info.relayUrl === null || relay === 'none') return { kind: 'no-relay' }
  return fresh ? { kind: 'manage' } : { kind: 'offline' }
}
