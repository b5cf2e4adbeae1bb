/** One client in one room, in the words of the server: greets, answers what it is asked, hands on what it hears. */
import { encodeBarrier, MESSAGE, SYNC } from '../../../../src/crdt/protocol/index.ts'
import { UpdateReader } from './edits.ts'
import { Link } from './link.ts'
import type { Target } from './target.ts'

/** `bytes` are valid only during the call; an update lies between `start` and `end`. */
export interface Hears {
  update?(bytes: Buffer, start: number, end: number): void
  /** The answer to the client's state vector. */
  state?(bytes: Buffer, start: number, end: number): void
  presence?(bytes: Buffer, start: number, end: number): void
  /** The server asks what it lacks. Returns the update to send; nothing by default. */
  asked?(stateVector: Uint8Array): Uint8Array
  barrier?(n: number): void
  /** Hocuspocus says that it has an edit. */
  saved?(): void
  closed?(code: number): void
}

const EMPTY_STATE = Uint8Array.of(0)
const EMPTY_UPDATE = Uint8Array.of(0, 0)
/** Of Hocuspocus only. */
const HOCUSPOCUS = { syncReply: 4, syncStatus: 8, token: 0 } as const

const reader = new UpdateReader()

export class RoomClient {
  readonly document: string
  /** What every message to the server starts with. */
  readonly prefix: Uint8Array
  readonly #dialect: Target['dialect']
  readonly #hears: Hears
  readonly #synced: Promise<void>
  #sync: () => void = () => {}
  #fail: (error: Error) => void = () => {}
  #link: Link | null = null

  private constructor(target: Target, document: string, hears: Hears) {
    this.#dialect = target.dialect
    this.#hears = hears
    this.document = document
    this.prefix = target.dialect === 'hocuspocus' ? bytesWithLength(Buffer.from(document)) : new Uint8Array()
    this.#synced = new Promise((resolve, reject) => {
      this.#sync = resolve
      this.#fail = reject
    })
  }

  /** Resolves when the server has answered `stateVector` with what the client lacks. */
  static async join(
    target: Target,
    document: string,
    hears: Hears,
    { stateVector = EMPTY_STATE, index = 0 }: { stateVector?: Uint8Array; index?: number } = {},
  ): Promise<RoomClient> {
    const client = new RoomClient(target, document, hears)
    const token = target.tokens?.[index % target.tokens.length]
    await Link.open(
      target.port,
      document,
      {
        opened: (link) => void (client.#link = link),
        message: (bytes, start, end) => client.#hear(bytes, start, end),
        closed: (code) => {
          client.#fail(new Error(`${document}: closed with ${code} before it was synced`))
          hears.closed?.(code)
        },
      },
      token,
    )
    if (target.dialect === 'bare') return client
    if (target.dialect === 'hocuspocus') client.send(Uint8Array.of(MESSAGE.auth, HOCUSPOCUS.token, 0))
    client.send(syncMessage(SYNC.step1, stateVector))
    await client.#synced
    return client
  }

  get link(): Link {
    if (this.#link === null) throw new Error(`${this.document}: expected an open link`)
    return this.#link
  }

  send(message: Uint8Array): void {
    this.link.send(this.prefix.length === 0 ? message : Buffer.concat([this.prefix, message]))
  }

  barrier(n: number): void {
    this.send(encodeBarrier(n))
  }

  leave(): void {
    this.#link?.cut()
  }

  #hear(bytes: Buffer, start: number, end: number): void {
    reader.start(bytes, start)
    if (this.#dialect === 'hocuspocus') reader.skip(reader.uint())
    // A bare server that merges lays the messages of a turn one behind the other.
    while (reader.at < end) this.#message(bytes, end)
  }

  #message(bytes: Buffer, end: number): void {
    const type = reader.uint()
    switch (type) {
      case MESSAGE.sync:
      case HOCUSPOCUS.syncReply:
        return this.#syncMessage(bytes)
      case MESSAGE.awareness: {
        const [from, to] = body()
        this.#hears.presence?.(bytes, from, to)
        reader.at = to
        return
      }
      case MESSAGE.barrier: {
        const [from, to] = body()
        reader.at = from
        this.#hears.barrier?.(reader.uint())
        reader.at = to
        return
      }
      case HOCUSPOCUS.syncStatus:
        this.#hears.saved?.()
        break
      default: // authenticated, and whatever else concerns nobody here
    }
    reader.at = end
  }

  #syncMessage(bytes: Buffer): void {
    const kind = reader.uint()
    const [from, to] = body()
    switch (kind) {
      case SYNC.step1: {
        const missing = this.#hears.asked?.(Uint8Array.from(bytes.subarray(from, to))) ?? EMPTY_UPDATE
        this.send(syncMessage(SYNC.step2, missing))
        break
      }
      case SYNC.step2:
        this.#hears.state?.(bytes, from, to)
        this.#sync()
        break
      case SYNC.update:
        this.#hears.update?.(bytes, from, to)
        break
      default:
        throw new Error(`expected a sync message, saw kind ${kind}`)
    }
    reader.at = to
  }
}

export function syncMessage(kind: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(MESSAGE.sync, kind), bytesWithLength(content)])
}

export function bytesWithLength(content: Uint8Array): Uint8Array {
  const head: number[] = []
  let rest = content.length
  while (rest > 127) {
    head.push(128 | (rest % 128))
    rest = Math.floor(rest / 128)
  }
  return Buffer.concat([Uint8Array.from([...head, rest]), content])
}

function body(): [from: number, to: number] {
  const length = reader.uint()
  return [reader.at, reader.at + length]
}
