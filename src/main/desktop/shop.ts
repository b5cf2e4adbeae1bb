import * as Y from 'yjs'
import { AppFault, ulid, type AppInfo, type Person } from '../../contract/index.ts'
import { openShop, setOrganisation, setPerson, type ShopView } from '../../crdt/shop/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import { createRelayHttp, RelayRefusal, type Replica } from '../replica/index.ts'
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

/** The shop that a relay holds, as bytes; nothing on this device has changed yet. Rejects with an AppFault. */
export async function askForShop(relayUrl: string, timeoutMs: number): Promise<Uint8Array> {
  const nothing = new Y.Doc()
  const question = { name: 'shop', stateVector: Y.encodeStateVector(nothing), update: new Uint8Array(0) }
  try {
    const [answer] = await createRelayHttp(relayUrl).sync([question], AbortSignal.timeout(timeoutMs))
    if (answer?.name !== 'shop' || !answer.accepted) throw new AppFault('offline', 'the relay cannot answer now')
    Y.applyUpdate(nothing, answer.update)
    if (openShop(nothing).view().organisation.name.heads.length > 0) return answer.update
  } catch (error) {
    if (error instanceof AppFault) throw error
    const refused = error instanceof RelayRefusal && (error.status === 401 || error.status === 403)
    throw new AppFault(refused ? 'not-allowed' : 'offline', 'the relay cannot be reached', String(error))
  }
  throw new AppFault('not-found', 'this relay holds no shop yet')
}

export async function readInfo(
  parts: { readonly shops: ShopReader; readonly identity: DeviceIdentity },
  about: { readonly version: string; readonly platform: string; readonly dataDir: string },
): Promise<AppInfo> {
  const { identity, shops } = parts
  const flags = identity.get('shop')
  const view = await shops.view()
  return {
    ...about,
    locale: identity.get('locale'),
    device: { id: identity.get('deviceId'), name: identity.get('deviceName') },
    shop: flags && { name: view.organisation.name.value ?? '', demo: flags.demo },
    person: await personHere(shops, identity),
    relayUrl: identity.get('relayUrl'),
  }
}
