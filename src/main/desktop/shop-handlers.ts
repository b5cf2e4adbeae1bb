/** How a device comes to have a shop: founds one, opens the demo's, recovers one from the paper; and its keys. */
import { AppFault, type AppHandlers } from '../../contract/index.ts'
import { encodeRecoveryKey } from '../../crdt/protocol/index.ts'
import { nodeCrypto } from '../identity/keys.ts'
import { fillDemoShop } from './demo-shop.ts'
import type { DesktopRooms } from './parts.ts'
import { recoverShop } from './recovering.ts'
import { createShop } from './shop.ts'

type ShopCalls =
  | 'shop.create'
  | 'shop.openDemo'
  | 'shop.recoveryKey'
  | 'shop.recoveryKeyKept'
  | 'shop.recover'
  | 'keys.acceptUnprotected'

/** How long a device that came in waits for the shop's documents before it shows what it has. */
export const FILL_TIMEOUT_MS = 60_000

export function shopHandlers(rooms: DesktopRooms): Pick<AppHandlers, ShopCalls> {
  const { replica, identity, trust, shops, standing, tellInfo } = rooms
  function mustHaveNoShop(): void {
    if (identity.get('shop')) throw new AppFault('invalid', 'this device belongs to a shop already')
  }
  return {
    'shop.create': async (input) => {
      mustHaveNoShop()
      trust.mustBeAbleToKeepKeys()
      const founder = await createShop(rooms, input)
      await trust.found(input.deviceName, {
        deviceName: input.deviceName,
        personId: founder,
        relayUrl: input.relayUrl,
        shop: { demo: false },
      })
      await replica.setRelay(input.relayUrl)
      return tellInfo()
    },
    'shop.openDemo': async () => {
      mustHaveNoShop()
      const personId = await fillDemoShop(rooms)
      await identity.setAll({ personId, shop: { demo: true } })
      return tellInfo()
    },
    'shop.recoveryKey': async () => {
      if (!identity.get('shop')) throw new AppFault('no-shop', 'there is no shop on this device')
      await standing.admin()
      const root = await trust.rootKey()
      if (!root) throw new AppFault('not-found', 'the recovery key is not on this device any more')
      const { organisation } = await shops.view()
      return { text: encodeRecoveryKey(root.seed, nodeCrypto.sha256), shopName: organisation.name.value ?? '' }
    },
    'shop.recoveryKeyKept': async () => {
      await standing.admin()
      await trust.forgetRootKey()
      return tellInfo()
    },
    'shop.recover': async ({ relayUrl, recoveryKey, deviceName }) => {
      if (!trust.isKeyLost && !trust.isRevoked) mustHaveNoShop()
      const entry = await recoverShop(trust, { relayUrl, recoveryKey, deviceName })
      await trust.enter(entry, { deviceName, relayUrl, personId: null, shop: { demo: false } })
      await replica.setRelay(relayUrl)
      await replica.whenLevel(FILL_TIMEOUT_MS)
      return tellInfo()
    },
    'keys.acceptUnprotected': async () => {
      await trust.acceptUnprotected()
      await foundTrustOfOlderShop(rooms)
      return tellInfo()
    },
  }
}

/**
 * A shop from before there were keys gets its root on the device that founded it, as soon as keys can be kept there.
 * The other devices of that shop are paired anew.
 */
export async function foundTrustOfOlderShop({
  identity,
  trust,
}: Pick<DesktopRooms, 'identity' | 'trust'>): Promise<void> {
  const shop = identity.get('shop')
  if (!shop || shop.demo || identity.get('founding') !== 'shop') return
  if (trust.membership || trust.isKeyLost) return
  if (trust.protection === 'ask') return // a person is asked first
  await trust.found(identity.get('deviceName'), {})
}
