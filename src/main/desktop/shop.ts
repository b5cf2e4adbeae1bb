import { AppFault, type AppInfo, type Person } from '../../contract/index.ts'
import { openShop, setOrganisation, setPerson, type ShopView } from '../../crdt/shop/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { Replica } from '../replica/index.ts'
import { withDocuments } from './session.ts'

export function readShopView<T>(replica: Replica, read: (shop: ShopView) => T): Promise<T> {
  return withDocuments(replica, ['shop'], async (session) => read(openShop(session!.doc).view()))
}

/** People with a name and a role; those who left are not offered. */
export function activePeople(shop: ShopView): Person[] {
  return shop.people.flatMap((person) => {
    if (person.active.value === false || person.name.value === undefined) return []
    return [{ id: person.id, name: person.name.value, role: person.role.value ?? 'viewer' }]
  })
}

export async function createShop(
  parts: { readonly replica: Replica; readonly identity: DeviceIdentity; readonly now: () => number },
  input: { readonly shopName: string; readonly personName: string },
): Promise<string> {
  const { replica, identity, now } = parts
  const founder = identity.newId()
  await withDocuments(replica, ['shop'], async (session) => {
    const { ledger, view } = openShop(session!.doc)
    if (view().organisation.name.heads.length > 0)
      throw new AppFault('invalid', 'there is a shop on this device already')
    const pen = identity.pen(founder, now)
    setOrganisation(ledger, { name: input.shopName }, pen)
    setPerson(ledger, founder, { name: input.personName, role: 'admin', active: true }, pen)
    await session!.saved()
  })
  return founder
}

export async function readInfo(
  parts: { readonly replica: Replica; readonly identity: DeviceIdentity },
  about: { readonly version: string; readonly platform: string; readonly dataDir: string },
): Promise<AppInfo> {
  const { identity } = parts
  const flags = identity.get('shop')
  const shop = await readShopView(parts.replica, (view) => ({
    name: view.organisation.name.value ?? '',
    people: activePeople(view),
  }))
  return {
    ...about,
    locale: identity.get('locale'),
    device: { id: identity.get('deviceId'), name: identity.get('deviceName') },
    shop: flags && { name: shop.name, demo: flags.demo },
    person: shop.people.find((person) => person.id === identity.get('personId')) ?? null,
    relayUrl: identity.get('relayUrl'),
  }
}
