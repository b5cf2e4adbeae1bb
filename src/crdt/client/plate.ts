/** Registration plates. Any country's is taken; only what a person may have mistyped is told. */

/** `AB-123-CD` (since 2009) or `1234 AB 75` (before); separators do not count. The letters I, O and U are not issued. */
const SINCE_2009 = /^[A-HJ-NP-TV-Z]{2}\d{3}[A-HJ-NP-TV-Z]{2}$/
const BEFORE_2009 = /^\d{1,4}[A-Z]{1,3}(?:\d{2}|2[AB]|97\d)$/

export function looksFrench(plate: string): boolean {
  const bare = barePlate(plate)
  return SINCE_2009.test(bare) || BEFORE_2009.test(bare)
}

export function samePlate(a: string, b: string): boolean {
  return barePlate(a) !== '' && barePlate(a) === barePlate(b)
}

/** Letters and digits alone: how two ways of writing one plate are compared, and how it is searched for. */
export function barePlate(plate: string): string {
  return plate.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '')
}
