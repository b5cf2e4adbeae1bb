import { EventEmitter } from 'node:events'
import { notImplemented } from './loud.ts'

type Listener = Parameters<EventEmitter['on']>[1]

/** An emitter that refuses listeners for events which the stand-in would never emit. */
export class Emitter extends EventEmitter {
  readonly #name: string
  readonly #known: ReadonlySet<string>

  constructor(name: string, known: readonly string[]) {
    super()
    this.setMaxListeners(0)
    this.#name = name
    this.#known = new Set(known)
  }

  #check(event: string | symbol): void {
    if (typeof event === 'string' && !this.#known.has(event)) throw notImplemented(`${this.#name} event '${event}'`)
  }

  override on(event: string | symbol, listener: Listener): this {
    this.#check(event)
    return super.on(event, listener)
  }

  override once(event: string | symbol, listener: Listener): this {
    this.#check(event)
    return super.once(event, listener)
  }

  override addListener(event: string | symbol, listener: Listener): this {
    return this.on(event, listener)
  }
}
