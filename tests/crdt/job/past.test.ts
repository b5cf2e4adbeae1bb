import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { withdraw } from '../../../src/crdt/ledger/index.ts'
import * as job from '../../../src/crdt/job/index.ts'
import { CHECKLISTS } from '../../../src/crdt/vocabulary/index.ts'
import { createPen } from '../pen.ts'

function desk(person = 'ana', seed = 1) {
  const doc = new Y.Doc()
  return { doc, ...job.openJob(doc), open: job.openJob(doc), pen: createPen(person, seed) }
}
const made = { number: 'D-1', title: 'Face avant', client: 'c', vehicle: 'v', package: 'full_front' } as const
const cut = {
  ...{ zones: ['hood'], film: 'f', roll: 'r', lot: 'l', widthMm: 1520, lengthMm: 1000, netMm2: 1, centsPerM2: null },
  purpose: 'cut' as const,
}

describe('[H1] a job as it stood is the view of the facts up to then', () => {
  test('at a fact: what came later is not there', () => {
    const { open, ledger, pen } = desk()
    job.createJob(ledger, made, pen)
    const at = job.setOdometer(ledger, 100, pen)
    job.setOdometer(ledger, 200, pen)
    job.useFilm(ledger, cut, pen)
    const then = job.jobAt(ledger, { upTo: at })!
    expect(then.view().odometerKm.value).toBe(100)
    expect(then.view().filmUses).toEqual([])
    expect(open.view().odometerKm.value).toBe(200)
  })

  test('at the last fact: the present view, but for texts', () => {
    const { open, ledger, pen } = desk()
    job.createJob(ledger, made, pen)
    job.useFilm(ledger, cut, pen)
    const last = ledger.facts().at(-1)!.id
    expect(job.jobAt(ledger, { upTo: last })!.view()).toEqual(open.view())
  })

  test('what was withdrawn later stood then', () => {
    const { ledger, pen } = desk()
    const use = job.useFilm(ledger, cut, pen)
    withdraw(ledger, use, 'wrong roll', pen)
    expect(job.jobAt(ledger, { upTo: use })!.view().filmUses).toHaveLength(1)
  })

  test('writing into the past changes nothing', () => {
    const { open, ledger, pen } = desk()
    const at = job.setOdometer(ledger, 100, pen)
    job.setOdometer(job.jobAt(ledger, { upTo: at })!.ledger, 900, pen)
    expect(open.view().odometerKm.value).toBe(100)
  })

  test('an id that is not here is no moment', () => {
    expect(job.jobAt(desk().ledger, { upTo: 'nothing' })).toBeUndefined()
    expect(job.jobAt(desk().ledger, { seal: 'nothing' })).toBeUndefined()
  })
})

test('[H2] a seal’s past is exactly what it covered, whatever the clocks said', () => {
  const [ana, joe] = [desk('ana', 1), desk('joe', 2)]
  job.createJob(ana.ledger, made, ana.pen)
  // Joe's clock is a year behind: by ids his late work lies before the seal.
  const slow = createPen('joe', 2, 1_758_000_000_000)
  Y.applyUpdate(joe.doc, Y.encodeStateAsUpdate(ana.doc))
  const seal = job.seal(ana.ledger, 'a'.repeat(64), 'Ana', ana.pen)
  job.setOdometer(joe.ledger, 300, slow)
  Y.applyUpdate(ana.doc, Y.encodeStateAsUpdate(joe.doc))
  expect(job.jobAt(ana.ledger, { upTo: seal })!.view().odometerKm.value).toBe(300)
  expect(job.jobAt(ana.ledger, { seal })!.view().odometerKm.value).toBeUndefined()
  expect(job.jobAt(ana.ledger, { seal })!.view().state).toBe('closed')
})

test('[H3] milestones in the order in which they happened', () => {
  const { open, ledger, pen } = desk()
  job.createJob(ledger, made, pen)
  for (const check of Object.keys(CHECKLISTS.reception.checks)) job.check(ledger, 'reception', check, true, pen)
  job.useFilm(ledger, cut, pen)
  job.suspend(ledger, 'pièce attendue', pen)
  job.resume(ledger, pen)
  job.sign(ledger, { signer: 'S', role: '', email: '', hash: 'a'.repeat(64), strokes: [] }, pen)
  const seal = job.seal(ledger, 'a'.repeat(64), 'Ana', pen)
  withdraw(ledger, seal, 'retouche', pen)
  const list = job.milestones(ledger, open.view())
  expect(list.map(({ kind }) => kind)).toEqual([
    'created',
    'received',
    'first_cut',
    'suspended',
    'signed',
    'sealed',
    'reopened',
  ])
  expect(list.find(({ kind }) => kind === 'sealed')).toMatchObject({ moment: { seal }, revision: 'A' })
})

describe('[H4] what differs between then and now', () => {
  test('claims with both values, rows added and withdrawn', () => {
    const { ledger, pen } = desk()
    job.createJob(ledger, made, pen)
    const first = job.useFilm(ledger, cut, pen)
    const then = job.jobAt(ledger, { upTo: first })!
    job.setOdometer(ledger, 200, pen)
    job.setTitle(ledger, 'Complet', pen)
    withdraw(ledger, first, 'wrong roll', pen)
    const second = job.useFilm(ledger, cut, pen)
    const difference = job.compareJobs(then.ledger, ledger)
    expect(difference.claims).toMatchObject([
      { item: 'odometer', was: [], is: [200] },
      { item: 'title', was: ['Face avant'], is: ['Complet'], by: 'ana' },
    ])
    expect(difference.added.map(({ id }) => id)).toEqual([second])
    expect(difference.withdrawn.map(({ id }) => id)).toEqual([first])
  })

  test('nothing between equal ones; the same said twice is no difference', () => {
    const { ledger, pen } = desk()
    const at = job.setOdometer(ledger, 200, pen)
    const then = job.jobAt(ledger, { upTo: at })!
    job.setOdometer(ledger, 200, pen)
    expect(job.compareJobs(then.ledger, ledger)).toEqual({ claims: [], added: [], withdrawn: [] })
  })
})
