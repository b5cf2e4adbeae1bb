const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** ULIDs whose random part is the desk and a count: nobody else makes the same, and a seed makes them again. */
export function createPen(desk: number, now: () => number): { newId(): string } {
  let count = 0
  return { newId: () => base32(now(), 10) + base32(desk, 6) + base32(++count, 10) }
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = ALPHABET[rest % 32] + text
  return text
}
