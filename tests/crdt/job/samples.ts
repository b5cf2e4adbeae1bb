/** Rows of an ordinary job, to be changed where a test cares. */
import type { RowTypes } from '../../../src/crdt/job/index.ts'

export const HASH = 'ab'.repeat(32)

export const aReading = (changes: Partial<RowTypes['reading']> = {}): RowTypes['reading'] => ({
  airDeci: 210,
  surfaceDeci: null,
  humidity: 50,
  place: 'cabine',
  ...changes,
})
export const aDefect = (changes: Partial<RowTypes['defect']> = {}): RowTypes['defect'] => ({
  zone: 'hood',
  phase: 'inspection',
  type: 'edge_lift',
  severity: 2,
  note: '',
  position: null,
  ...changes,
})
export const aCut = (changes: Partial<RowTypes['film_use']> = {}): RowTypes['film_use'] => ({
  zones: ['hood'],
  film: 'film',
  roll: 'roll',
  lot: 'L1',
  widthMm: 1520,
  lengthMm: 1000,
  netMm2: 1_000_000,
  centsPerM2: 5000,
  purpose: 'cut',
  ...changes,
})
export const aPhoto = (changes: Partial<RowTypes['photo']> = {}): RowTypes['photo'] => ({
  sha256: HASH,
  thumbnail: null,
  rendition: null,
  mime: 'image/jpeg',
  bytes: 1000,
  width: 400,
  height: 300,
  phase: 'reception',
  view: null,
  zone: null,
  defect: null,
  ...changes,
})
