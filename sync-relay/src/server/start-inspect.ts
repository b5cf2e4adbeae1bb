/** Small updates are looked at on the spot, in the order of the frames; big ones in a thread. */
import type { Inspect } from '../core/core.ts'
import { createInspectionPool, INLINE_BYTES } from '../validator/inspection-pool.ts'
import { inspectUpdate } from '../validator/inspect.ts'

export interface Inspector {
  readonly inspect: Inspect
  close(): Promise<void>
}

export function createInspector(workerUrl: URL | undefined): Inspector {
  const pool = createInspectionPool(workerUrl === undefined ? {} : { workerUrl })
  return {
    inspect(bytes, done) {
      if (bytes.length <= INLINE_BYTES) return done(inspectUpdate(bytes))
      pool.inspect(bytes).then(done, () => done(null))
    },
    close: () => pool.close(),
  }
}
