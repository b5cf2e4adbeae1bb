/**
 * What happened, in order, as one hash: two runs of a seed that differ in a single frame, commit or moment differ in
 * it. The last lines are kept for the report of a failure; all of them go to `listener` when somebody looks.
 */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'

const KEPT = 60
const BATCH = 512

export class Trace {
  readonly #hash = createHash('sha256')
  readonly #listener: ((line: string) => void) | undefined
  #batch: string[] = []
  #before: string[] = []
  lines = 0

  constructor(listener?: (line: string) => void) {
    this.#listener = listener
  }

  note(now: number, who: string, what: string, detail: string | number = ''): void {
    const line = `${now.toFixed(3)} ${who} ${what} ${detail}`
    this.#batch.push(line)
    this.lines++
    this.#listener?.(line)
    if (this.#batch.length >= BATCH) this.#flush()
  }
  frame(now: number, who: string, what: string, bytes: Uint8Array): void {
    this.note(now, who, what, `${bytes.length}:${crc32(bytes).toString(16)}`)
  }

  /** Call once, at the end. */
  digest(): string {
    this.#flush()
    return this.#hash.digest('hex')
  }
  tail(): readonly string[] {
    return [...this.#before, ...this.#batch].slice(-KEPT)
  }

  #flush(): void {
    this.#hash.update(this.#batch.join('\n') + '\n')
    this.#before = this.#batch.slice(-KEPT)
    this.#batch = []
  }
}
