/** Bytes as text, each in exactly one spelling: what does not re-encode to the same text is no encoding at all. */

const URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Crockford's: without I, L, O and U, which hands and eyes confuse. */
const HAND_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export const toBase64Url = (bytes: Uint8Array): string => encode(bytes, URL_ALPHABET, 6)
/** Null unless the text is the canonical, unpadded encoding of exactly `length` bytes. */
export const fromBase64Url = (text: string, length: number): Uint8Array | null => decode(text, URL_ALPHABET, 6, length)

export const toBase32 = (bytes: Uint8Array): string => encode(bytes, HAND_ALPHABET, 5)
/** As {@link fromBase64Url}; upper case only. */
export const fromBase32 = (text: string, length: number): Uint8Array | null => decode(text, HAND_ALPHABET, 5, length)

export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

function encode(bytes: Uint8Array, alphabet: string, bitsPerSign: number): string {
  let text = ''
  let held = 0
  let bits = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    while (bits >= bitsPerSign) {
      bits -= bitsPerSign
      text += alphabet.charAt((held >> bits) & ((1 << bitsPerSign) - 1))
    }
    held &= (1 << bits) - 1
  }
  return bits === 0 ? text : text + alphabet.charAt(held << (bitsPerSign - bits))
}

function decode(text: string, alphabet: string, bitsPerSign: number, length: number): Uint8Array | null {
  if (text.length !== Math.ceil((length * 8) / bitsPerSign)) return null
  const bytes = new Uint8Array(length)
  let held = 0
  let bits = 0
  let at = 0
  for (const sign of text) {
    const value = alphabet.indexOf(sign)
    if (value === -1) return null
    held = (held << bitsPerSign) | value
    bits += bitsPerSign
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 0xff
      held &= (1 << bits) - 1
    }
  }
  return at === length && held === 0 ? bytes : null
}
