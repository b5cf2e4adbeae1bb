import { describe, expect, test } from 'vitest'
import { barePlate, looksFrench, samePlate } from '../../../src/crdt/client/index.ts'

describe('a plate', () => {
  test.each(['AB-123-CD', 'ab 123 cd', 'GR204KD', '1234 AB 75', '123 ABC 2A', '45 XY 971'])(
    '%s reads as French',
    (plate) => {
      expect(looksFrench(plate)).toBe(true)
    },
  )

  test.each(['', 'AB-12-CD', 'AI-123-CD', 'AB-123-C0', 'B MW 1234', '1-ABC-234'])(
    '« %s » does not: foreign, or mistyped',
    (plate) => {
      expect(looksFrench(plate)).toBe(false)
    },
  )

  test('is the same however it is written; nothing is the same as nothing', () => {
    expect(samePlate('gr-204-kd', 'GR 204 KD')).toBe(true)
    expect(samePlate('GR-204-KD', 'GR-204-KO')).toBe(false)
    expect(samePlate('', ' - ')).toBe(false)
    expect(barePlate(' gr·204.kd ')).toBe('GR204KD')
  })
})
