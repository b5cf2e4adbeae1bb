// Loaded into every measured server (`node --import`): answers the bench on the IPC channel with what the process has
// used. Nothing runs unless asked, the channel does not keep the process alive, and it ends with the bench.
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = process.env.RPMA_PROBE_LOOP === '1' ? monitorEventLoopDelay({ resolution: 5 }) : null
delay?.enable()

process.on('message', ({ id, ask }) => {
  if (ask === 'settle') for (let i = 0; i < 4; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, external, rss } = process.memoryUsage()
  // Longest since the last question.
  const loopMs = delay === null ? 0 : delay.max / 1e6
  delay?.reset()
  process.send?.({ id, cpuMicros: user + system, liveBytes: heapUsed + external, rssBytes: rss, loopMs })
})
process.on('disconnect', () => process.exit(0))
process.channel?.unref()
