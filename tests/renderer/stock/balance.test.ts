import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DeviceRow } from '../../../src/contract/index.ts'
import { Ledger, type Pen } from '../../../src/crdt/ledger/index.ts'
import { adjustRoll, readShop, setRoll } from '../../../src/crdt/shop/index.ts'
import { rollBalance, rollCode, rollOfCode, unseenDevices } from '../../../src/renderer/features/stock/balance.ts'
import { readNumber, showNumber } from '../../../src/renderer/features/stock/numbers.ts'

const NOW = Date.UTC(2026, 10, 2)
const HOUR = 3_600_000
let ids = 0
const pen: Pen = { person: 'p1', device: 'd1', now: () => NOW, newId: () => `01R${ids++}` }

test('what is left is what came, what was recounted and what was cut; low, expired and below zero are said', () => {
  const ledger = new Ledger(new Y.Doc())
  const roll = setRoll(ledger, undefined, { receivedMm: 15_000, expiresAt: NOW - 1 }, pen)
  const mute = setRoll(ledger, undefined, { lot: 'L2' }, pen)
  const of = (id: string, cut: number) => {
    const shop = readShop(ledger)
    return rollBalance(
      shop,
      shop.rolls.find((each) => each.id === id)!,
      cut,
      NOW,
    )
  }
  expect(of(roll, 4_000)).toEqual({ remainingMm: 11_000, flags: ['expired'] })
  expect(of(roll, 13_500)).toEqual({ remainingMm: 1_500, flags: ['low', 'expired'] })
  expect(of(roll, 15_400)).toEqual({ remainingMm: -400, flags: ['recount', 'expired'] })
  adjustRoll(ledger, roll, 3_000, 'Recompté', pen)
  expect(of(roll, 15_400)).toEqual({ remainingMm: 2_600, flags: ['expired'] })
  expect(of(mute, 1_000)).toEqual({ remainingMm: undefined, flags: [] })
})

test('a device is unseen when it is neither connected nor was for a day; of whom nothing is known, all are', () => {
  const device = (rest: Partial<DeviceRow>): DeviceRow => ({
    id: 'x',
    name: 'x',
    role: 'technician',
    isThis: false,
    admittedAt: 0,
    connected: false,
    lastSeenAt: null,
    revoked: null,
    ...rest,
  })
  const devices = [
    device({ isThis: true }),
    device({ connected: true }),
    device({ lastSeenAt: NOW - 23 * HOUR }),
    device({ lastSeenAt: NOW - 25 * HOUR }),
    device({}),
    device({ revoked: { at: 0, reason: 'perdue' } }),
  ]
  expect(unseenDevices(devices, true, NOW)).toBe(2)
  expect(unseenDevices(devices, false, NOW)).toBe(4)
  expect(unseenDevices([], true, NOW)).toBe(0)
})

test("a roll's label is read back; anything else is no roll", () => {
  expect(rollOfCode(rollCode('01JD0000000000000000000001'))).toBe('01JD0000000000000000000001')
  for (const text of [
    '',
    'rpma:roll:',
    'rpma:roll:a/b',
    'https://exemple.fr/rpma:roll:1',
    `rpma:roll:${'a'.repeat(65)}`,
  ])
    expect(rollOfCode(text)).toBeUndefined()
})

test('numbers of forms are kept whole, and what a field does not take is told from what was left out', () => {
  const metres = { name: 'm', unit: 'm', scale: 1000, min: 1, max: 1_000_000 }
  expect([readNumber(metres, '14,25'), readNumber(metres, ' '), readNumber(metres, '0')]).toEqual([
    14_250,
    undefined,
    null,
  ])
  expect(readNumber(metres, '1,2,3')).toBeNull()
  expect(readNumber(metres, showNumber(metres, 14_250))).toBe(14_250)
})
