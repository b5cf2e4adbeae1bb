import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What axe finds on the screen as it is now, one line for each element. The page's policy allows no script of ours:
 * axe is evaluated through the debugger, which the policy does not bind.
 * `except`: rules that are not asked, by name. `only`: no others are.
 */
export async function axeFindings(
  window: Page,
  except: readonly string[] = [],
  only?: readonly string[],
): Promise<readonly string[]> {
  // A colour in the middle of a transition has a contrast that nobody will see.
  await window.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        // Those that follow a scroll position instead of time have no end.
        .filter((animation) => animation.timeline === document.timeline)
        .filter((animation) => animation.effect?.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => undefined)),
    ),
  )
  if (!(await window.evaluate(() => 'axe' in globalThis))) await window.evaluate(axe.source)
  const violations = await window.evaluate(
    async ([unasked, asked]) => {
      const { axe: engine } = globalThis as unknown as { axe: typeof import('axe-core') }
      const rules = Object.fromEntries(unasked.map((rule) => [rule, { enabled: false }]))
      const runOnly = asked ? { runOnly: { type: 'rule' as const, values: [...asked] } } : {}
      const results = await engine.run(document, { resultTypes: ['violations'], rules, ...runOnly })
      return results.violations.flatMap((violation) =>
        violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')} – ${node.failureSummary ?? ''}`),
      )
    },
    [except, only] as const,
  )
  return violations.map((line) => line.replace(/\s+/g, ' '))
}
