/** Vehicle identification numbers (ISO 3779; the check digit of 49 CFR 565, compulsory in North America only). */
import type { Decode } from '../ledger/index.ts'

const SHAPE = /^[A-HJ-NPR-Z0-9]{17}$/
const VALUES: Readonly<Record<string, number>> = {
  A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8, J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9,
  S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9,
} // prettier-ignore
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

export type VinVerdict = 'valid' | 'no_check_digit' | 'malformed'

/** `no_check_digit`: well formed, but its ninth character is not the check digit: usual for European makers. */
export function checkVin(vin: string): VinVerdict {
  if (!SHAPE.test(vin)) return 'malformed'
  const sum = [...vin].reduce(
    (total, character, i) => total + (VALUES[character] ?? Number(character)) * WEIGHTS[i]!,
    0,
  )
  const digit = sum % 11
  return vin[8] === (digit === 10 ? 'X' : String(digit)) ? 'valid' : 'no_check_digit'
}

/** Upper case, without spaces, as papers print it. */
export function normaliseVin(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase()
}

export const decodeVin: Decode<string> = (value) =>
  typeof value === 'string' && (value === '' || SHAPE.test(value)) ? value : undefined
