/**
 * Every limit of the relay that an operator may set, with its default and what it means. Options, documentation and
 * metrics derive from this table. The limits of the wire itself (`LIMITS` of the protocol) are not options: devices
 * count on them. Names end in their unit; without one it is a count.
 */
const MiB = 1 << 20
const GiB = 1024 * MiB
const DAY = 24 * 3600 * 1000

interface LimitRow {
  readonly default: number
  /** Smallest value that leaves the relay useful. */
  readonly min: number
  readonly about: string
}

export const LIMIT_TABLE = {
  handshakeMs: row(5000, 100, 'A connection that has not proved who it is by then is cut [F41]'),
  maxConnections: row(10_000, 1, 'Connections at once'),
  maxConnectionsPerAddress: row(2000, 1, 'Connections at once from one network address'),
  maxUnproved: row(2000, 1, 'Connections at once that have not proved who they are; one more cuts the oldest'),
  framesPerSecond: row(1000, 1, 'Websocket frames of one device, sustained [4429]'),
  framesBurst: row(10_000, 1, 'Websocket frames of one device that may come at once'),
  presencePerSecond: row(
    10,
    1,
    'Presence frames of one connection; of more only the newest is passed on, when its turn comes [F38]',
  ),
  requestsPerSecond: row(100, 1, 'HTTP requests of one device (or address), sustained [429]'),
  requestsBurst: row(1000, 1, 'HTTP requests of one device (or address) that may come at once'),
  deviceBytesPerDay: row(GiB, MiB, 'Bytes of edits that one device may add in 24 hours'),
  deviceBlobBytesPerDay: row(20 * GiB, MiB, 'Bytes of photos and the like that one device may add in 24 hours'),
  blobBytes: row(500 * GiB, MiB, 'Bytes of photos and the like that the relay keeps in all'),
  maxBufferedBytes: row(4 * MiB, 64 * 1024, 'A reader that lets this much pile up is cut; it comes back [F20]'),
  quarantineBytesPerDevice: row(32 * MiB, 0, "Bytes kept for review of a revoked device's late work"),
  recoveryMs: row(14 * DAY, 0, 'How long a relay that starts empty takes work of others'),
  idleMs: row(60_000, 0, 'How long a document without readers stays in memory'),
} as const satisfies Record<string, LimitRow>

export type Limits = { readonly [Name in keyof typeof LIMIT_TABLE]: number }

export const DEFAULT_LIMITS: Limits = Object.fromEntries(
  Object.entries(LIMIT_TABLE).map(([name, limit]) => [name, limit.default]),
) as Limits

function row(value: number, min: number, about: string): LimitRow {
  return { default: value, min, about }
}
