/** Who this device is and who is at it: small settings, kept beside the documents they belong to. */
import { monotonicFactory, ulid } from 'ulid'
import { z } from 'zod'
import { locale, ulid as ulidShape, type Locale } from '../../contract/index.ts'
import type { Pen } from '../../crdt/ledger/index.ts'
import type { Store } from '../store/index.ts'

const shapes = {
  deviceId: ulidShape,
  deviceName: z.string(),
  personId: z.string().nullable(),
  locale,
  relayUrl: z.string().nullable(),
  shop: z.object({ demo: z.boolean() }).nullable(),
  /** What was begun on this device, before it belonged to a shop: tells a half-made shop from somebody else's. */
  founding: z.enum(['shop', 'demo']).nullable(),
  /** How many numbers were given out here while no relay could be asked. */
  provisionalNumbers: z.number().int().nonnegative(),
  /** Those of them that wait for the real one, each with the request that will get it. */
  unsettledNumbers: z.array(z.object({ number: z.string(), request: ulidShape })),
}
type Settings = { [K in keyof typeof shapes]: z.infer<(typeof shapes)[K]> }

export class DeviceIdentity {
  readonly #store: Store
  #settings: Settings
  readonly #newId = monotonicFactory()

  private constructor(store: Store, settings: Settings) {
    this.#store = store
    this.#settings = settings
  }

  /** A setting that does not read (of a newer version, say) counts as never set; it is not overwritten here. */
  static async load(
    store: Store,
    defaults: { readonly deviceName: string; readonly locale: Locale },
  ): Promise<DeviceIdentity> {
    const stored = await store.settings()
    const read = <K extends keyof Settings>(key: K, otherwise: Settings[K]): Settings[K] => {
      const parsed = shapes[key].safeParse(stored[key])
      return parsed.success ? (parsed.data as Settings[K]) : otherwise
    }
    const identity = new DeviceIdentity(store, {
      deviceId: read('deviceId', ''),
      deviceName: read('deviceName', defaults.deviceName),
      personId: read('personId', null),
      locale: read('locale', defaults.locale),
      relayUrl: read('relayUrl', null),
      shop: read('shop', null),
      founding: read('founding', null),
      provisionalNumbers: read('provisionalNumbers', 0),
      unsettledNumbers: read('unsettledNumbers', []),
    })
    if (identity.#settings.deviceId === '') await identity.set('deviceId', ulid())
    return identity
  }

  get<K extends keyof Settings>(key: K): Settings[K] {
    return this.#settings[key]
  }
  /** Takes effect once it is committed. */
  async set<K extends keyof Settings>(key: K, value: Settings[K]): Promise<void> {
    await this.#store.setSetting(key, value)
    this.#settings = { ...this.#settings, [key]: value }
  }

  newId(): string {
    return this.#newId()
  }
  pen(person: string, now: () => number): Pen {
    return { person, device: this.#settings.deviceId, now, newId: () => this.#newId() }
  }
}
