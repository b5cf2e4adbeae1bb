/** `npm run bench:relay`: our relay beside its peers on the same loads. What is measured and how: README.md here. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, othersBusy } from './machine.ts'
import { MEASUREMENTS } from './measurements/index.ts'
import type { Bench } from './measurements/measurement.ts'
import { installPeers } from './peers.ts'
import { SERVER_NAMES } from './servers.ts'
import type { ServerName } from './servers.ts'
import { tableOf } from './table.ts'
import type { Runs } from './table.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    servers: { type: 'string' },
    runs: { type: 'string' },
    folder: { type: 'string', default: path.join(ROOT, 'tmp', 'bench-relay') },
    tree: { type: 'string' },
  },
})

const only = values.only?.split(',').map(Number)
const chosen = MEASUREMENTS.filter(({ number }) => only === undefined || only.includes(number))
if (chosen.length === 0) throw new Error(`--only ${values.only}: there is 1 to ${MEASUREMENTS.length}`)
const servers = (values.servers?.split(',') ?? SERVER_NAMES) as readonly ServerName[]
const unknown = servers.filter((name) => !SERVER_NAMES.includes(name))
if (unknown.length > 0) throw new Error(`--servers ${unknown.join()}: there is ${SERVER_NAMES.join()}`)
const runCount = Number(values.runs ?? (values.quick ? 1 : 3))

if (servers.some((name) => name !== 'ours')) installPeers()
mkdirSync(values.folder, { recursive: true })
const started = new Date()
const bench: Bench = {
  quick: values.quick,
  folder: path.resolve(process.env['RPMA_CALLED_FROM'] ?? '.', values.folder),
  ...(values.tree === undefined ? {} : { tree: path.resolve(process.env['RPMA_CALLED_FROM'] ?? '.', values.tree) }),
  found: new Map(),
  say: (line) => process.stderr.write(`  ${line}\n`),
}

const head = [
  `${started.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${describeMachine()}.`,
  `${runCount} run${runCount === 1 ? '' : 's'}${values.quick ? ', QUICK: figures are rough' : ''}; medians, spans in brackets; ` +
    `ratios are medians of the ratios of each run. Load of the machine before: ${othersBusy().toFixed(2)}.`,
  '',
]
console.log(head.join('\n'))

const report = [...head]
let missed = 0
for (const measurement of chosen) {
  const runs: Partial<Record<ServerName, Readonly<Record<string, number>>>>[] = []
  for (let run = 0; run < runCount; run++) {
    const figures: (typeof runs)[number] = {}
    runs.push(figures)
    // Turn about: whoever goes first meets the machine as it is then.
    const order = measurement.servers.filter((name) => servers.includes(name))
    for (const name of run % 2 === 0 ? order : order.toReversed()) {
      bench.say(`— load ${measurement.number}, run ${run + 1} of ${runCount}: ${name}`)
      try {
        figures[name] = await measurement.measure(bench, name)
      } catch (error) {
        bench.say(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }
  const table = tableOf(measurement, runs satisfies Runs)
  missed += table.missed
  report.push(...table.lines)
  console.log(table.lines.join('\n'))
}
const end = `${missed === 0 ? 'Every goal that was measured is met.' : `${missed} goal${missed === 1 ? '' : 's'} not met.`}`
console.log(end)
const file = path.join(bench.folder, 'report.md')
writeFileSync(file, `${[...report, end].join('\n')}\n`)
console.log(`Written to ${path.relative(ROOT, file)}`)
