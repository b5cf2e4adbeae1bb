import fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { withdraw } from '../../../src/crdt/ledger/index.ts'
import * as job from '../../../src/crdt/job/index.ts'
import type { ZoneCheckId } from '../../../src/crdt/vocabulary/index.ts'
import { createPen } from '../pen.ts'

function desk(person: string, seed: number, startAt?: number) {
  const doc = new Y.Doc()
  const open = job.openJob(doc)
  const pen = createPen(person, seed, startAt)
  const heat = () =>
    open
      .view()
      .zones.find((zone) => zone.zone === 'hood')
      ?.checks.find((c) => c.check === 'heat')?.value
  return { doc, ledger: open.ledger, view: open.view, pen, heat, state: () => job.readUndo(open.ledger, pen) }
}
type Desk = ReturnType<typeof desk>

function sync(a: Desk, b: Desk): void {
  const [ofA, ofB] = [Y.encodeStateAsUpdate(a.doc), Y.encodeStateAsUpdate(b.doc)]
  Y.applyUpdate(a.doc, ofB)
  Y.applyUpdate(b.doc, ofA)
}
const tick = ({ ledger, pen }: Desk, value = true, check: ZoneCheckId = 'heat') =>
  job.checkZone(ledger, 'hood', check, value, pen)

function withHood(desk: Desk): Desk {
  job.setZoneExtent(desk.ledger, 'hood', 'full', desk.pen)
  return desk
}

test('[U1] [U2] the last step goes, then the one before it, and each can be made again', () => {
  const ana = withHood(desk('ana', 1))
  tick(ana)
  tick(ana, false)
  expect(job.undo(ana.ledger, ana.pen)?.facts).toMatchObject([{ value: false }])
  expect(ana.heat()).toBe(true)
  job.undo(ana.ledger, ana.pen)
  expect(ana.heat()).toBeUndefined()
  expect(job.redo(ana.ledger, ana.pen)?.facts).toMatchObject([{ value: true }])
  expect(ana.heat()).toBe(true)
  job.redo(ana.ledger, ana.pen)
  expect(ana.heat()).toBe(false)
  expect(job.redo(ana.ledger, ana.pen)).toBeNull()
})

test('[U1] after a restart and a sync the same steps are there: they are in the document', () => {
  const ana = withHood(desk('ana', 1))
  const joe = desk('joe', 2)
  tick(ana)
  job.undo(ana.ledger, ana.pen)
  sync(ana, joe)
  const again = desk('ana', 1, 1_790_000_500_000)
  Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(joe.doc))
  expect(again.state().redo?.facts).toMatchObject([{ item: job.zoneCheckItem('hood', 'heat'), value: true }])
  job.redo(again.ledger, again.pen)
  expect(again.heat()).toBe(true)
  expect(again.state().undo?.facts).toMatchObject([{ value: true }])
})

test('[U1] nobody takes back what others did, nor what they did themselves on another device', () => {
  const ana = withHood(desk('ana', 1))
  const elsewhere = desk('ana', 2)
  sync(ana, elsewhere)
  expect(elsewhere.state()).toEqual({ undo: null, kept: null, redo: null })
  expect(job.undo(elsewhere.ledger, elsewhere.pen)).toBeNull()
  expect(elsewhere.view().zones).toHaveLength(1)
})

test('[U2] one command is one step', () => {
  const ana = desk('ana', 1)
  job.addPackage(ana.ledger, 'full_front', { body: 'sedan', present: new Set() }, ana.pen)
  expect(ana.view().zones).toHaveLength(8)
  job.undo(ana.ledger, ana.pen)
  expect(ana.view().zones).toHaveLength(0)
  job.redo(ana.ledger, ana.pen)
  expect(ana.view().zones).toHaveLength(8)
})

