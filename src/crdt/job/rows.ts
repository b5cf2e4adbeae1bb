/**
 * The rows of a job: what they hold, and how a stranger's row is read. A row that does not read is left out of
 * the view and counted there; it stays in the document.
 */
import { decodeCoverage, type FactId, type Json, type JsonObject, type PersonId, type Row } from '../ledger/index.ts'
import {
  DEFECT_PHASES,
  DEFECT_TYPES,
  isZoneId,
  PHOTO_PHASES,
  PHOTO_VIEWS,
  type DefectPhase,
  type DefectType,
  type PhotoPhase,
  type PhotoView,
  type Severity,
  type ZoneId,
} from '../vocabulary/index.ts'
import type { SheetLimits } from './conditions.ts'

export interface Entry {
  readonly id: FactId
  readonly by: PersonId
  readonly at: number
}

/** Air and surface in tenths of a degree Celsius, humidity in whole percent. Null: not measured. */
export interface ReadingData {
  readonly airDeci: number
  readonly surfaceDeci: number | null
  readonly humidity: number
  readonly place: string
  /** What the sheets of the films meant for this job asked then, the strictest of each; absent when nothing. */
  readonly limits?: SheetLimits
}
/** Micrometres, several points of one panel. */
export interface ThicknessData {
  readonly zone: ZoneId
  readonly microns: readonly number[]
}
/**
 * Position on the vehicle diagram in thousandths of its width and height, or null. `arrow`: a second place that an arrow
 * from there points to; absent without one.
 */
export interface DefectData {
  readonly zone: ZoneId
  readonly phase: DefectPhase
  readonly type: DefectType
  readonly severity: Severity
  readonly note: string
  readonly position: Place | null
  readonly arrow?: Place
}
export interface Place {
  readonly x: number
  readonly y: number
}
/** Millimetres, square millimetres and cents. One cut may serve several zones (nested pieces). */
export interface FilmUseData {
  readonly zones: readonly ZoneId[]
  readonly film: string
  readonly roll: string
  readonly lot: string
  readonly widthMm: number
  readonly lengthMm: number
  readonly netMm2: number
  /** Price at the time of the cut, cents per square metre; null when unknown. */
  readonly centsPerM2: number | null
  readonly purpose: 'cut' | 'recut' | 'error'
  /** What the film's sheet asked of the air at the time of the cut; absent when nothing. */
  readonly limits?: SheetLimits
}
export interface PhotoData {
  readonly sha256: string
  /** A small rendition for lists; null when none was made. */
  readonly thumbnail: string | null
  /** A rendition that every reader can show (of a HEIC, say); null: the original is one. */
  readonly rendition: string | null
  readonly mime: string
  readonly bytes: number
  readonly width: number
  readonly height: number
  readonly phase: PhotoPhase
  readonly view: PhotoView | null
  readonly zone: ZoneId | null
  readonly defect: FactId | null
}
/**
 * A place on a photo, in thousandths of its width and height as it is shown upright, with an arrow from there or none.
 * Beside the photo, never in it: its bytes stay as they were taken.
 */
export interface MarkData {
  /** The photo's row. */
  readonly photo: FactId
  /** What is to be seen there; null: only the place. */
  readonly defect: FactId | null
  readonly place: Place
  readonly arrow: Place | null
  /** What is drawn from `place` on, instead of a pin; absent: the pin and its arrow. */
  readonly drawn?: Drawn
}
export type Drawn =
  /** An arrow that points at `to`; a ring around `place` that goes through `to`. */
  | { readonly kind: 'arrow' | 'ring'; readonly to: Place }
  /** A line from `place` on through these. */
  | { readonly kind: 'line'; readonly through: readonly Place[] }
  | { readonly kind: 'words'; readonly text: string }
export interface CommentData {
  readonly text: string
  readonly zone: ZoneId | null
  /** Whom it calls, beside their names in the text; absent without any. */
  readonly mentions?: readonly PersonId[]
  /** The author's earlier comment that this one puts in other words; absent on a first one. */
  readonly replaces?: FactId
}
export interface SessionData {
  readonly person: PersonId
  readonly zone: ZoneId | null
  readonly start: number
}
export interface AssignmentData {
  readonly person: PersonId
  readonly zone: ZoneId | null
}
/** What the document held when a paper was signed or refused, as a seal keeps it; absent in the oldest rows. */
export interface Covering {
  /** Yjs state vector in base64. */
  readonly covers?: string
  /** sha256 of each free text that was not empty, by name. */
  readonly texts?: Readonly<Record<string, string>>
}
/** The hash of the content that was on the screen when the client signed. Strokes: x, y, x, y… in thousandths. */
export interface SignatureData extends Covering {
  readonly signer: string
  readonly role: string
  readonly email: string
  readonly hash: string
  readonly strokes: readonly (readonly number[])[]
}
export interface RefusalData extends Covering {
  readonly signer: string
  readonly reason: string
  readonly hash: string
}
/** What the client thinks of the work, out of ten. */
export interface SatisfactionData {
  readonly score: number
  readonly remark: string
  readonly client: string
}

