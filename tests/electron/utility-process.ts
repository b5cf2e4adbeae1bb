/** `electron.utilityProcess`: a child of this Node, whose `process.parentPort` speaks as Electron's does. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Emitter } from './events.ts'
import { loud, notImplemented } from './loud.ts'
import { isStarted } from './runtime.ts'

const shim = fileURLToPath(new URL('./parent-port.mjs', import.meta.url))

export class UtilityProcess extends Emitter {
  readonly #child: ChildProcess
  #ended = false
  pid: number | undefined
  readonly stdout = null
  readonly stderr = null

  constructor(modulePath: string, args: string[], env: NodeJS.ProcessEnv, inherits: boolean) {
    super('utilityProcess', ['spawn', 'exit', 'message', 'error'])
    const output = inherits ? 'inherit' : 'ignore'
    this.#child = fork(modulePath, args, {
      execArgv: ['--import', shim, '--disable-warning=ExperimentalWarning'],
      env,
      serialization: 'advanced', // structured clones, as over Electron's ports
      stdio: ['ignore', output, output, 'ipc'],
    })
    this.pid = this.#child.pid
    const end = (code: number | null) => {
      if (this.#ended) return
      this.#ended = true
      process.off('exit', killWithUs)
      this.pid = undefined
      this.emit('exit', code ?? 1)
    }
    // Electron's utility processes never outlive the app.
    const killWithUs = () => void this.#child.kill('SIGKILL')
    process.once('exit', killWithUs)
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.once('exit', end)
    this.#child.once('error', () => end(1))
    this.#child.on('message', (message) => this.emit('message', message))
  }

  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if (transfer && transfer.length > 0) throw notImplemented('utilityProcess.postMessage with ports')
    // One that has just ended: Electron drops the message, too.
    this.#child.send(message as object, () => {})
  }
  kill(): boolean {
    return this.#child.kill('SIGTERM')
  }
}

export const utilityProcess = loud('utilityProcess', {
  fork(modulePath: string, args: string[] = [], options: Electron.ForkOptions = {}): UtilityProcess {
    if (!isStarted()) throw new Error('utilityProcess cannot be created before app is ready.')
    const { env, stdio = 'inherit', serviceName: _shownInTaskManagers, ...others } = options
    const [unknown] = Object.keys(others)
    if (unknown !== undefined) throw notImplemented(`utilityProcess.fork option ${unknown}`)
    if (stdio !== 'inherit' && stdio !== 'ignore') throw notImplemented('utilityProcess.fork with piped output')
    const given = (env as NodeJS.ProcessEnv | undefined) ?? process.env
    return loud('utilityProcess', new UtilityProcess(modulePath, args, given, stdio === 'inherit'))
  },
})
