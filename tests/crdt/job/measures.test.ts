/** Air, paint and film: what the trade's numbers mean. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addReading,
  addThickness,
  endSession,
  judgeReading,
  judgeThickness,
  startSession,
  useFilm,
  withdrawFact,
} from '../../../src/crdt/job/index.ts'
import { twoDesks } from '../desks.ts'
import { runs } from '../script.ts'
import { aCut, aReading } from './samples.ts'

test.each([
  [99, 50, 'block'],
  [100, 50, 'warn'],
  [149, 50, 'warn'],
  [150, 50, 'acceptable'],
  [179, 50, 'acceptable'],
  [180, 50, 'target'],
  [250, 50, 'target'],
  [251, 50, 'acceptable'],
  [270, 50, 'acceptable'],
  [271, 50, 'warn'],
  [350, 50, 'warn'],
  [351, 50, 'block'],
  [210, 0, 'warn'],
  [210, 29, 'warn'],
  [210, 30, 'acceptable'],
  [210, 39, 'acceptable'],
  [210, 40, 'target'],
  [210, 60, 'target'],
  [210, 61, 'acceptable'],
  [210, 70, 'acceptable'],
  [210, 71, 'warn'],
  [210, 80, 'warn'],
  [210, 81, 'block'],
  [150, 81, 'block'],
  [99, 20, 'block'],
  [271, 61, 'warn'],
] as const)('[V11] air at %d tenths of °C and %d %% of humidity: %s', (airDeci, humidity, verdict) => {
  expect(judgeReading(aReading({ airDeci, humidity }))).toBe(verdict)
})

test.each([
  [null, 'target'],
  [180, 'target'],
  [179, 'acceptable'],
  [149, 'warn'],
  [99, 'block'],
  [351, 'block'],
] as const)('[V11] a surface of %s tenths of °C in good air: %s', (surfaceDeci, verdict) => {
  expect(judgeReading(aReading({ surfaceDeci }))).toBe(verdict)
})

test('[V11] a film’s own sheet replaces the limits', () => {
  const sheet = {
    target: { airDeci: [200, 220], humidity: [45, 55] },
    warn: { airDeci: [190, 230], humidity: [40, 60] },
    block: { airDeci: [180, 240], humidity: [35, 65] },
  } as const
  expect(judgeReading(aReading({ airDeci: 210 }), sheet)).toBe('target')
  expect(judgeReading(aReading({ airDeci: 225 }), sheet)).toBe('acceptable')
  expect(judgeReading(aReading({ airDeci: 235 }), sheet)).toBe('warn')
  expect(judgeReading(aReading({ airDeci: 250 }), sheet)).toBe('block')
})

test.each([
  [[79], 'thin'],
  [[80], 'normal'],
  [[100, 129], 'normal'],
  [[100, 130], 'uneven'],
  [[70, 100], 'uneven'],
  [[150], 'normal'],
  [[151], 'possible_respray'],
  [[200], 'possible_respray'],
  [[90, 201], 'respray'],
  [[300], 'respray'],
  [[90, 301], 'filler'],
] as const)('[V12] points of %j µm: %s', (microns, verdict) => {
  expect(judgeThickness(microns)).toBe(verdict)
})

test('[V11] [V12] the view carries the verdicts', () => {
  const { ana } = twoDesks()
  addReading(ana.job.ledger, aReading({ humidity: 90 }), ana.pen)
  addThickness(ana.job.ledger, { zone: 'hood', microns: [350] }, ana.pen)
  expect(ana.job.view()).toMatchObject({ readings: [{ verdict: 'block' }], thickness: [{ verdict: 'filler' }] })
})

test('[V13] area, waste and cost of a cut are whole numbers', () => {
  const { ana } = twoDesks()
  useFilm(ana.job.ledger, aCut({ widthMm: 1520, lengthMm: 1234, netMm2: 1_500_000, centsPerM2: 4999 }), ana.pen)
  // 1520 × 1234 = 1,875,680 mm² = 1.87568 m² at 49.99 € = 93.765… €
  expect(ana.job.view().filmUses[0]).toMatchObject({ cutMm2: 1_875_680, wasteMm2: 375_680, costCents: 9377 })
})

test('[V13] the cost is exact to the cent, half a cent up, for every cut that can be written', () => {
  const { ana } = twoDesks()
  const cut = fc.record({
    widthMm: fc.integer({ min: 1, max: 10_000 }),
    lengthMm: fc.integer({ min: 1, max: 1_000_000 }),
    centsPerM2: fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.constantFrom(0, 1, 5000, 9_999_999)),
  })
  fc.assert(
    fc.property(cut, (sizes) => {
      const id = useFilm(ana.job.ledger, aCut({ ...sizes, netMm2: 0 }), ana.pen)
      const { costCents } = ana.job.view().filmUses.find((use) => use.id === id)!
      const microCents = BigInt(sizes.widthMm) * BigInt(sizes.lengthMm) * BigInt(sizes.centsPerM2)
      const [whole, rest] = [microCents / 1_000_000n, microCents % 1_000_000n]
      expect(BigInt(costCents!)).toBe(whole + (rest >= 500_000n ? 1n : 0n))
      withdrawFact(ana.job.ledger, id, '', ana.pen)
    }),
    { numRuns: runs(300) },
  )
})

test('[V14] totals add what was cut, spoilt cuts too, and say when a price is missing', () => {
  const { ana } = twoDesks()
  const { ledger } = ana.job
  expect(ana.job.view().totals).toEqual({
    lengthMm: 0,
    cutMm2: 0,
    netMm2: 0,
    wasteMm2: 0,
    yieldPermille: 0,
    costCents: 0,
    costComplete: true,
    workMs: 0,
  })
  useFilm(ledger, aCut({ widthMm: 1000, lengthMm: 1000, netMm2: 750_000, centsPerM2: 5000 }), ana.pen)
  useFilm(ledger, aCut({ widthMm: 1000, lengthMm: 500, netMm2: 0, centsPerM2: 5000, purpose: 'error' }), ana.pen)
  const gone = useFilm(ledger, aCut({ widthMm: 1000, lengthMm: 9000 }), ana.pen)
  withdrawFact(ledger, gone, 'doublon', ana.pen)
  expect(ana.job.view().totals).toMatchObject({
    lengthMm: 1500,
    cutMm2: 1_500_000,
    netMm2: 750_000,
    wasteMm2: 750_000,
    yieldPermille: 500,
    costCents: 7500,
    costComplete: true,
  })
  useFilm(ledger, aCut({ widthMm: 1000, lengthMm: 500, netMm2: 500_000, centsPerM2: null }), ana.pen)
  expect(ana.job.view().totals).toMatchObject({ costCents: 7500, costComplete: false, yieldPermille: 625 })
})

test('[V14] work is the sum of finished sessions; one that ends before it begins counts for nothing', () => {
  const { ana } = twoDesks()
  const { ledger } = ana.job
  const start = (at: number) => startSession(ledger, { person: 'ana', zone: null, start: at }, ana.pen)
  const [first, second, backwards] = [start(1000), start(5000), start(9000)]
  start(20_000)
  endSession(ledger, first, 4000, ana.pen)
  endSession(ledger, second, 5500, ana.pen)
  endSession(ledger, backwards, 8000, ana.pen)
  expect(ana.job.view().totals.workMs).toBe(3500)
  expect(ana.job.view().sessions.map((session) => session.end)).toEqual([4000, 5500, 8000, undefined])
})