export interface RowTypes {
  reading: ReadingData
  thickness: ThicknessData
  defect: DefectData
  film_use: FilmUseData
  photo: PhotoData
  mark: MarkData
  comment: CommentData
  session: SessionData
  assignment: AssignmentData
  signature: SignatureData
  refusal: RefusalData
  satisfaction: SatisfactionData
}
export type RowType = keyof RowTypes

/** Largest numbers that mean anything, so that nonsense is seen at the door. */
export const BOUNDS = {
  odometerKm: 2_000_000,
  lengthMm: 1_000_000,
  widthMm: 10_000,
  areaMm2: 10_000_000_000,
  microns: 5_000,
  centsPerM2: 10_000_000,
  mentions: 50,
  linePoints: 400,
  markWords: 120,
  /** Of a signature, and numbers in each: two for a point. */
  strokes: 500,
  strokeNumbers: 4000,
  score: 10,
} as const

export const decoders: { readonly [T in RowType]: (data: JsonObject) => RowTypes[T] | undefined } = {
  reading: (d) => {
    const { airDeci, humidity, place } = d
    const surfaceDeci = d['surfaceDeci'] ?? null
    if (!isInt(airDeci, -500, 1000) || !isInt(humidity, 0, 100) || !isText(place, 200)) return undefined
    if (surfaceDeci !== null && !isInt(surfaceDeci, -500, 2000)) return undefined
    return { airDeci, surfaceDeci, humidity, place, ...limitsIn(d['limits']) }
  },
  thickness: (d) => {
    const { zone, microns } = d
    if (!isZoneId(zone) || !Array.isArray(microns) || microns.length === 0 || microns.length > 50) return undefined
    return microns.every((point) => isInt(point, 0, BOUNDS.microns)) ? { zone, microns } : undefined
  },
  defect: (d) => {
    const { zone, phase, type, severity, note } = d
    if (!isZoneId(zone) || !isText(note, 5000) || !isWord(phase, DEFECT_PHASES) || !isWord(type, DEFECT_TYPES)) {
      return undefined
    }
    if (severity !== 1 && severity !== 2 && severity !== 3) return undefined
    const position = placeIn(d['position'])
    const arrow = position && placeIn(d['arrow'])
    return { zone, phase, type, severity, note, position, ...(arrow ? { arrow } : {}) }
  },
  film_use: (d) => {
    const { zones, film, roll, lot, widthMm, lengthMm, netMm2, purpose } = d
    const centsPerM2 = d['centsPerM2'] ?? null
    if (!Array.isArray(zones) || !zones.every(isZoneId) || zones.length > 64) return undefined
    if (!isText(film, 64) || !isText(roll, 64) || !isText(lot, 120)) return undefined
    if (!isInt(widthMm, 1, BOUNDS.widthMm) || !isInt(lengthMm, 1, BOUNDS.lengthMm)) return undefined
    if (!isInt(netMm2, 0, BOUNDS.areaMm2)) return undefined
    if (centsPerM2 !== null && !isInt(centsPerM2, 0, BOUNDS.centsPerM2)) return undefined
    if (purpose !== 'cut' && purpose !== 'recut' && purpose !== 'error') return undefined
    const limits = limitsIn(d['limits'])
    return { zones, film, roll, lot, widthMm, lengthMm, netMm2, centsPerM2, purpose, ...limits }
  },
  photo: (d) => {
    const { sha256, mime, bytes, width, height, phase } = d
    const [thumbnail, rendition, view] = [d['thumbnail'] ?? null, d['rendition'] ?? null, d['view'] ?? null]
    const [zone, defect] = [d['zone'] ?? null, d['defect'] ?? null]
    if (!isHash(sha256) || !isText(mime, 64) || !isWord(phase, PHOTO_PHASES)) return undefined
    if (!isInt(bytes, 1, 2 ** 31) || !isInt(width, 1, 100_000) || !isInt(height, 1, 100_000)) return undefined
    if (thumbnail !== null && !isHash(thumbnail)) return undefined
    if (rendition !== null && !isHash(rendition)) return undefined
    if (view !== null && !isWord(view, PHOTO_VIEWS)) return undefined
    if (zone !== null && !isZoneId(zone)) return undefined
    if (defect !== null && !isText(defect, 64)) return undefined
    return { sha256, thumbnail, rendition, mime, bytes, width, height, phase, view, zone, defect }
  },
  mark: (d) => {
    const { photo } = d
    const defect = d['defect'] ?? null
    const place = placeIn(d['place'])
    if (!isText(photo, 64) || (defect !== null && !isText(defect, 64)) || !place) return undefined
    const arrow = placeIn(d['arrow'])
    if (!arrow && (d['arrow'] ?? null) !== null) return undefined
    const drawn = drawnIn(d['drawn'])
    return { photo, defect, place, arrow, ...(drawn ? { drawn } : {}) }
  },
  comment: (d) => {
    const { text } = d
    const zone = d['zone'] ?? null
    if (!isText(text, 5000) || (zone !== null && !isZoneId(zone))) return undefined
    const [mentions, replaces] = [peopleIn(d['mentions']), d['replaces']]
    return {
      text,
      zone,
      ...(mentions.length > 0 ? { mentions } : {}),
      ...(isText(replaces, 64) && replaces !== '' ? { replaces } : {}),
    }
  },
  session: (d) => {
    const { person, start } = d
    const zone = d['zone'] ?? null
    if (!isText(person, 64) || !isInt(start, 0, Number.MAX_SAFE_INTEGER)) return undefined
    return zone === null || isZoneId(zone) ? { person, zone, start } : undefined
  },
  assignment: (d) => {
    const { person } = d
    const zone = d['zone'] ?? null
    return isText(person, 64) && (zone === null || isZoneId(zone)) ? { person, zone } : undefined
  },
  signature: (d) => {
    const { signer, role, email, hash, strokes } = d
    if (!isText(signer, 200) || !isText(role, 100) || !isText(email, 200) || !isHash(hash)) return undefined
    if (!Array.isArray(strokes) || strokes.length > BOUNDS.strokes) return undefined
    const isStroke = (stroke: Json) =>
      Array.isArray(stroke) && stroke.length <= BOUNDS.strokeNumbers && stroke.every((n) => isInt(n, -1000, 3000))
    if (!strokes.every(isStroke)) return undefined
    return { signer, role, email, hash, strokes: strokes as number[][], ...coveringIn(d) }
  },
  refusal: (d) => {
    const { signer, reason, hash } = d
    if (!isText(signer, 200) || !isText(reason, 2000) || !isHash(hash)) return undefined
    return { signer, reason, hash, ...coveringIn(d) }
  },
  satisfaction: (d) => {
    const { score, remark, client } = d
    if (!isInt(score, 0, BOUNDS.score) || !isText(remark, 2000) || !isText(client, 200)) return undefined
    return { score, remark, client }
  },
}

