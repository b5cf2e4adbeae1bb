/** Numbers of forms: typed as people say them, kept whole. */
import { parseNumber } from '../../ui/NumberInput.tsx'

export interface NumberField {
  readonly name: string
  readonly unit: string
  /** What is kept for one of what is typed: 1000 for metres kept as millimetres. */
  readonly scale: number
  readonly min: number
  readonly max: number
  readonly negative?: boolean
}

/** Undefined: left empty. Null: not a number that this field takes. */
export function readNumber(field: NumberField, typed: string): number | undefined | null {
  if (typed.trim() === '') return undefined
  const value = parseNumber(typed)
  if (value === undefined) return null
  const kept = Math.round(value * field.scale)
  return kept < field.min || kept > field.max ? null : kept
}

export const showNumber = (field: NumberField, kept: number | undefined): string =>
  kept === undefined ? '' : String(kept / field.scale)
