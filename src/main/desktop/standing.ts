import { AppFault, type Person, type Role } from '../../contract/index.ts'
import { kindOf, mayWrite } from '../../crdt/protocol/index.ts'
import { isSupervising } from '../../crdt/vocabulary/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import type { ShopReader } from './read-documents.ts'
import { activePeople, personHere } from './shop.ts'

/** What whoever is at this device may do. Every check rejects with an AppFault, and resolves with the person. */
export interface Standing {
  person(): Promise<Person>
  /**
   * May write in this document; without a name, in jobs and clients. Nobody in particular may, too, except in a shop
   * that has people: who leaves their name would write themselves another role there.
   */
  mustWrite(document?: string): Promise<void>
  supervisor(): Promise<Person>
  admin(): Promise<Person>
}

const RANK: Readonly<Record<Role, number>> = { viewer: 0, technician: 1, supervisor: 2, admin: 3 }

/** A person reaches no further than the device that they are at: the relay would not take it. */
export function lowerRole(person: Role, device: Role | null): Role {
  return device !== null && RANK[device] < RANK[person] ? device : person
}

export function openStanding(parts: {
  readonly shops: ShopReader
  readonly identity: DeviceIdentity
  readonly trust: ShopTrust
}): Standing {
  const { shops, identity, trust } = parts
  async function person(): Promise<Person> {
    const here = await personHere(shops, identity)
    if (!here) throw new AppFault('no-person', 'nobody has said who they are on this device')
    return here
  }
  async function mustBe(allowed: (role: Role) => boolean, what: string): Promise<Person> {
    const here = await person()
    if (!allowed(lowerRole(here.role, trust.role))) throw new AppFault('not-allowed', what)
    return here
  }
  return {
    person,
    async mustWrite(document) {
      const kind = document === undefined ? 'job/*' : kindOf(document)
      const here = await personHere(shops, identity)
      if (!here && kind === 'shop' && activePeople(await shops.view()).length > 0) {
        throw new AppFault('no-person', 'nobody has said who they are on this device')
      }
      const role = lowerRole(here?.role ?? 'admin', trust.role)
      if (kind === undefined || !mayWrite(role, kind))
        throw new AppFault('not-allowed', `a ${role} does not write this`)
    },
    supervisor: () => mustBe(isSupervising, 'a supervisor is needed for this'),
    admin: () => mustBe((role) => role === 'admin', 'an administrator is needed for this'),
  }
}
