/**
 * What this device knows and can prove of its shop: its own key, its copy of the membership list, its grant, and on
 * the device that founded the shop the root key until that is on paper. Everything lies in the store's settings; what
 * belongs together is written together.
 */
import { ulid } from 'ulid'
import { AppFault, type AppInfo } from '../../contract/index.ts'
import {
  extendMembership,
  isActiveAdmin,
  membershipEntryText,
  membershipMessage,
  readMembership,
  ROOT,
  type DeviceRole,
  type MemberDevice,
  type Membership,
  type MembershipAct,
  type SignedEntry,
} from '../../crdt/protocol/index.ts'
import type { DeviceIdentity, Settings } from './device.ts'
import { isDue, readGrant, signGrant, type Signer } from './grants.ts'
import { unwrapKey, wrapKey, type Keyring, type WrappedKey } from './keyring.ts'
import { keyOf, newKey, nodeCrypto, type SigningKey } from './keys.ts'

/** `fork`: it does not continue what is known here; `invalid`: it does not hold. Nothing was taken then. */
export type Adoption = 'taken' | 'known' | 'fork' | 'invalid'

/** What a device that comes into a shop is given. */
export interface Entry {
  readonly deviceId: string
  readonly key: SigningKey
  readonly entries: readonly SignedEntry[]
  readonly grant: string
}

export class ShopTrust {
  readonly #identity: DeviceIdentity
  readonly #keyring: Keyring
  readonly #protects: boolean
  readonly #now: () => number
  #key: SigningKey | undefined
  #membership: Membership | null = null
  #unreadable = false

  private constructor(identity: DeviceIdentity, keyring: Keyring, protects: boolean, now: () => number) {
    this.#identity = identity
    this.#keyring = keyring
    this.#protects = protects
    this.#now = now
  }

  static async load(identity: DeviceIdentity, keyring: Keyring, now: () => number): Promise<ShopTrust> {
    const trust = new ShopTrust(identity, keyring, await keyring.protects().catch(() => false), now)
    const wrapped = identity.get('deviceKey')
    if (wrapped) trust.#key = await unwrapKey(keyring, wrapped)
    const entries = identity.get('membership')
    if (entries.length > 0) {
      const reading = readMembership(entries, nodeCrypto)
      if (reading.ok) trust.#membership = reading.membership
    }
    const damaged = entries.length > 0 && trust.#membership === null
    trust.#unreadable = damaged || identity.isUnreadable('membership') || identity.isUnreadable('deviceKey')
    await trust.#protectAtLast()
    return trust
  }

