/** A process beside main, in Electron's way: the fuse `RunAsNode` is off, so `child_process.fork` cannot be used. */
import { utilityProcess } from 'electron'

/** What main asks of the process that hosts a relay (`HostProcess` of main's hosting). */
export interface BesideProcess {
  post(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

/** To be called once Electron is ready. `entry`: a file of the bundle. */
export function forkBeside(entry: string, serviceName: string): BesideProcess {
  const child = utilityProcess.fork(entry, [], { serviceName, stdio: 'ignore' })
  let hasEnded = false
  child.once('exit', () => (hasEnded = true))
  return {
    post(message) {
      if (!hasEnded) child.postMessage(message)
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  }
}
