// Loaded into every measured server (`node --import`): answers the bench on the IPC channel with what the process has
// used. Nothing runs unless asked, the channel does not keep the process alive, and it ends with the bench.
let longestMicros = 0
if (process.env.RPMA_PROBE_LOOP === '1') {
  // How much the main thread worked from one turn of its event loop to the next: what it was held up by others on the
  // machine is not its stall.
  let last = process.threadCpuUsage()
  setInterval(() => {
    const used = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    longestMicros = Math.max(longestMicros, used.user + used.system)
  }, 1).unref()
}

process.on('message', ({ id, ask }) => {
  if (ask === 'settle') for (let i = 0; i < 4; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, external, rss } = process.memoryUsage()
  const stallMs = longestMicros / 1000
  longestMicros = 0
  process.send?.({ id, cpuMicros: user + system, liveBytes: heapUsed + external, rssBytes: rss, stallMs })
})
process.on('disconnect', () => process.exit(0))
process.channel?.unref()
