/**
 * What one edit and the look at the job after it cost, in a job of 50 facts and in one of 5,000: a tick should
 * cost what it brings, not what the job holds. Both sizes are measured turn by turn in one run, so that a busy
 * machine slows both. `npm run bench:view`; exits with 1 when an everyday edit's ratio is above its limit.
 */
import * as Y from 'yjs'
import { openDay, type Pens } from './workshop-day.ts'
import * as job from '../../src/crdt/job/index.ts'
import { editText } from '../../src/crdt/ledger/index.ts'
import { CHECKLISTS, PACKAGES, ZONE_CHECKS, type ZoneCheckId } from '../../src/crdt/vocabulary/index.ts'

const SMALL = 50
const LARGE = 5000
const ROUNDS = 600
const WARM_UP = 100

interface Edit {
  readonly name: string
  /** Largest cost in the large job, as a multiple of that in the small one. */
  readonly limit: number
  readonly sealed?: true
  run(open: job.Job, pens: Pens, round: number): void
}
const ZONES = PACKAGES.full_front.zones.map(([zone]) => zone)
const CHECKS = Object.keys(ZONE_CHECKS) as ZoneCheckId[]
/** Walks over zones and checks, so that what one box went through stays short, as in a real job. */
function tick({ ledger }: job.Job, { ana }: Pens, round: number): void {
  const turn = Math.floor(round / (ZONES.length * CHECKS.length))
  job.checkZone(
    ledger,
    ZONES[round % ZONES.length]!,
    CHECKS[Math.floor(round / ZONES.length) % CHECKS.length]!,
    turn % 2 < 1,
    ana,
  )
}
const edits: readonly Edit[] = [
  {
    name: 'tick',
    limit: 3,
    run: tick,
  },
  {
    name: 'tick, job closed before',
    limit: 3,
    sealed: true,
    run: tick,
  },
  {
    name: 'tick on a list',
    limit: 3,
    run({ ledger }, { ana }, round) {
      const checks = Object.keys(CHECKLISTS.preparation.checks)
      job.check(ledger, 'preparation', checks[round % checks.length]!, round % 20 < 10, ana)
    },
  },
  {
    name: 'letter in a note',
    limit: 3,
    run: ({ ledger }, { ana }, n) => editText(ledger, job.NOTE, 'note '.repeat(3) + (n % 10), ana),
  },
  {
    // The list of readings is a new one, as long as there are readings: it is copied, and none is read again.
    name: 'reading added',
    limit: 10,
    run: ({ ledger }, { ana }) =>
      void job.addReading(ledger, { airDeci: 210, surfaceDeci: null, humidity: 50, place: '' }, ana),
  },
  {
    name: 'photo added',
    limit: 10,
    run: ({ ledger }, { ana }) => void job.addPhoto(ledger, photo, ana),
  },
]
const photo = {
  sha256: 'a'.repeat(64),
  thumbnail: null,
  rendition: null,
  mime: 'image/jpeg',
  bytes: 1,
  width: 1,
  height: 1,
  phase: 'during',
  view: null,
  zone: 'hood',
  defect: null,
} as const

function prepare(size: number, edit: Edit) {
  const { open, pens } = openDay(size)
  if (edit.sealed) job.seal(open.ledger, 'a'.repeat(64), 'Ana', pens.ana)
  open.view()
  return { open, pens, facts: open.ledger.size }
}

function time(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1000
}
const median = (numbers: number[]) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

let failed = false
const rows: string[][] = [['edit and view', `${SMALL} facts`, `${LARGE} facts`, 'ratio', 'limit']]
for (const edit of edits) {
  const [small, large] = [prepare(SMALL, edit), prepare(LARGE, edit)]
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [i, { open, pens }] of [small, large].entries()) {
      const taken = time(() => {
        edit.run(open, pens, round)
        open.view()
      })
      if (round >= WARM_UP) times[i as 0 | 1].push(taken)
    }
  }
  const [less, more] = [median(times[0]), median(times[1])]
  const ratio = more / less
  failed ||= ratio > edit.limit
  rows.push([edit.name, `${less.toFixed(0)} µs`, `${more.toFixed(0)} µs`, ratio.toFixed(1), `≤ ${edit.limit}`])
}

const large = openDay(LARGE).open
const bytes = Y.encodeStateAsUpdate(large.ledger.doc)
const opened = Array.from({ length: 9 }, () =>
  time(() => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, bytes)
    job.openJob(doc).view()
  }),
)

const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
for (const row of rows) {
  console.log(row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('   '))
}
console.log(
  `\nopening ${LARGE} facts (${(bytes.length / 1024).toFixed(0)} kB) and looking: ${(median(opened) / 1000).toFixed(0)} ms`,
)
console.log(`median of ${ROUNDS} rounds, both sizes turn by turn, Node ${process.version}`)
if (failed) console.log('An edit costs more than its limit.')
process.exitCode = failed ? 1 : 0
