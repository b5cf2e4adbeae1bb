/**
 * Comes back into a shop whose administrators' devices are all lost, with the root key from the paper. No session is
 * to be had before this device is a member, and no membership before it knows where the relay's list ends: a list that
 * cannot be taken makes the relay say it.
 */
import { AppFault } from '../../contract/index.ts'
import { readMembership, readRecoveryKey, type MemberDevice, type Membership } from '../../crdt/protocol/index.ts'
import { signGrant, signProof, type Signer } from '../identity/grants.ts'
import { nodeCrypto } from '../identity/keys.ts'
import { rootSigner, shopOf, type Entry, type ShopTrust } from '../identity/shop-trust.ts'
import { createTrustHttp, httpAddress, RelayRefusal } from '../replica/index.ts'
import { atRelay } from './relay-faults.ts'

interface Asked {
  readonly relayUrl: string
  readonly recoveryKey: string
  readonly deviceName: string
}

/** Rejects with `wrong-code`, `other-shop`, `offline`, `keys-unprotected`. Nothing on this device has changed then. */
export async function recoverShop(trust: ShopTrust, { relayUrl, recoveryKey, deviceName }: Asked): Promise<Entry> {
  const seed = readRecoveryKey(recoveryKey, nodeCrypto.sha256)
  if (!seed) throw new AppFault('wrong-code', 'that is not what our paper says')
  const root = rootSigner(seed)
  const shop = shopOf(root.key)
  if (trust.membership && trust.membership.shop !== shop) throw new AppFault('other-shop', 'the key of another shop')
  const { deviceId, key } = trust.newEntrant()

  return atRelay(async () => {
    const http = createTrustHttp(relayUrl)
    const asked = await http.challenge()
    if (asked.shop !== shop) throw new AppFault('other-shop', 'that relay does not hold the shop of this key')
    const end = await endOfList(shop, root)
    const entry = trust.sign(
      { kind: 'admit', device: deviceId, key: key.publicKey, name: deviceName, role: 'admin' },
      { ...NOWHERE, shop, ...end },
      root,
    )
    await http.postMembership({ from: end.length, entries: [entry] })

    const me: MemberDevice = {
      device: deviceId,
      key: key.publicKey,
      name: deviceName,
      role: 'admin',
      admittedAt: 0,
      epoch: 1, // its first entry
      revoked: null,
    }
    const own: Signer = { id: deviceId, key }
    const grant = await signGrant(own, shop, me, asked.relayNow)
    const fresh = await http.challenge()
    const proof = await signProof(own, {
      nonce: fresh.nonce,
      relay: fresh.relay,
      shop,
      origin: new URL(httpAddress(relayUrl)).origin,
      iat: Math.floor(fresh.relayNow / 1000),
    })
    const { token } = await http.session({ grant, proof })
    const headers = { authorization: `Bearer ${token}` }
    const member = createTrustHttp(relayUrl, { open: async () => {}, headers: () => headers, expire: () => {} })
    const { entries } = await member.membership(0)
    const reading = readMembership(entries, nodeCrypto)
    if (!reading.ok || reading.membership.shop !== shop || !reading.membership.devices.has(deviceId)) {
      throw new AppFault('other-shop', 'the list of that relay does not hold')
    }
    return { deviceId, key, entries, grant }
  })

  /** An entry 0 that founds nothing, by the right key: refused, with the place where the list ends. */
  async function endOfList(of: string, by: Signer): Promise<{ length: number; head: string }> {
    const probe = trust.sign({ kind: 'recovery', until: 0 }, { ...NOWHERE, shop: of }, by)
    try {
      await createTrustHttp(relayUrl).postMembership({ from: 0, entries: [probe] })
    } catch (error) {
      if (error instanceof RelayRefusal && error.end) return error.end
      throw error
    }
    throw new AppFault('other-shop', 'that relay took what no relay takes')
  }
}

const NOWHERE: Membership = { shop: '', rootKey: '', length: 0, head: '', devices: new Map(), recoveryUntil: 0 }
