import { parseNumber } from '../../ui/NumberInput.tsx'

/** What was typed in a screen's unit, in the document's: whole millimetres, cents. Undefined for what is no number. */
export function parseDecimal(typed: string, scale: number): number | undefined {
  const value = parseNumber(typed)
  if (value === undefined) return undefined
  const scaled = value * scale
  // 1,45 m is 1450 mm; that 1.45 has no exact double is not the person's concern.
  return scale === 1 ? scaled : Math.round(scaled)
}
