/**
 * `npm run bench:app -- [--quick] [--only tick|opening|memory|desktops|scrolling] [--strict]`: what a person waits for, measured
 * in the built window, in a real Chromium. Before it, `npm run bench:view` tells what the document alone costs.
 * Exits with 1 for a goal that is not met only with --strict: on a busy machine a figure tells about the machine.
 * It stands here because it uses the tests' stage and hands, and nobody imports tests.
 */
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { setup } from '../../e2e/global-setup.ts'
import { launchBrowser } from '../../e2e/stage.ts'
import { isMet, table, type Figure } from './figures.ts'
import { measureMemory } from './memory.ts'
import { measureOpening } from './opening.ts'
import { measureScrolling } from './scrolling.ts'
import { measureTicks } from './tick.ts'
import { measureTwoDesktops } from './two-desktops.ts'
import { SWITCHES } from './window.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
})
const { quick } = values
process.chdir(path.resolve(import.meta.dirname, '../../..'))
await setup()
const [cpu] = os.cpus()
const load = () => os.loadavg()[0]!.toFixed(1)
console.log(`${os.availableParallelism()} × ${cpu?.model.trim() ?? 'unknown'}, Node ${process.version}, load ${load()}`)

const figures: Figure[] = []
const browser = await launchBrowser(SWITCHES)
const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  tick: () => measureTicks(browser, quick ? 60 : 300),
  opening: () => measureOpening(browser, quick ? 8 : 32),
  desktops: () => measureTwoDesktops(quick ? 30 : 150, quick ? 20 : 1000),
  scrolling: () => measureScrolling(browser, quick ? 2 : 5),
  memory: () => measureMemory(browser, quick ? 100 : 1000),
}
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (name.includes(values.only)) figures.push(...(await measure()))
  }
} finally {
  await browser.close()
}
console.log(`\n${table(figures)}\n\nChromium ${browser.version()}, load ${load()} at the end`)
const missed = figures.filter((figure) => !isMet(figure)).length
if (missed > 0) console.log(`${missed} not met`)
process.exitCode = missed > 0 && values.strict ? 1 : 0