describe('[U3] what somebody built on stays', () => {
  test('their answer stands alone, and the step before is offered', () => {
    const [ana, joe] = [withHood(desk('ana', 1)), desk('joe', 2)]
    tick(ana, true, 'placed')
    tick(ana)
    sync(ana, joe)
    tick(joe, false)
    sync(ana, joe)
    expect(ana.state()).toMatchObject({
      kept: { by: 'joe' },
      undo: { facts: [{ item: job.zoneCheckItem('hood', 'placed') }] },
    })
    job.undo(ana.ledger, ana.pen)
    expect(ana.heat()).toBe(false)
    expect(ana.view().conflicts).toEqual([])
  })

  test('a defect whose outcome somebody told', () => {
    const [ana, joe] = [withHood(desk('ana', 1)), desk('joe', 2)]
    const defect = job.addDefect(
      ana.ledger,
      { zone: 'hood', phase: 'inspection', type: 'tear', severity: 2, note: '', position: null },
      ana.pen,
    )
    sync(ana, joe)
    job.setDefectOutcome(joe.ledger, defect, 'reworked', joe.pen)
    sync(ana, joe)
    expect(ana.state().kept).toMatchObject({ by: 'joe' })
    job.undo(ana.ledger, ana.pen)
    expect(ana.view().defects).toHaveLength(1)
  })

  test('taken back apart from an answer that was built on it: both stand side by side, nothing is lost', () => {
    const [ana, joe] = [withHood(desk('ana', 1)), desk('joe', 2)]
    job.setOdometer(ana.ledger, 100, ana.pen)
    job.setOdometer(ana.ledger, 200, ana.pen)
    sync(ana, joe)
    job.undo(ana.ledger, ana.pen) // 100 again
    job.setOdometer(joe.ledger, 300, joe.pen) // in place of the 200 that Joe saw
    sync(ana, joe)
    expect(new Set(ana.view().odometerKm.heads.map((head) => head.value))).toEqual(new Set([100, 300]))
    expect(joe.view().odometerKm.contested).toBe(true)
  })
})

describe('[U4] what is not taken back', () => {
  test('the making of the job', () => {
    const ana = desk('ana', 1)
    job.createJob(ana.ledger, { number: 'D-1', title: 'X', client: 'c', vehicle: 'v', package: 'full_front' }, ana.pen)
    expect(ana.state().undo).toBeNull()
  })

  test('signing and refusing', () => {
    const ana = withHood(desk('ana', 1))
    job.refuseToSign(ana.ledger, { signer: 'S', reason: 'pressed', hash: 'a'.repeat(64) }, ana.pen)
    expect(ana.state().undo?.facts).toMatchObject([{ item: job.zoneItem('hood', 'extent') }])
  })

  test('a closed version, but what came after it', () => {
    const ana = withHood(desk('ana', 1))
    tick(ana)
    const seal = job.seal(ana.ledger, 'b'.repeat(64), 'Ana', ana.pen)
    expect(ana.state().undo).toBeNull()
    tick(ana, true, 'edges')
    expect(ana.state().undo?.facts).toMatchObject([{ item: job.zoneCheckItem('hood', 'edges') }])
    job.undo(ana.ledger, ana.pen)
    expect(ana.view().standing.kind).toBe('sealed')
    withdraw(ana.ledger, seal, 'reopened', ana.pen)
    expect(ana.state().undo?.facts).toMatchObject([{ item: job.zoneCheckItem('hood', 'heat') }])
  })
})

describe('[U5] making again', () => {
  test('ends with a new edit', () => {
    const ana = withHood(desk('ana', 1))
    tick(ana)
    job.undo(ana.ledger, ana.pen)
    tick(ana, true, 'edges')
    expect(ana.state().redo).toBeNull()
  })

  test('ends when somebody else has answered meanwhile', () => {
    const [ana, joe] = [withHood(desk('ana', 1)), desk('joe', 2)]
    tick(ana)
    job.undo(ana.ledger, ana.pen)
    sync(ana, joe)
    tick(joe, false)
    sync(ana, joe)
    expect(ana.state().redo).toBeNull()
  })

  test('ends after a withdrawal with a reason', () => {
    const ana = withHood(desk('ana', 1))
    const reading = job.addReading(ana.ledger, { airDeci: 200, surfaceDeci: null, humidity: 50, place: '' }, ana.pen)
    tick(ana)
    job.undo(ana.ledger, ana.pen)
    withdraw(ana.ledger, reading, 'wrong gauge', ana.pen)
    expect(ana.state().redo).toBeNull()
    expect(ana.state().undo?.facts).toMatchObject([{ item: job.zoneItem('hood', 'extent') }])
  })
})

