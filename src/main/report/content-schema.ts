/**
 * The sealed content as a paper reads it. The bytes may come from another device, an older backup or a USB stick,
 * so they are read here, once; words of the trade stay plain strings, since a newer version may know more of them
 * than this one has labels for.
 */
import { z } from 'zod'
import { CONTENT_SCHEMA } from '../../crdt/seal/index.ts'

const text = z.string()
const time = z.number().int().nonnegative()
const whole = z.number().int()
const entry = { id: text, by: text, at: time }
const spoken = z.object({ value: z.unknown(), by: text, at: time })

/** What somebody said, or everything that stands while nobody has decided. */
function answer<T extends z.ZodType>(value: T) {
  return z.union([
    z.object({ contested: z.array(spoken).min(2) }),
    z.object({ value, by: z.array(text), at: time, why: text.optional() }),
  ])
}
const reason = answer(z.object({ reason: text }).nullable())
const checks = z.record(z.string(), answer(z.boolean()))

const fields = z.object({
  number: answer(text).optional(),
  title: answer(text).optional(),
  package: answer(text).optional(),
  priority: answer(text).optional(),
  scheduleStart: answer(time).optional(),
  scheduleEnd: answer(time).optional(),
  odometerKm: answer(whole).optional(),
  tags: answer(z.array(text)).optional(),
  coatings: answer(text).optional(),
  damageReviewed: answer(z.boolean()).optional(),
  suspended: reason.optional(),
  cancelled: reason.optional(),
})
const organisation = z.object({
  name: text.optional(),
  siret: text.optional(),
  vatId: text.optional(),
  address: text.optional(),
  phone: text.optional(),
  email: text.optional(),
  /** Names a blob; anything else is no logo. */
  logo: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .catch(undefined),
})
const client = z.object({
  id: text.nullable(),
  name: text.optional(),
  company: text.optional(),
  email: text.optional(),
  phone: text.optional(),
  address: text.optional(),
  taxId: text.optional(),
  contact: text.optional(),
})
const vehicle = z.object({
  id: text,
  plate: text.optional(),
  vin: text.optional(),
  make: text.optional(),
  model: text.optional(),
  year: whole.optional(),
  colour: text.optional(),
  body: text.optional(),
  paint: text.optional(),
})
const person = z.object({ id: text, name: text.optional(), role: text.optional() })
const film = z.object({
  id: text,
  brand: text.optional(),
  range: text.optional(),
  finish: text.optional(),
  thicknessMicrons: whole.optional(),
  warrantyYears: whole.optional(),
})
const roll = z.object({ id: text, lot: text.optional(), serial: text.optional(), expiresAt: time.optional() })
const zone = z.object({
  zone: text,
  state: text,
  extent: answer(text).optional(),
  film: answer(text).optional(),
  score: answer(whole).optional(),
  name: answer(text).optional(),
  checks,
})
const sheetLimits = z.object({
  minAirDeci: whole.optional(),
  maxAirDeci: whole.optional(),
  minHumidity: whole.optional(),
  maxHumidity: whole.optional(),
})
const reading = z.object({
  ...entry,
  airDeci: whole,
  surfaceDeci: whole.nullable(),
  humidity: whole,
  place: text,
  verdict: text,
  limits: sheetLimits.optional(),
  lifted: reason.optional(),
})
const thickness = z.object({ ...entry, zone: text, microns: z.array(whole).min(1), verdict: text })
const defect = z.object({
  ...entry,
  zone: text,
  phase: text,
  type: text,
  severity: whole,
  note: text,
  position: z.object({ x: whole, y: whole }).nullable(),
  outcome: answer(text).optional(),
  acceptedBy: answer(text).optional(),
})
const filmUse = z.object({
  ...entry,
  zones: z.array(text),
  film: text,
  roll: text,
  lot: text,
  widthMm: whole,
  lengthMm: whole,
  netMm2: whole,
  cutMm2: whole,
  wasteMm2: whole,
  purpose: text,
  spoilt: z.object({ why: text, by: text, at: time }).optional(),
  limits: sheetLimits.optional(),
})
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const photo = z.object({
  ...entry,
  sha256: hash,
  thumbnail: hash.nullable(),
  rendition: hash.nullable(),
  mime: text,
  bytes: whole,
  phase: text,
  view: text.nullable(),
  zone: text.nullable(),
  defect: text.nullable(),
})
const place = z.object({ x: whole, y: whole })
const mark = z.object({
  ...entry,
  photo: text,
  defect: text.nullable(),
  place,
  arrow: place.nullable(),
  drawn: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.enum(['arrow', 'ring']), to: place }),
      z.object({ kind: z.literal('line'), through: z.array(place) }),
      z.object({ kind: z.literal('words'), text }),
    ])
    .optional(),
})
const session = z.object({ ...entry, person: text, zone: text.nullable(), start: time, end: time.optional() })
const assignment = z.object({ ...entry, person: text, zone: text.nullable() })
const decision = z.object({ item: text, choices: z.array(spoken), chosen: spoken, why: text.optional() })

const content = z.object({
  schema: z.literal(CONTENT_SCHEMA),
  job: text,
  fields,
  organisation,
  client: client.nullable(),
  vehicle: vehicle.nullable(),
  people: z.array(person),
  films: z.array(film),
  rolls: z.array(roll),
  checklists: z.record(z.string(), checks),
  zones: z.array(zone),
  readings: z.array(reading),
  thickness: z.array(thickness),
  defects: z.array(defect),
  filmUses: z.array(filmUse),
  photos: z.array(photo),
  marks: z.array(mark).optional(),
  sessions: z.array(session),
  assignments: z.array(assignment),
  notes: z.array(z.object({ name: text, text })),
  overrides: z.record(z.string(), reason),
  withdrawnOverrides: z
    .array(z.object({ gate: text, reason: text, by: text, at: time, withdrawnBy: text, withdrawnAt: time, why: text }))
    .optional(),
  decisions: z.array(decision),
  totals: z.object({
    lengthMm: whole,
    cutMm2: whole,
    netMm2: whole,
    wasteMm2: whole,
    yieldPermille: whole,
    workMs: whole,
  }),
})

export type ReportContent = z.infer<typeof content>
export type Spoken = z.infer<typeof spoken>
export type Answered<T> =
  | { readonly contested: readonly Spoken[] }
  | { readonly value: T; readonly by: readonly string[]; readonly at: number; readonly why?: string | undefined }
export type ZoneContent = ReportContent['zones'][number]
export type DefectContent = ReportContent['defects'][number]
export type MarkContent = NonNullable<ReportContent['marks']>[number]
export type PhotoContent = ReportContent['photos'][number]

export type ContentReading =
  | { readonly kind: 'content'; readonly content: ReportContent }
  | { readonly kind: 'not-json' }
  /** Of another version than this one prints. */
  | { readonly kind: 'other-schema'; readonly schema: string }
  | { readonly kind: 'malformed'; readonly problem: string }

export function readContent(json: string): ContentReading {
  let raw: unknown
  try {
    raw = JSON.parse(json)
  } catch {
    return { kind: 'not-json' }
  }
  const schema = (raw as { schema?: unknown } | null)?.schema
  if (typeof schema === 'string' && schema !== CONTENT_SCHEMA) return { kind: 'other-schema', schema }
  const parsed = content.safeParse(raw)
  if (!parsed.success) return { kind: 'malformed', problem: z.prettifyError(parsed.error) }
  return { kind: 'content', content: parsed.data }
}
