/** Prometheus text of what the core counts. No names, no addresses. */
import type { RelayCore, RelayFigures } from './core.ts'

type Counter = Exclude<keyof RelayFigures, 'rooms' | 'sessions'>

const COUNTERS: Record<Counter, readonly [name: string, help: string]> = {
  frame: ['frames', 'Websocket frames handled'],
  update: ['updates', 'Updates integrated'],
  known: ['known_updates', 'Updates that brought nothing new'],
  gap: ['early_updates', 'Updates whose predecessors were missing'],
  barrier: ['barriers', 'Barriers taken'],
  refused: ['refused_frames', 'Frames refused'],
  commit: ['commits', 'Group commits'],
  failedCommit: ['failed_commits', 'Commits that failed'],
}

export function metricsText(core: RelayCore): string {
  const figures = core.figures()
  const lines: string[] = []
  const add = (name: string, type: string, help: string, value: number): void => {
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, `${name} ${value}`)
  }
  for (const [counter, [name, help]] of Object.entries(COUNTERS)) {
    add(`rpma_relay_${name}_total`, 'counter', help, figures[counter as Counter])
  }
  add('rpma_relay_rooms', 'gauge', 'Documents in memory', figures.rooms)
  add('rpma_relay_sessions', 'gauge', 'Open websockets', figures.sessions)
  add('rpma_relay_writable', 'gauge', '0 while commits fail', core.status() === 'ok' ? 1 : 0)
  add('rpma_relay_resident_bytes', 'gauge', 'Resident memory', process.memoryUsage.rss())
  return `${lines.join('\n')}\n`
}
