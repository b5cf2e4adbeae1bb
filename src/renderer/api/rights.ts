/** What the person at this device may do here: their own role, or the device's where that one reaches less far. */
import type { Role } from '../../contract/index.ts'
import { DEVICE_ROLES } from '../../crdt/protocol/roles.ts'
import { useInfo, useMe } from './desk.ts'

export interface Rights {
  readonly role: Role
  /** The device's role, where it is what holds this person back. */
  readonly cappedBy: Role | null
}

export function useRights(): Rights {
  const info = useInfo()
  const me = useMe()
  return rightsOf(me.role, info?.device.role ?? null)
}

/** Exported for its test. The demonstration belongs to no shop: null holds nobody back. */
export function rightsOf(person: Role, device: Role | null): Rights {
  if (device === null || reach(device) >= reach(person)) return { role: person, cappedBy: null }
  return { role: device, cappedBy: device }
}

/** More reaches further. */
const reach = (role: Role) => -DEVICE_ROLES.indexOf(role)
