import { fork, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { CallInput, CallName, CallOutput } from '../../src/contract/index.ts'
import type { Deed } from './deeds.ts'
import type { Answer, Envelope, Look, Order } from './messages.ts'

export interface RelayProcess {
  readonly url: string
  readonly port: number
  /** SIGTERM: drains and exits. Resolves with the exit code. */
  stop(): Promise<number | null>
}

export async function startRelay(dataDir: string, port: number): Promise<RelayProcess> {
  const cli = fileURLToPath(new URL('../../sync-relay/src/command/cli.ts', import.meta.url))
  const child = spawn(process.execPath, [cli, '--port', String(port), '--data', dataDir, '--auth', 'grants'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  killWithUs(child)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const line = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`the relay ended with ${code} before it listened`))),
  ])
  const { url } = JSON.parse(line) as { url: string }
  return {
    url,
    port: Number(new URL(url).port),
    stop() {
      child.kill('SIGTERM')
      return ended
    },
  }
}

export class DesktopProcess {
  readonly name: string
  readonly #dataDir: string
  readonly #outDir: string
  #child: ChildProcess | undefined
  #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #lastId = 0

  constructor(name: string, dataDir: string, outDir: string) {
    this.name = name
    this.#dataDir = dataDir
    this.#outDir = outDir
  }

  async start(): Promise<void> {
    const file = fileURLToPath(new URL('./desktop-process.ts', import.meta.url))
    const child = fork(file, [], { serialization: 'advanced', execArgv: process.execArgv })
    this.#child = child
    killWithUs(child)
    child.on('message', (answer: Answer) => {
      const caller = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.ok) caller?.resolve(answer.value)
      else caller?.reject(new Error(`${this.name}: ${answer.error}`))
    })
    child.on('exit', (code, signal) => {
      for (const caller of this.#waiting.values()) caller.reject(new Error(`${this.name} ended (${signal ?? code})`))
      this.#waiting.clear()
    })
    await this.#order({ kind: 'open', dataDir: this.#dataDir, outDir: this.#outDir })
  }
  /** SIGKILL: no warning, no chance to write anything. */
  async kill(): Promise<void> {
    const child = this.#child!
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
  async close(): Promise<void> {
    await this.#order({ kind: 'close' })
    const child = this.#child!
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.disconnect()
    await ended
  }

  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>> {
    return this.#order({ kind: 'call', name, input }) as Promise<CallOutput<K>>
  }
  /** Resolves once saved, with the ids of the facts that were written. */
  work(document: string, person: string, deed: Deed): Promise<readonly string[]> {
    return this.#order({ kind: 'work', document, person, deed }) as Promise<readonly string[]>
  }
  look(jobId: string): Promise<Look> {
    return this.#order({ kind: 'look', jobId }) as Promise<Look>
  }
  content(jobId: string): Promise<{ bytes: Uint8Array; hash: string }> {
    return this.#order({ kind: 'content', jobId }) as Promise<{ bytes: Uint8Array; hash: string }>
  }
  /** Which of these facts its disk does not hold. */
  missing(document: string, facts: readonly string[]): Promise<readonly string[]> {
    return this.#order({ kind: 'missing', document, facts }) as Promise<readonly string[]>
  }

  #order(order: Order): Promise<unknown> {
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      // Without the callback a channel that has closed would be an uncaught error of the whole demo.
      this.#child!.send({ id, order } satisfies Envelope, (error) => {
        if (error && this.#waiting.delete(id)) reject(new Error(`${this.name}: ${error.message}`))
      })
    })
  }
}

function killWithUs(child: ChildProcess): void {
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
}
