/**
 * What the desktop and the relay that it hosts tell each other: plain objects over `process.parentPort` of Electron's
 * utility process, or over Node's `process.send`. The relay's side is `sync-relay/src/server/hosted.ts`.
 *
 * The desktop sends {@link HostStart} first and once; the relay answers `listening` or `failed`. After `failed` it ends
 * by itself with code 1; after {@link HostStop} it commits what waits, says goodbye to its devices, answers `stopped`
 * and ends with code 0. It never prints. When the desktop goes away without a word it stops just the same.
 */
export interface HostStart {
  readonly kind: 'start'
  /** Folder of the relay's log and blobs, absolute; created when missing. */
  readonly data: string
  /** 0: any free one. Give the one of `listening` next time: devices remember addresses. */
  readonly port: number
  /** `lan`: every network of this machine. `this-machine`: loopback only. */
  readonly reach: 'lan' | 'this-machine'
  /** Whether it tells the local network that it is there (mDNS). Never with `this-machine`. */
  readonly announce: boolean
  /** What it calls itself there: the device's name, no person's. */
  readonly name: string
  /** The only shop that it serves, 64 hex digits; null: the first one that is founded there. */
  readonly shop: string | null
  /** Where a bundle put what the relay cannot find by itself; paths. Left out when it runs from source. */
  readonly bundle?: {
    /** The file that `sync-relay/src/log/sqlite-worker.ts` became. */
    readonly logWorker?: string
    /** The file that `sync-relay/src/validator/inspection-worker.ts` became. */
    readonly inspectionWorker?: string
    readonly compactionWorker?: string
    /** better-sqlite3's addon. */
    readonly nativeBinding?: string
  }
}
export interface HostStop {
  readonly kind: 'stop'
}
export type HostCommand = HostStart | HostStop

/** `port-taken`: somebody listens there. `folder`: it cannot be used, and was left as it was. `crashed`: all else. */
export type HostProblem = 'port-taken' | 'folder' | 'crashed'

export type HostEvent =
  | {
      readonly kind: 'listening'
      /** `ws://address:port` at which others reach it, the best guess first. */
      readonly urls: readonly string[]
      readonly port: number
      readonly relayId: string
    }
  /** `detail` is a sentence in English for the log and the support file. */
  | { readonly kind: 'failed'; readonly problem: HostProblem; readonly detail: string }
  /** For the desktop's own log: document names, codes and reasons, never content. */
  | { readonly kind: 'report'; readonly what: string; readonly detail: string }
  /** The networks of this machine changed: another Wi-Fi, a cable. */
  | { readonly kind: 'moved'; readonly urls: readonly string[] }
  | { readonly kind: 'stopped' }
