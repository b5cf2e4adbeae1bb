import { fork } from 'node:child_process'
import type { HostProcess } from './relay-host.ts'

/** The hosted relay as a child of this Node: for tests, the demo and the command line. */
export function forkNode(entry: string | URL): HostProcess {
  const child = fork(entry, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  child.once('exit', () => process.off('exit', killWithUs))
  return {
    // It may have ended while this was said; `onExit` tells.
    post: (command) => void child.send(command, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      let told = false
      const tell = (code: number | null) => {
        if (!told) listener(code)
        told = true
      }
      child.once('exit', tell)
      child.once('error', () => tell(null))
    },
    kill: () => void child.kill('SIGKILL'),
  }
}
