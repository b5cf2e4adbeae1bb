/** Relays as others meet them: in this process, or as the command line starts them. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import { startRelay } from '../../../sync-relay/src/index.ts'
import type { Relay, RelayOptions } from '../../../sync-relay/src/index.ts'
import { scratchFolder } from './folder.ts'

const CLI = fileURLToPath(new URL('../../../sync-relay/src/command/cli.ts', import.meta.url))

export async function relayHere(options: Partial<RelayOptions> = {}): Promise<Relay> {
  const relay = await startRelay({ data: await scratchFolder(), auth: 'none', ...options })
  onTestFinished(() => relay.close())
  return relay
}

export interface RelayProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly http: string
  readonly firstLine: string
  /** Everything on standard output until now. */
  stdout(): string
  stderr(): string
  stop(signal: NodeJS.Signals): Promise<number | null>
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** `shell`: a prefix such as `ulimit -f 100;` that runs before, in the same process. */
export async function relayProcess(args: string[], shell = ''): Promise<RelayProcess> {
  const run = launch(args, shell)
  const firstLine = await new Promise<string>((resolve, reject) => {
    run.child.stdout?.on('data', () => {
      const end = run.stdout().indexOf('\n')
      if (end >= 0) resolve(run.stdout().slice(0, end))
    })
    run.child.once('exit', () => reject(new Error(`relay ended before it listened: ${run.stderr()}`)))
  })
  const { url, http } = JSON.parse(firstLine) as { url: string; http: string }
  const ended = run.ended
  return {
    ...run,
    url,
    http,
    firstLine,
    stop(signal) {
      run.child.kill(signal)
      return ended
    },
  }
}

/** For a relay that is expected to end by itself. */
export async function runRelay(args: string[]): Promise<Finished> {
  const run = launch(args, '')
  const code = await run.ended
  return { code, stdout: run.stdout(), stderr: run.stderr() }
}

function launch(args: string[], shell: string) {
  const child =
    shell === ''
      ? spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
      : spawn('bash', ['-c', `${shell} exec "$@"`, 'bash', process.execPath, CLI, ...args], {
          stdio: ['ignore', 'pipe', 'pipe'],
        })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, ended, stdout: () => stdout, stderr: () => stderr }
}
