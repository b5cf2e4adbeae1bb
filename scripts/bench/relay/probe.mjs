// Loaded into every measured server (`node --import`): answers the bench on the IPC channel with what the process has
// used. Nothing runs unless asked, and the channel does not keep the process alive.
process.on('message', ({ id, ask }) => {
  if (ask === 'settle') for (let i = 0; i < 4; i++) globalThis.gc?.()
  const { user, system } = process.cpuUsage()
  const { heapUsed, external, rss } = process.memoryUsage()
  process.send?.({ id, cpuMicros: user + system, liveBytes: heapUsed + external, rssBytes: rss })
})
process.channel?.unref()
