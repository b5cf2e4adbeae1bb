/**
 * What follows from an edit, but is not where the finger is, waits until the frame that answers the finger stands:
 * how much is unsaved, what undo would take back. It comes with the next frame.
 */

/** A hidden window draws no frames. */
const NO_FRAME_MS = 100

export interface AfterFrame {
  /** Once after the next frame, however often it is asked for until then. */
  ask(): void
  /** At once, if it was asked for. */
  now(): void
  /** Not at all. */
  drop(): void
}

export function createAfterFrame(work: () => void): AfterFrame {
  let cancel: (() => void) | undefined
  const drop = () => {
    cancel?.()
    cancel = undefined
  }
  const run = () => {
    drop()
    work()
  }
  return {
    ask() {
      cancel ??= afterFrame(run)
    },
    now() {
      if (cancel) run()
    },
    drop,
  }
}

/** Runs `work` once the next frame is drawn. Returns what prevents it. */
function afterFrame(work: () => void): () => void {
  if (typeof requestAnimationFrame !== 'function') return later(work, 0)
  let cancelDrawn = () => {}
  const cancelHidden = later(work, NO_FRAME_MS)
  const frame = requestAnimationFrame(() => {
    cancelHidden()
    cancelDrawn = later(work, 0) // the frame's own callbacks come before it is painted
  })
  return () => {
    cancelHidden()
    cancelDrawn()
    cancelAnimationFrame(frame)
  }
}

function later(work: () => void, ms: number): () => void {
  const timer = setTimeout(work, ms)
  return () => clearTimeout(timer)
}
