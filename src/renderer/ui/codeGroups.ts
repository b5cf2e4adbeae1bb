/** A code of letters and digits as people type it: groups of four, whatever they put between them. */
export const CODE_LENGTH = 16

export function codeOf(typed: string): string {
  return typed.replace(/[^0-9A-Za-z]/g, '').toUpperCase()
}

export function inGroups(code: string, separator = ' '): string {
  return (codeOf(code).match(/.{1,4}/g) ?? []).join(separator)
}

/** Where the caret belongs once a text was grouped anew: behind as many signs of the code as before. */
export function caretAfter(signs: number): number {
  return signs + Math.max(0, Math.floor((signs - 1) / 4))
}
