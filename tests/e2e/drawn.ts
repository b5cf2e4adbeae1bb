/** How many components React drew in a page: as its developer tools are told, with the built window as it is. */
import type { Page } from 'playwright-core'

export interface Commit {
  /** On the page's clock. */
  readonly at: number
  readonly drawn: number
}

interface Counting {
  commits: Commit[]
  __REACT_DEVTOOLS_GLOBAL_HOOK__: unknown
}

/** Runs in the page before anything else. Throws in the page where React no longer tells what is read here. */
export function countDrawn(): void {
  interface Fiber {
    readonly type: unknown
    readonly flags: number
    readonly child: Fiber | null
    readonly sibling: Fiber | null
    readonly alternate: Fiber | null
  }
  /** React's mark of a component that it called, the same in all of its builds: its developer tools need it. */
  const PERFORMED_WORK = 1
  const page = globalThis as unknown as Counting
  page.commits = []
  let drawn = 0
  /** `before` null: it was not there; the same: nothing below it was looked at. */
  const count = (fiber: Fiber, before: Fiber | null): void => {
    if (fiber === before) return
    const isComponent = typeof fiber.type === 'function' || (typeof fiber.type === 'object' && fiber.type !== null)
    if (isComponent && (fiber.flags & PERFORMED_WORK) !== 0) drawn++
    if (before && before.child === fiber.child) return
    for (let child = fiber.child; child; child = child.sibling) count(child, before && child.alternate)
  }
  page.__REACT_DEVTOOLS_GLOBAL_HOOK__ = {
    supportsFiber: true,
    inject: () => 1,
    onCommitFiberRoot: (_id: number, root: { readonly current: Fiber }) => {
      drawn = 0
      count(root.current, root.current.alternate)
      page.commits.push({ at: performance.now(), drawn })
    },
    onPostCommitFiberRoot: () => undefined,
    onCommitFiberUnmount: () => undefined,
  }
}

/** What was drawn since it was last asked. */
export function commitsSince(page: Page): Promise<readonly Commit[]> {
  return page.evaluate(() => (globalThis as unknown as Counting).commits.splice(0))
}