type Move = readonly [who: 0 | 1, what: 'tick' | 'untick' | 'km' | 'undo' | 'redo' | 'sync', n: number]
const moves = fc.array(
  fc.tuple(
    fc.constantFrom(0 as const, 1 as const),
    fc.constantFrom('tick', 'untick', 'km', 'undo', 'redo', 'sync' as const),
    fc.nat({ max: 3 }),
  ),
  { maxLength: 60 },
)
const CHECKS: readonly ZoneCheckId[] = ['template', 'roll', 'placed', 'heat']

function play(desks: readonly [Desk, Desk], script: readonly Move[]): void {
  for (const [who, what, n] of script) {
    const at = desks[who]
    if (what === 'tick' || what === 'untick') tick(at, what === 'tick', CHECKS[n]!)
    else if (what === 'km') job.setOdometer(at.ledger, n, at.pen)
    else if (what === 'undo') job.undo(at.ledger, at.pen)
    else if (what === 'redo') job.redo(at.ledger, at.pen)
    else sync(...desks)
  }
}
const pair = (): [Desk, Desk] => {
  const desks: [Desk, Desk] = [withHood(desk('ana', 1)), desk('joe', 2)]
  sync(...desks)
  return desks
}

test('[U3] whatever both do, in whatever order they meet: nobody’s fact is withdrawn by another, and they agree', () => {
  fc.assert(
    fc.property(moves, (script) => {
      const desks = pair()
      play(desks, script)
      sync(...desks)
      for (const fact of desks[0].ledger.facts()) {
        if (fact.kind === 'void') expect(desks[0].ledger.fact(fact.of)?.by).toBe(fact.by)
      }
      expect(desks[1].view()).toEqual(desks[0].view())
      expect(desks[0].view()).toEqual(job.openJob(desks[0].doc).view())
    }),
  )
})

test('[U3] [U5] while nobody else speaks of it, taking back brings the former view, making again the later one', () => {
  fc.assert(
    fc.property(moves, (script) => {
      const desks = pair()
      // Joe ticks what Ana does not.
      const apart = script.filter(([who, what]) => who === 0 || what !== 'km')
      play(
        desks,
        apart.map(([who, what, n]): Move => [who, what, what.endsWith('tick') ? (n % 2) + 2 * who : n]),
      )
      sync(...desks)
      const [ana] = desks
      const seen = () => {
        const { odometerKm, zones, conflicts } = ana.view()
        return [
          odometerKm.heads.map((h) => h.value),
          zones.map((z) => z.checks.map((c) => c.heads.map((h) => h.value))),
          conflicts.length,
        ]
      }
      const steps = [seen()]
      while (job.undo(ana.ledger, ana.pen)) steps.push(seen())
      for (const before of steps.toReversed().slice(1)) {
        expect(job.redo(ana.ledger, ana.pen)).not.toBeNull()
        expect(seen()).toEqual(before)
      }
    }),
  )
})

test('[U1] a reader that follows says what one that begins anew says', () => {
  fc.assert(
    fc.property(moves, (script) => {
      const desks = pair()
      const [ana] = desks
      const reader = new job.UndoReader(ana.ledger, ana.pen)
      for (const move of script) {
        play(desks, [move])
        expect(reader.state()).toEqual(job.readUndo(ana.ledger, ana.pen))
      }
      reader.destroy()
    }),
    { numRuns: 40 },
  )
})
