/** Which devices are here: by a websocket, or by waiting for what is new. One without an open document only waits. */

/** From one answer to the next question of a device that brings its documents level meanwhile. */
const LINGER_MS = 5000

export interface Present {
  /** Returns how it leaves; only the first call counts. */
  came(device: string): () => void
  /** As {@link came}, for a wait that is over and will likely be followed by the next: it leaves a little later. */
  waits(device: string): () => void
  /** Forgets what would happen later. */
  stop(): void
}

/** `tell` hears when a device has come and when all of its ways are gone, in turns. */
export function createPresent(tell: (device: string, here: boolean) => void, lingerMs = LINGER_MS): Present {
  const ways = new Map<string, number>()
  const lingering = new Set<NodeJS.Timeout>()

  function came(device: string): () => void {
    const before = ways.get(device) ?? 0
    ways.set(device, before + 1)
    if (before === 0) tell(device, true)
    let here = true
    return () => {
      if (!here) return
      here = false
      const left = (ways.get(device) ?? 0) - 1
      if (left > 0) return void ways.set(device, left)
      ways.delete(device)
      tell(device, false)
    }
  }

  return {
    came,
    waits(device) {
      const leave = came(device)
      return () => {
        const timer = setTimeout(() => {
          lingering.delete(timer)
          leave()
        }, lingerMs)
        lingering.add(timer.unref())
      }
    },
    stop() {
      for (const timer of lingering) clearTimeout(timer)
      lingering.clear()
    },
  }
}
