/** Runs a Node program, by default with our own output, and takes it with us when we are stopped. */
import { spawn, type ChildProcess } from 'node:child_process'

const running = new Set<ChildProcess>()

export interface Ending {
  /** null when a signal ended it. */
  code: number | null
  signal: NodeJS.Signals | null
}

export function runProcess(
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      cwd,
      env,
      stdio: ['ignore', output, output],
    })
    running.add(child)
    child.on('error', reject)
    child.on('close', (code, signal) => {
      running.delete(child)
      resolve({ code, signal })
    })
  })
}

/** A stopped test run leaves no relay or browser behind: the runners are told, and we go when they have gone. */
export function stopWithUs(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (running.size === 0) process.exit(1)
      for (const child of running) {
        child.once('close', () => process.exit(1))
        child.kill(signal)
      }
    })
  }
}
