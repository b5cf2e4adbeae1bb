/**
 * The canonical content of a job: what is sealed, signed, printed and compared. Plain JSON, one spelling, made
 * from the view and from copies of what the job only points at (client, vehicle, people, films, rolls), so that
 * it can be read years later without anything else.
 *
 * Not in it: signatures, refusals, what the client thinks, seals and comments, which are about a version rather than part of it, and the
 * people who only made these; and whatever was withdrawn.
 */
import type { ClientView, VehicleView } from '../client/index.ts'
import { canonicalJson, type Claim, type Field, type Json, type JsonObject } from '../ledger/index.ts'
import type { Entry, JobView } from '../job/index.ts'
import { sha256Hex } from '../job/index.ts'
import type { ShopView } from '../shop/index.ts'

export const CONTENT_SCHEMA = 'rpma/job-content/1'

/** What a job points at, read from the other documents at the same moment. */
export interface JobContext {
  readonly client: ClientView | null
  readonly vehicle: VehicleView | null
  readonly shop: ShopView
}

/** One answer, with who gave it; or, while contested, all that stand. */
export type Answer =
  | { readonly value: Json; readonly by: readonly string[]; readonly at: number; readonly why?: string }
  | { readonly contested: readonly { readonly value: Json; readonly by: string; readonly at: number }[] }

export interface SealedContent {
  readonly json: string
  readonly hash: string
}

export function jobContent(jobId: string, job: JobView, context: JobContext): JsonObject {
  const usedFilms = new Set([...job.filmUses.map((use) => use.film), ...job.zones.flatMap((z) => z.film.value ?? [])])
  const usedRolls = new Set(job.filmUses.map((use) => use.roll))
  const takenBack = Object.values(job.gates).flatMap((gate) =>
    gate.withdrawn.map((each) => ({ gate: gate.gate, ...each })),
  )
  const said = {
    fields: answers({
      number: job.number,
      title: job.title,
      package: job.package,
      priority: job.priority,
      scheduleStart: job.scheduleStart,
      scheduleEnd: job.scheduleEnd,
      odometerKm: job.odometerKm,
      tags: job.tags,
      coatings: job.coatings,
      damageReviewed: job.damageReviewed,
      suspended: job.suspended,
      cancelled: job.cancelled,
    }),
    checklists: Object.fromEntries(
      Object.values(job.checklists).map((list) => [
        list.list,
        answers(Object.fromEntries(list.checks.map((check) => [check.check, check]))),
      ]),
    ),
    zones: job.zones.map((zone) => ({
      zone: zone.zone,
      state: zone.state,
      ...answers({ extent: zone.extent, film: zone.film, score: zone.score, name: zone.name }),
      checks: answers(Object.fromEntries(zone.checks.map((check) => [check.check, check]))),
    })),
    readings: job.readings.map(({ lifted, ...reading }) => ({ ...plain(reading), ...answers({ lifted }) })),
    thickness: job.thickness.map(plain),
    defects: job.defects.map(({ outcome, acceptedBy, ...defect }) => ({
      ...plain(defect),
      ...answers({ outcome, acceptedBy }),
    })),
    filmUses: job.filmUses.map(plain),
    photos: job.photos.map(plain),
    // Absent without any: what was sealed before there were marks keeps its hash.
    ...(job.marks.length === 0 ? {} : { marks: job.marks.map(plain) }),
    sessions: job.sessions.map(plain),
    assignments: job.assignments.map(plain),
    notes: job.notes.map((note) => ({ name: note.name, text: note.text })),
    overrides: answers(
      Object.fromEntries(Object.values(job.gates).map((gate) => [gate.gate, gate.override as Field<Json>])),
    ),
    // Absent without any, as marks are.
    ...(takenBack.length === 0 ? {} : { withdrawnOverrides: takenBack as unknown as Json }),
    decisions: job.decisions.map((decision) => ({
      item: decision.item,
      choices: decision.choices.map(spoken),
      chosen: spoken(decision.chosen),
      ...(decision.chosen.why === undefined ? {} : { why: decision.chosen.why }),
    })),
    totals: { ...job.totals },
  }
  const people = peopleIn(said)
  const content = {
    schema: CONTENT_SCHEMA,
    job: jobId,
    ...said,
    organisation: values(context.shop.organisation),
    client: context.client && { id: job.client.value ?? null, ...values(omit(context.client, 'vehicles')) },
    vehicle: context.vehicle && { id: context.vehicle.id, ...values(omit(context.vehicle, 'id')) },
    people: context.shop.people
      .filter((person) => people.has(person.id))
      .map((person) => ({ id: person.id, ...values(omit(person, 'id')) })),
    films: context.shop.films
      .filter((film) => usedFilms.has(film.id))
      .map((film) => ({ id: film.id, ...values(omit(film, 'id')) })),
    rolls: context.shop.rolls
      .filter((roll) => usedRolls.has(roll.id))
      .map((roll) => ({ id: roll.id, ...values(omit(roll, 'id')) })),
  }
  return content as unknown as JsonObject
}

/** The sealed bytes and their sha256. */
export function sealedContent(jobId: string, job: JobView, context: JobContext): SealedContent {
  const json = canonicalJson(jobContent(jobId, job, context))
  return { json, hash: sha256Hex(json) }
}

/** Authors, workers and assigned people of what is in the content: whoever only talked about it is not. */
function peopleIn(content: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(content)) for (const each of content) peopleIn(each, found)
  else if (typeof content === 'object' && content !== null) {
    for (const [key, value] of Object.entries(content)) {
      if ((key === 'by' || key === 'person' || key === 'withdrawnBy') && typeof value === 'string') found.add(value)
      else if (key === 'by' && Array.isArray(value)) for (const each of value) found.add(String(each))
      // What people wrote may have members of any name, and names nobody.
      else if (key !== 'value') peopleIn(value, found)
    }
  }
  return found
}

function spoken(claim: Claim) {
  return { value: claim.value, by: claim.by, at: claim.at }
}

/** Fields that nobody spoke about are left out. */
function answers(fields: Readonly<Record<string, Field<unknown>>>): Record<string, Answer> {
  const found: Record<string, Answer> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.heads.length === 0) continue
    if (field.contested) found[name] = { contested: field.heads.map(spoken) }
    else if (field.value !== undefined) {
      const why = field.heads.at(-1)!.why
      found[name] = {
        value: field.value as Json,
        by: [...field.by].sort(),
        at: field.at,
        ...(why === undefined ? {} : { why }),
      }
    }
  }
  return found
}

/** Values alone, for copies of other documents. Contested ones are left out: they are decided there. */
function values(fields: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields)
      .map(([name, field]) => [name, (field as Field<Json>).value])
      .filter(([, value]) => value !== undefined && value !== ''),
  ) as JsonObject
}

function plain(entry: Entry): JsonObject {
  return entry as unknown as JsonObject
}

function omit<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object
  return rest
}