  get protection(): AppInfo['keyProtection'] {
    if (this.isKeyLost) return 'lost'
    const kept = this.#identity.get('deviceKey')?.protection
    if (kept) return kept
    if (this.#protects) return 'system'
    return this.#identity.get('unprotectedAccepted') ? 'unprotected' : 'ask'
  }
  /** A key was made once and cannot be used now. */
  get isKeyLost(): boolean {
    const wrapped = this.#identity.get('deviceKey')
    return this.#unreadable || (wrapped !== null && this.#key === undefined) || this.#isKeyOfAnother()
  }
  get membership(): Membership | null {
    return this.#membership
  }
  get entries(): readonly SignedEntry[] {
    return this.#identity.get('membership')
  }
  /** This device as the list has it. */
  get me(): MemberDevice | undefined {
    return this.#membership?.devices.get(this.#identity.get('deviceId'))
  }
  get isRevoked(): boolean {
    return this.#identity.get('exclusion') !== 'none' || this.me?.revoked != null
  }
  /** What the relay lets this device do; null while it belongs to no shop, or no more. */
  get role(): DeviceRole | null {
    return this.isRevoked ? null : (this.me?.role ?? null)
  }
  get isAdmin(): boolean {
    return !this.isRevoked && isActiveAdmin(this.me)
  }
  get grant(): string | null {
    return this.#identity.get('grant')
  }
  get hasRootKey(): boolean {
    return this.#identity.get('rootKey') !== null
  }

  async acceptUnprotected(): Promise<void> {
    if (!this.#protects) await this.#identity.set('unprotectedAccepted', true)
  }
  /** Throws `keys-unprotected` where nobody has accepted that yet. */
  mustBeAbleToKeepKeys(): void {
    if (this.#protects || this.#identity.get('unprotectedAccepted')) return
    throw new AppFault('keys-unprotected', 'this machine has no keychain, and nobody has accepted that yet')
  }

  /** This device's id and key as a signer. Throws where it has none: ask {@link isKeyLost} and {@link me} before. */
  signer(): Signer {
    if (!this.#key) throw new Error('trust: expected a device key, seen none')
    return { id: this.#identity.get('deviceId'), key: this.#key }
  }

  /**
   * Makes a shop with this device as its first administrator: root, founding entry, grant; `more` is written in the
   * same transaction. Called once in the life of a shop.
   */
  async found(deviceName: string, more: Partial<Settings>): Promise<void> {
    this.mustBeAbleToKeepKeys()
    if (this.#membership || this.#unreadable) throw new Error('trust: this device has a membership list already')
    const root = newKey()
    const key = this.#key ?? newKey()
    const device = this.#identity.get('deviceId')
    const shop = shopOf(root)
    const act = { kind: 'found', root: root.publicKey, device, key: key.publicKey, name: deviceName } as const
    const body = { v: 1, seq: 0, prev: '', shop, at: this.#now(), by: ROOT, act } as const
    const entries = [signEntry(root, membershipEntryText(body))]
    const membership = mustRead(entries)
    const grant = await signGrant({ id: device, key }, shop, membership.devices.get(device)!, this.#now())
    await this.#keep(membership, key, {
      membership: entries,
      grant,
      deviceKey: await this.#wrap(key),
      rootKey: await this.#wrap(root),
      ...more,
    })
  }

  /** A key for a device that asks to come in; nothing is written before it is in. */
  newEntrant(): { readonly deviceId: string; readonly key: SigningKey } {
    this.mustBeAbleToKeepKeys()
    // An id that was used in a shop, whatever became of it, is not used again: a revoked one never comes back.
    const used = this.#membership !== null || this.#unreadable || this.#identity.get('deviceKey') !== null
    return { deviceId: used ? ulid() : this.#identity.get('deviceId'), key: newKey() }
  }
  async enter({ deviceId, key, entries, grant }: Entry, more: Partial<Settings>): Promise<void> {
    const membership = mustRead(entries)
    await this.#keep(membership, key, {
      deviceId,
      membership: [...entries],
      grant,
      deviceKey: await this.#wrap(key),
      exclusion: 'none',
      ...more,
    })
    this.#unreadable = false
  }

  /**
   * The next entry of the list, by this device or the root. It counts once the relay has taken it. `at`: milliseconds
   * since 1970, by the relay's clock where it is known: windows and their bounds are judged by that one.
   */
  sign(act: MembershipAct, on: Membership, by: Signer = this.signer(), at = this.#now()): SignedEntry {
    const body = { v: 1, seq: on.length, prev: on.head, shop: on.shop, at: Math.floor(at), by: by.id, act } as const
    return signEntry(by.key, membershipEntryText(body))
  }

  /** Takes what continues the list that is known here. `from`: the `seq` of the first of them. */
  async adopt(from: number, entries: readonly SignedEntry[]): Promise<Adoption> {
    const known = this.entries
    if (!this.#membership || from > known.length) return 'invalid'
    const overlap = entries.slice(0, known.length - from)
    if (overlap.some(({ entry }, index) => entry !== known[from + index]?.entry)) return 'fork'
    const fresh = entries.slice(known.length - from)
    if (fresh.length === 0) return 'known'
    const reading = extendMembership(this.#membership, fresh, nodeCrypto)
    if (!reading.ok) return 'invalid'
    await this.#identity.set('membership', [...known, ...fresh])
    this.#membership = reading.membership
    return 'taken'
  }

  async setGrant(grant: string): Promise<void> {
    const said = readGrant(grant)
    if (said?.device !== this.#identity.get('deviceId') || said.shop !== this.#membership?.shop) return
    if (grant !== this.grant) await this.#identity.set('grant', grant)
  }
  /** An administrator's device needs nobody to renew its own grant. `relayNow`: milliseconds since 1970, there. */
  async renewOwnGrant(relayNow: number): Promise<void> {
    const { me, membership } = this
    if (!me || !membership || !this.isAdmin) return
    if (isDue(this.grant === null ? null : readGrant(this.grant), me, relayNow)) {
      await this.#identity.set('grant', await signGrant(this.signer(), membership.shop, me, relayNow))
    }
  }

  /** Undefined: it was put away. Rejects when it cannot be unlocked. */
  async rootKey(): Promise<SigningKey | undefined> {
    const wrapped = this.#identity.get('rootKey')
    if (!wrapped) return undefined
    const root = await unwrapKey(this.#keyring, wrapped)
    if (!root) throw new AppFault('internal', 'the root key cannot be unlocked here')
    return root
  }
  async forgetRootKey(): Promise<void> {
    await this.#identity.overwriteAll({ rootKey: null })
  }

  /** That this device was excluded was proved by the list; and then the relay says that it took what was unsent. */
  async exclude(state: 'learned' | 'handed-over'): Promise<void> {
    const known = this.#identity.get('exclusion')
    if (known !== state && known !== 'handed-over') await this.#identity.set('exclusion', state)
  }

  /** It has not happened yet. */
  get mustHandOver(): boolean {
    return this.#identity.get('exclusion') !== 'handed-over'
  }

  async #keep(membership: Membership, key: SigningKey, settings: Partial<Settings>): Promise<void> {
    await this.#identity.setAll(settings)
    this.#membership = membership
    this.#key = key
  }
  #wrap(key: SigningKey): Promise<WrappedKey> {
    return wrapKey(this.#keyring, key, this.#protects)
  }
  /** The list names another key under our id: a data folder that was copied, or restored from before it came anew. */
  #isKeyOfAnother(): boolean {
    const { me } = this
    return me !== undefined && this.#key !== undefined && me.key !== this.#key.publicKey
  }
  /** The machine has a keychain now: what had to lie in the clear goes in. */
  async #protectAtLast(): Promise<void> {
    if (!this.#protects) return
    for (const name of ['deviceKey', 'rootKey'] as const) {
      const wrapped = this.#identity.get(name)
      if (wrapped?.protection !== 'unprotected') continue
      const key = await unwrapKey(this.#keyring, wrapped)
      if (key) await this.#identity.overwriteAll({ [name]: await this.#wrap(key) })
    }
  }
}

export function shopOf(root: SigningKey): string {
  return nodeCrypto.sha256(Buffer.from(root.publicKey, 'base64url'))
}
/** The root as a signer, from the seed on the paper. */
export function rootSigner(seed: Uint8Array): Signer {
  return { id: ROOT, key: keyOf(seed) }
}

function signEntry(key: SigningKey, entry: string): SignedEntry {
  return { entry, signature: key.sign(membershipMessage(entry)) }
}
function mustRead(entries: readonly SignedEntry[]): Membership {
  const reading = readMembership(entries, nodeCrypto)
  if (reading.ok) return reading.membership
  throw new Error(`trust: expected a list that holds, entry ${reading.problem.seq}: ${reading.problem.reason}`)
}
