import type { AppInfo, EventName, EventPayload } from '../../contract/index.ts'
import type { DeviceIdentity } from '../identity/device.ts'
import type { Pins } from '../identity/pins.ts'
import type { ShopTrust } from '../identity/shop-trust.ts'
import type { Replica } from '../replica/index.ts'
import type { Store } from '../store/index.ts'
import type { ShopReader } from './read-documents.ts'
import type { Standing } from './standing.ts'

export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void

/** What the handlers of a desktop work with. */
export interface DesktopRooms {
  readonly store: Store
  readonly replica: Replica
  readonly identity: DeviceIdentity
  readonly trust: ShopTrust
  readonly pins: Pins
  readonly shops: ShopReader
  readonly standing: Standing
  readonly emit: Emit
  now(): number
  /** What `app.info` answers, told to the windows too. */
  tellInfo(): Promise<AppInfo>
}
