import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import * as job from '../../../src/crdt/job/index.ts'
import type { KnownVehicle, ReceptionStepId } from '../../../src/crdt/job/index.ts'
import { CHECKLISTS, REQUIRED_VIEWS } from '../../../src/crdt/vocabulary/index.ts'
import { jobContent } from '../../../src/crdt/seal/index.ts'
import { openShop } from '../../../src/crdt/shop/index.ts'
import { createPen } from '../pen.ts'

const CAR: KnownVehicle = { plate: 'GR-204-KD', make: 'Porsche', model: '911' }
const SHA = 'a'.repeat(64)

function reception() {
  const open = job.openJob(new Y.Doc())
  const pen = createPen('ana', 1)
  const stateOf = (step: ReceptionStepId, vehicle: KnownVehicle | null = CAR) =>
    job.receptionSteps(open.view(), vehicle).find((each) => each.step === step)!.state
  const tick = (check: string) => job.check(open.ledger, 'reception', check, true, pen)
  const photo = (view: (typeof REQUIRED_VIEWS)[number]) =>
    job.addPhoto(
      open.ledger,
      {
        ...{ sha256: SHA, thumbnail: null, rendition: null, mime: 'image/jpeg', bytes: 1, width: 1, height: 1 },
        ...{ phase: 'reception', view, zone: null, defect: null },
      },
      pen,
    )
  return { open, ledger: open.ledger, pen, stateOf, tick, photo }
}

test('every tick of the reception’s list belongs to exactly one step', () => {
  const all = Object.values(job.STEP_CHECKS).flat()
  expect([...all].sort()).toEqual(Object.keys(CHECKLISTS.reception.checks).sort())
})

describe('[R1] a step is done when it holds what it is for and its ticks say so', () => {
  test('mileage: neither the number alone nor the tick alone', () => {
    const { ledger, pen, stateOf, tick } = reception()
    expect(stateOf('odometer')).toBe('todo')
    job.setOdometer(ledger, 812, pen)
    expect(stateOf('odometer')).toBe('started')
    tick('odometer')
    expect(stateOf('odometer')).toBe('done')
  })

  test('photos: the tick does not stand for a view that is missing', () => {
    const { stateOf, tick, photo } = reception()
    for (const view of REQUIRED_VIEWS.slice(1)) photo(view)
    tick('photo_tour')
    expect(stateOf('photos')).toBe('started')
    photo(REQUIRED_VIEWS[0])
    expect(stateOf('photos')).toBe('done')
  })

  test('identity waits for the vehicle’s document', () => {
    const { stateOf, tick } = reception()
    expect(stateOf('identity', null)).toBe('todo')
    tick('identity')
    expect(stateOf('identity', null)).toBe('started')
    expect(stateOf('identity', { ...CAR, plate: '' })).toBe('started')
    expect(stateOf('identity')).toBe('done')
  })

  test('damage: looked at, also when there is none', () => {
    const { ledger, pen, stateOf, tick } = reception()
    job.reviewDamage(ledger, true, pen)
    tick('damage_map')
    expect(stateOf('damage')).toBe('done')
  })
})

test('[R1] two different answers are to be decided, and the step is not done', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  const [mine, theirs] = [job.openJob(a), job.openJob(b)]
  const ana = createPen('ana', 1)
  job.setOdometer(mine.ledger, 812, ana)
  job.setOdometer(theirs.ledger, 821, createPen('joe', 2))
  Y.applyUpdate(a, Y.encodeStateAsUpdate(b))
  job.check(mine.ledger, 'reception', 'odometer', true, ana)
  expect(job.receptionSteps(mine.view(), CAR)[1]).toMatchObject({ step: 'odometer', state: 'contested' })
})

test('whoever goes on is led to what is missing, onwards first', () => {
  const { open, ledger, pen, tick } = reception()
  const steps = () => job.receptionSteps(open.view(), CAR)
  expect(job.nextStep(steps())).toBe('identity')
  tick('identity')
  expect(job.nextStep(steps())).toBe('odometer')
  expect(job.nextStep(steps(), 'zones')).toBe('odometer')
  expect(job.nextStep(steps(), 'damage')).toBe('thickness')
  job.setZoneExtent(ledger, 'hood', 'full', pen)
  for (const check of Object.keys(CHECKLISTS.reception.checks)) tick(check)
  job.setOdometer(ledger, 812, pen)
  job.reviewDamage(ledger, true, pen)
  expect(job.nextStep(steps())).toBe('photos')
  expect(job.nextStep(steps(), 'photos')).toBeNull()
})