export function readRow<T extends RowType>(type: T, row: Row): (Entry & RowTypes[T]) | undefined {
  const data = decoders[type](row.data)
  return data && { id: row.id, by: row.by, at: row.at, ...data }
}

/** Each once; whoever calls too many, or nonsense, calls nobody, and is still read. */
function peopleIn(value: unknown): readonly PersonId[] {
  if (!Array.isArray(value) || value.length > BOUNDS.mentions) return []
  return value.every((id) => isText(id, 64) && id !== '') ? [...new Set(value as string[])] : []
}
/** Undefined: nothing, or what this version cannot draw; then the place is shown by a pin. */
function drawnIn(value: unknown): Drawn | undefined {
  const drawn = value as JsonObject | null | undefined
  if (!drawn || typeof drawn !== 'object') return undefined
  const { kind, text } = drawn
  if (kind === 'words') return isText(text, BOUNDS.markWords) && text !== '' ? { kind, text } : undefined
  if (kind === 'arrow' || kind === 'ring') {
    const to = placeIn(drawn['to'])
    return to ? { kind, to } : undefined
  }
  const points = drawn['through']
  if (kind !== 'line' || !Array.isArray(points) || points.length === 0 || points.length > BOUNDS.linePoints) {
    return undefined
  }
  const through = points.map(placeIn)
  return through.every((point) => point !== null) ? { kind, through } : undefined
}
/** Absent: the sheet asks nothing, or nothing that makes sense. */
function limitsIn(value: unknown): { readonly limits?: SheetLimits } {
  const said = value as JsonObject | null | undefined
  if (typeof said !== 'object' || said === null) return {}
  const limits: SheetLimits = {
    ...(isInt(said['minAirDeci'], -500, 800) ? { minAirDeci: said['minAirDeci'] } : {}),
    ...(isInt(said['maxAirDeci'], -500, 800) ? { maxAirDeci: said['maxAirDeci'] } : {}),
    ...(isInt(said['minHumidity'], 0, 100) ? { minHumidity: said['minHumidity'] } : {}),
    ...(isInt(said['maxHumidity'], 0, 100) ? { maxHumidity: said['maxHumidity'] } : {}),
  }
  return Object.keys(limits).length > 0 ? { limits } : {}
}
/** Both or neither; one that does not read leaves a paper that is judged as the oldest are. */
function coveringIn(d: JsonObject): Covering {
  const { covers, texts } = d
  if (!isText(covers, 100_000) || !decodeCoverage(covers)) return {}
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) return {}
  return Object.values(texts).every(isHash) ? { covers, texts: texts as Readonly<Record<string, string>> } : {}
}
/** Null: no place, or one that makes no sense, which then does not matter. */
function placeIn(value: unknown): Place | null {
  const at = value as JsonObject | null | undefined
  return at && isInt(at['x'], 0, 1000) && isInt(at['y'], 0, 1000) ? { x: at['x'], y: at['y'] } : null
}
function isText(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength
}
function isInt(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
}
function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}
function isWord<W extends string>(value: unknown, words: Readonly<Record<W, unknown>>): value is W {
  return typeof value === 'string' && Object.hasOwn(words, value)
}
