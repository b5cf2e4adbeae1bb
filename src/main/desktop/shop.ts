import { AppFault, ulid, type AppInfo, type Person } from '../../contract/index.ts'
import { openShop, setOrganisation, setPerson, type ShopView } from '../../crdt/shop/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { Pins } from '../identity/pins.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import type { Replica } from '../replica/index.ts'
import type { ShopReader } from './read-documents.ts'
import { withDocument } from './session.ts'

/** People with a name and a role; those who left are not offered, nor entries that no version of ours wrote. */
export function activePeople(shop: ShopView): Person[] {
  return shop.people.flatMap((person) => {
    if (person.active.value === false || person.name.value === undefined || !ulid.safeParse(person.id).success)
      return []
    return [{ id: person.id, name: person.name.value, role: person.role.value ?? 'viewer' }]
  })
}

/** Whoever is at this device now, if they are somebody of this shop. */
export async function personHere(shops: ShopReader, identity: DeviceIdentity): Promise<Person | null> {
  const id = identity.get('personId')
  return activePeople(await shops.view()).find((person) => person.id === id) ?? null
}

/**
 * Writes the shop with its first person, an administrator, whose id is returned. A shop that this device began and,
 * killed in between, never came to belong to is taken up again.
 */
export async function createShop(
  parts: { readonly replica: Replica; readonly identity: DeviceIdentity; readonly now: () => number },
  input: { readonly shopName: string; readonly personName: string },
): Promise<string> {
  const { replica, identity, now } = parts
  return withDocument(replica, 'shop', async (session) => {
    const { ledger, view } = openShop(session.doc)
    const begun = view().organisation.name.heads.at(-1)
    if (begun && !(identity.get('founding') === 'shop' && begun.device === identity.get('deviceId')))
      throw new AppFault('invalid', 'there is a shop on this device already')
    await identity.set('founding', 'shop')
    const founder = begun?.by ?? identity.newId()
    const pen = identity.pen(founder, now)
    setOrganisation(ledger, { name: input.shopName }, pen)
    setPerson(ledger, founder, { name: input.personName, role: 'admin', active: true }, pen)
    await session.saved()
    return founder
  })
}

export async function readInfo(
  parts: {
    readonly shops: ShopReader
    readonly identity: DeviceIdentity
    readonly trust: ShopTrust
    readonly pins: Pins
  },
  about: { readonly version: string; readonly platform: string; readonly dataDir: string },
): Promise<AppInfo> {
  const { identity, shops, trust, pins } = parts
  const flags = identity.get('shop')
  const view = await shops.view()
  return {
    ...about,
    locale: identity.get('locale'),
    device: { id: identity.get('deviceId'), name: identity.get('deviceName'), role: trust.role },
    keyProtection: trust.protection,
    recoveryKeyWaits: trust.hasRootKey,
    pins: pins.people(),
    shop: flags && { name: view.organisation.name.value ?? '', demo: flags.demo },
    person: await personHere(shops, identity),
    relayUrl: identity.get('relayUrl'),
  }
}