describe('a damage may have an arrow', () => {
  const scratch = { zone: 'hood', phase: 'pre_existing', type: 'scratch', severity: 1, note: '' } as const

  test('it is kept with its place; without one the row is as it always was', () => {
    const { open, ledger, pen } = reception()
    job.addDefect(ledger, { ...scratch, position: { x: 10, y: 20 }, arrow: { x: 30, y: 40 } }, pen)
    job.addDefect(ledger, { ...scratch, position: { x: 10, y: 20 } }, pen)
    const [withArrow, plain] = open.view().defects
    expect(withArrow).toMatchObject({ position: { x: 10, y: 20 }, arrow: { x: 30, y: 40 } })
    expect(plain).not.toHaveProperty('arrow') // or every sealed job would have another hash
  })

  test.each([
    { kind: 'arrow', to: { x: 3, y: 4 } },
    { kind: 'ring', to: { x: 3, y: 4 } },
    {
      kind: 'line',
      through: [
        { x: 3, y: 4 },
        { x: 5, y: 6 },
      ],
    },
    { kind: 'words', text: 'éclat' },
  ] as const)('[R3] with a drawing from there on: %j', (drawn) => {
    const { open, ledger, pen, photo } = reception()
    const at = { photo: photo('front_left'), defect: null, place: { x: 1, y: 2 }, arrow: null }
    job.markPhoto(ledger, { ...at, drawn }, pen)
    expect(open.view().marks).toMatchObject([{ ...at, drawn }])
  })

  test.each([
    { kind: 'star', to: { x: 1, y: 1 } },
    { kind: 'ring', to: { x: 1001, y: 1 } },
    { kind: 'line', through: [] },
    { kind: 'line', through: Array.from({ length: 401 }, () => ({ x: 1, y: 1 })) },
    { kind: 'words', text: '' },
    { kind: 'words', text: 'x'.repeat(121) },
    'ring',
    [],
  ])('[R3] of a drawing that does not read (%j) the pin stays', (drawn) => {
    const read = job.decoders.mark({ photo: 'p', defect: null, place: { x: 1, y: 2 }, arrow: null, drawn } as never)
    expect(read).toEqual({ photo: 'p', defect: null, place: { x: 1, y: 2 }, arrow: null })
  })

  test.each([{ x: 1001, y: 0 }, { x: 0.5, y: 1 }, 'up', null])('one that makes no sense (%j) is no arrow', (arrow) => {
    const read = job.decoders.defect({ ...scratch, position: { x: 1, y: 1 }, arrow } as never)
    expect(read).toEqual({ ...scratch, position: { x: 1, y: 1 } })
  })

  test('an arrow needs a place to start from', () => {
    expect(job.decoders.defect({ ...scratch, position: null, arrow: { x: 1, y: 1 } } as never)).not.toHaveProperty(
      'arrow',
    )
  })
})

describe('[R2] a mark lies beside the photo', () => {
  const content = (view: ReturnType<ReturnType<typeof job.openJob>['view']>) =>
    jobContent('01JOB', view, { client: null, vehicle: null, shop: openShop(new Y.Doc()).view() })

  test('with its place, its arrow and what is to be seen; the photo’s row stays', () => {
    const { open, ledger, pen, photo } = reception()
    const taken = photo('front_left')
    const before = open.view().photos
    job.markPhoto(ledger, { photo: taken, defect: null, place: { x: 0, y: 1000 }, arrow: { x: 5, y: 6 } }, pen)
    expect(open.view().marks).toMatchObject([{ photo: taken, place: { x: 0, y: 1000 }, arrow: { x: 5, y: 6 } }])
    expect(open.view().photos).toBe(before)
  })

  test('without any, the content has no member for them; withdrawn, it is gone again', () => {
    const { open, ledger, pen, photo } = reception()
    const taken = photo('front_right')
    const plain = content(open.view())
    expect(plain).not.toHaveProperty('marks')
    const mark = job.markPhoto(ledger, { photo: taken, defect: null, place: { x: 1, y: 1 }, arrow: null }, pen)
    expect(content(open.view())['marks']).toHaveLength(1)
    job.withdrawFact(ledger, mark, 'mauvaise photo', pen)
    expect(content(open.view())).toEqual(plain)
  })

  test.each([{ x: 1001, y: 0 }, { x: -1, y: 0 }, { x: 0.5, y: 0 }, null])(
    'a place that makes no sense (%j) is no mark',
    (place) => {
      expect(job.decoders.mark({ photo: 'p', defect: null, place, arrow: null } as never)).toBeUndefined()
    },
  )
})

test('[V15] a package that comes later brings what is lacking, on that body, and leaves what is there', () => {
  const { open, ledger, pen } = reception()
  job.setZoneExtent(ledger, 'hood', 'custom', pen)
  const added = job.addPackage(ledger, 'full_front', { body: 'sedan', present: new Set(['hood']) }, pen)
  expect(added).toBe(7)
  expect(open.view().zones.find((zone) => zone.zone === 'hood')!.extent.value).toBe('custom')
  expect(open.view().package.value).toBe('full_front')
  expect(open.view().zones).toHaveLength(8)
})
