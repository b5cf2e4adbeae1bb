/** Which licences may come into the house. Anything else stops `npm run check` until somebody decides here. */
import type { LockedPackage } from './lockfile.ts'

const ALLOWED = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Python-2.0',
  'MPL-2.0',
  'Zlib',
  'OFL-1.1',
])

/** Allowed for one package only, with the reason. */
const EXCEPTIONS: Record<string, { licence: string; reason: string }> = {
  'libheif-js': {
    licence: 'LGPL-3.0',
    reason:
      'the only decoder for the HEIC photos of phones; loaded as a separate, unmodified WebAssembly file that a user can replace',
  },
}

/** For packages that ship their licence as a text without naming it in package.json. Read the text before adding. */
const STATED_IN_TEXT: Record<string, string> = { 'png-js': 'MIT' }

export const licenceOf = (found: LockedPackage): string => found.licence || (STATED_IN_TEXT[found.name] ?? '')
export const reasonFor = (found: LockedPackage): string | undefined => EXCEPTIONS[found.name]?.reason

/** A sentence, or undefined when the licence is fine. */
export function objection(found: LockedPackage): string | undefined {
  const licence = licenceOf(found)
  if (licence === '') return `${found.name}@${found.version} states no licence`
  if (EXCEPTIONS[found.name]?.licence === licence || isAllowed(licence)) return undefined
  return `${found.name}@${found.version} is under ${licence}, which is not on the list in scripts/licences/allowed.ts`
}

/** SPDX: with OR one of them is enough, with AND all must be fine. Mixed expressions are judged by their ORs first. */
export function isAllowed(expression: string): boolean {
  const bare = expression.replaceAll(/[()]/g, ' ').trim()
  return bare.split(/\s+OR\s+/).some((part) => part.split(/\s+AND\s+/).every((one) => ALLOWED.has(one.trim())))
}
