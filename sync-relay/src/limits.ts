/**
 * Every limit of the relay that an operator may set, with its default. Those of the wire itself (`LIMITS` of the
 * protocol) are not options: devices count on them.
 */
export interface Limits {
  /** A connection that has not finished its handshake by then is cut [F41]. */
  readonly handshakeMs: number
  /** Connections at once, in all and per network address. */
  readonly maxConnections: number
  readonly maxConnectionsPerAddress: number
  /** Connections at once that have not proved who they are. */
  readonly maxUnproved: number
  /** Websocket frames of one device: sustained per second, and how many may come at once [4429]. */
  readonly framesPerSecond: number
  readonly framesBurst: number
  /** Presence frames of one connection per second; more are held back and only the newest is passed on [F38]. */
  readonly presencePerSecond: number
  /** HTTP requests of one device: sustained per second, and at once. */
  readonly requestsPerSecond: number
  readonly requestsBurst: number
  /** Bytes of updates that one device may add in 24 hours. */
  readonly deviceBytesPerDay: number
  /** Bytes of blobs that one device may add in 24 hours, and that the relay keeps in all. */
  readonly deviceBlobBytesPerDay: number
  readonly blobBytes: number
  /** A reader that lets this many bytes pile up is cut; it comes back and diffs [F20]. */
  readonly maxBufferedBytes: number
  /** Bytes kept for review of a revoked device's late work. */
  readonly quarantineBytesPerDevice: number
  /** How long a relay that starts empty takes work of others. */
  readonly recoveryMs: number
  /** How long a document without readers stays in memory. */
  readonly idleMs: number
}

const MiB = 1 << 20
const GiB = 1024 * MiB

export const DEFAULT_LIMITS: Limits = {
  handshakeMs: 5000,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 2000,
  maxUnproved: 500,
  framesPerSecond: 1000,
  framesBurst: 10_000,
  presencePerSecond: 10,
  requestsPerSecond: 100,
  requestsBurst: 1000,
  deviceBytesPerDay: GiB,
  deviceBlobBytesPerDay: 20 * GiB,
  blobBytes: 500 * GiB,
  maxBufferedBytes: 4 * MiB,
  quarantineBytesPerDevice: 32 * MiB,
  recoveryMs: 14 * 24 * 3600 * 1000,
  idleMs: 60_000,
}
