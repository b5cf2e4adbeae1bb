/** A document's name of the shape that a relay with grants asks for: `job/` and 26 signs of Crockford's base 32. */
export function documentName(load: number, index: number): string {
  return `job/0${String(load).padStart(15, '0')}${String(index).padStart(10, '0')}`
}
