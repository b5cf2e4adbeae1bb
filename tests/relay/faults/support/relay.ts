/** The real command line, under whatever the gate puts around it. */
import { relayProcess } from '../../support/relay.ts'
import type { RelayProcess } from '../../support/relay.ts'
import type { Target } from '../../../../scripts/bench/relay/generator/target.ts'

export interface GateRelay {
  readonly process: RelayProcess
  readonly target: Target
  readonly pid: number
  /** Kills the relay itself, not what is around it. */
  kill(): Promise<void>
}

/** `around`: shell that runs before, see `relayProcess`. Rejects when the relay ends before it listens. */
export async function gateRelay(data: string, args: readonly string[] = [], around = ''): Promise<GateRelay> {
  const auth = args.includes('--auth') ? [] : ['--auth', 'none']
  const common = ['--port', '0', '--data', data, ...auth, '--log-level', 'silent']
  const process_ = await relayProcess([...common, ...args], around)
  const { pid } = JSON.parse(process_.firstLine) as { pid: number }
  return {
    process: process_,
    target: { dialect: 'y', port: Number(new URL(process_.http).port) },
    pid,
    async kill() {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // it ended by itself
      }
      await process_.stop('SIGCONT') // only waits: no signal that ends it
    },
  }
}
