/** Where the bench runs: servers on one core, the load on another, so that neither is measured in the other's time. */
import { spawnSync } from 'node:child_process'
import os from 'node:os'

export const SERVER_CORE = 0
export const LOAD_CORE = 1

/** Prefix of a command line that ties it to a core; empty where that cannot be done, and then it is said. */
export function pinnedTo(core: number): string[] {
  return canPin() ? ['taskset', '-c', `${core}`] : []
}

let pins: boolean | null = null
export function canPin(): boolean {
  pins ??= os.availableParallelism() >= 2 && spawnSync('taskset', ['-c', '0', 'true']).status === 0
  return pins
}

export function describeMachine(): string {
  const [cpu] = os.cpus()
  const memory = Math.round(os.totalmem() / 2 ** 30)
  const cores = `${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}, ${memory} GiB`
  const split = canPin()
    ? `servers on core ${SERVER_CORE}, load on core ${LOAD_CORE}`
    : 'not pinned: servers and load share the cores'
  return `${cores}, ${os.type()} ${os.release()}, Node ${process.versions.node}; ${split}`
}

/** How busy the machine is with other things, 0 to 1 and more, over the last minute. */
export function othersBusy(): number {
  return (os.loadavg()[0] ?? 0) / os.availableParallelism()
}
