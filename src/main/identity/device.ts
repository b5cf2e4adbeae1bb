/** Who this device is and who is at it: small settings, kept beside the documents they belong to. */
import { monotonicFactory, ulid } from 'ulid'
import { z } from 'zod'
import { hostStatus, locale, ulid as ulidShape, type Locale } from '../../contract/index.ts'
import type { Pen } from '../../crdt/ledger/index.ts'
import { isSignedEntry, type SignedEntry } from '../../crdt/protocol/index.ts'
import type { Store } from '../store/index.ts'
import { wrappedKey } from './keyring.ts'
import { pinRecord } from './pins.ts'

const shapes = {
  deviceId: ulidShape,
  deviceName: z.string(),
  personId: z.string().nullable(),
  locale,
  relayUrl: z.string().nullable(),
  /** The address that the relay of this device got here; follows it when its port moves. */
  ownRelayUrl: z.string().nullable(),
  shop: z.object({ demo: z.boolean() }).nullable(),
  /** What was begun on this device, before it belonged to a shop: tells a half-made shop from somebody else's. */
  founding: z.enum(['shop', 'demo']).nullable(),
  /** How many numbers were given out here while no relay could be asked. */
  provisionalNumbers: z.number().int().nonnegative(),
  /** Those of them that wait for the real one, each with the request that will get it. */
  unsettledNumbers: z.array(z.object({ number: z.string(), request: ulidShape })),
  /** What this device signs with. */
  deviceKey: wrappedKey.nullable(),
  /** The shop's root, on the device that founded it, until it was put on paper. */
  rootKey: wrappedKey.nullable(),
  /** Somebody knows that this machine cannot protect keys. */
  unprotectedAccepted: z.boolean(),
  /** The shop's membership list as this device knows it; empty in a shop of before there was one. */
  membership: z.array(z.custom<SignedEntry>(isSignedEntry)),
  /** The newest grant of this device. */
  grant: z.string().nullable(),
  /** This device was excluded from the shop; and then: what it had not sent lies at the relay, for review. */
  exclusion: z.enum(['none', 'learned', 'handed-over']),
  /** Codes of people, by their id. */
  pins: z.record(ulidShape, pinRecord),
  /** The switch « héberger le relais sur ce poste ». */
  host: hostStatus.pick({ enabled: true, port: true, reach: true, announce: true }),
}
export type Settings = { [K in keyof typeof shapes]: z.infer<(typeof shapes)[K]> }

export class DeviceIdentity {
  readonly #store: Store
  #settings: Settings
  readonly #unreadable: ReadonlySet<string>
  readonly #newId = monotonicFactory()

  private constructor(store: Store, settings: Settings, unreadable: ReadonlySet<string>) {
    this.#store = store
    this.#settings = settings
    this.#unreadable = unreadable
  }

  /** A setting that does not read (of a newer version, say) counts as never set; it is not overwritten here. */
  static async load(
    store: Store,
    defaults: { readonly deviceName: string; readonly locale: Locale },
  ): Promise<DeviceIdentity> {
    const stored = await store.settings()
    const unreadable = new Set<string>()
    const read = <K extends keyof Settings>(key: K, otherwise: Settings[K]): Settings[K] => {
      const parsed = shapes[key].safeParse(stored[key])
      if (!parsed.success && stored[key] !== undefined) unreadable.add(key)
      return parsed.success ? (parsed.data as Settings[K]) : otherwise
    }
    const identity = new DeviceIdentity(
      store,
      {
        deviceId: read('deviceId', ''),
        deviceName: read('deviceName', defaults.deviceName),
        personId: read('personId', null),
        locale: read('locale', defaults.locale),
        relayUrl: read('relayUrl', null),
        ownRelayUrl: read('ownRelayUrl', null),
        shop: read('shop', null),
        founding: read('founding', null),
        provisionalNumbers: read('provisionalNumbers', 0),
        unsettledNumbers: read('unsettledNumbers', []),
        deviceKey: read('deviceKey', null),
        rootKey: read('rootKey', null),
        unprotectedAccepted: read('unprotectedAccepted', false),
        membership: read('membership', []),
        grant: read('grant', null),
        exclusion: read('exclusion', 'none'),
        pins: read('pins', {}),
        host: read('host', { enabled: false, port: 0, reach: 'lan', announce: true }),
      },
      unreadable,
    )
    if (identity.#settings.deviceId === '') await identity.set('deviceId', ulid())
    return identity
  }

  /** Something is stored under that name, and this version cannot read it: never a reason to begin anew. */
  isUnreadable(key: keyof Settings): boolean {
    return this.#unreadable.has(key)
  }
  get<K extends keyof Settings>(key: K): Settings[K] {
    return this.#settings[key]
  }
  /** Takes effect once it is committed. */
  set<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
    return this.setAll({ [key]: value } as unknown as Partial<Settings>)
  }
  /** All of them in one transaction. */
  async setAll(values: Partial<Settings>): Promise<void> {
    await this.#store.setSettings(values)
    this.#settings = { ...this.#settings, ...values }
  }

  /** As {@link setAll}, and the former values are overwritten on the disk. */
  async overwriteAll(values: Partial<Settings>): Promise<void> {
    await this.#store.overwriteSettings(values)
    this.#settings = { ...this.#settings, ...values }
  }

  newId(): string {
    return this.#newId()
  }
  pen(person: string, now: () => number): Pen {
    return { person, device: this.#settings.deviceId, now, newId: () => this.#newId() }
  }
}
