/** A job as people see it: a pure fold over its facts, never stored in the document. */
import type { Conflict, Decision, Fact, FactId, Field, PersonId, Seal } from '../ledger/index.ts'
import type {
  ChecklistId,
  Extent,
  JobState,
  Outcome,
  PackageId,
  Priority,
  Severity,
  ZoneCheckId,
  ZoneId,
  ZoneState,
} from '../vocabulary/index.ts'
import type { PaintVerdict, Verdict } from './conditions.ts'
import type { ReadingEntry } from './readings.ts'
import type {
  AssignmentData,
  CommentData,
  DefectData,
  Entry,
  FilmUseData,
  MarkData,
  PhotoData,
  RefusalData,
  SatisfactionData,
  SessionData,
  SignatureData,
  ThicknessData,
} from './rows.ts'
import type { SinceSigned } from './signed.ts'

export interface CheckView extends Field<boolean> {
  readonly check: string
}
export interface ChecklistView {
  readonly list: ChecklistId
  readonly checks: readonly CheckView[]
  readonly done: number
  readonly total: number
}

export interface ReadingView extends ReadingEntry {
  /** By the film sheets that were copied with it and with the cuts; where they ask nothing, by the trade's practice. */
  readonly verdict: Verdict
}
export interface ThicknessView extends Entry, ThicknessData {
  readonly verdict: PaintVerdict
}
export interface DefectView extends Entry, Omit<DefectData, 'severity'> {
  readonly severity: Severity
  readonly outcome: Field<Outcome>
  /** The client who took it as it is. */
  readonly acceptedBy: Field<string>
  /** Nobody settled it, or what was said about it is contested. */
  readonly open: boolean
}
export interface FilmUseView extends Entry, FilmUseData {
  readonly cutMm2: number
  readonly wasteMm2: number
  /** It was to cover something and does not: all of it is waste, and its purpose reads as an error. */
  readonly spoilt?: { readonly why: string; readonly by: PersonId; readonly at: number }
  /** Rounded to the cent; null when the price was unknown. */
  readonly costCents: number | null
}
export interface PhotoEntry extends Entry, PhotoData {}
export interface MarkEntry extends Entry, MarkData {}
export interface CommentEntry extends Entry, CommentData {}
export interface SessionView extends Entry, SessionData {
  /** Undefined while it runs. */
  readonly end: number | undefined
}
export interface AssignmentEntry extends Entry, AssignmentData {}
export interface SignatureEntry extends Entry, SignatureData, SinceSigned {}
export interface RefusalEntry extends Entry, RefusalData, SinceSigned {}
export interface SatisfactionEntry extends Entry, SatisfactionData {}

export interface ZoneView {
  readonly zone: ZoneId
  /** Of a free zone: what people call it. */
  readonly name: Field<string>
  readonly extent: Field<Extent | null>
  readonly film: Field<string>
  readonly score: Field<number>
  readonly checks: readonly CheckView[]
  readonly checksDone: number
  readonly state: ZoneState
  readonly contested: boolean
  readonly people: readonly PersonId[]
  readonly filmUses: readonly FilmUseView[]
  readonly defects: readonly DefectView[]
  readonly photos: readonly PhotoEntry[]
}

export type GateId = 'installation' | 'ready' | 'delivery'
/** What a gate still asks for, and where it is to be found. */
export type Missing =
  | { readonly kind: 'client' | 'vehicle' | 'zones' | 'odometer' | 'damage_review' | 'reading' }
  /** Nobody signed or refused; or only what the job no longer says. */
  | { readonly kind: 'signature' | 'signature_outdated' }
  | { readonly kind: 'photo_view'; readonly view: string }
  | { readonly kind: 'film' | 'zone_unfinished' | 'after_photo'; readonly zone: ZoneId }
  | { readonly kind: 'blocking_defect'; readonly defect: FactId; readonly zone: ZoneId }
  | { readonly kind: 'blocking_condition'; readonly reading: FactId }
  | { readonly kind: 'conflict'; readonly item: string }
export interface GateView {
  readonly gate: GateId
  readonly missing: readonly Missing[]
  /** The supervisor's reason for passing it all the same; null when not overridden. */
  readonly override: Field<{ readonly reason: string } | null>
  /** Overrides that were taken back, by id of the taking back. */
  readonly withdrawn: readonly WithdrawnOverride[]
  readonly open: boolean
}

export interface WithdrawnOverride {
  readonly reason: string
  readonly by: PersonId
  readonly at: number
  readonly withdrawnBy: PersonId
  readonly withdrawnAt: number
  readonly why: string
}

/** Integer millimetres, square millimetres and cents. */
export interface Totals {
  readonly lengthMm: number
  readonly cutMm2: number
  readonly netMm2: number
  readonly wasteMm2: number
  /** Net area in thousandths of the cut area; 0 when nothing was cut. */
  readonly yieldPermille: number
  readonly costCents: number
  /** False when a cut had no price: then the cost is a lower bound. */
  readonly costComplete: boolean
  readonly workMs: number
}

export type Standing =
  | { readonly kind: 'open' }
  | { readonly kind: 'sealed'; readonly seal: Seal; readonly revision: string }
  /** Something came after the seal: it is never dropped; a supervisor seals again or withdraws it. */
  | {
      readonly kind: 'modified'
      readonly seal: Seal
      readonly revision: string
      readonly late: readonly Fact[]
      readonly lateTexts: readonly string[]
    }
  /** Two people closed different versions apart. */
  | { readonly kind: 'double'; readonly seals: readonly Seal[] }

export interface JobView {
  readonly number: Field<string>
  readonly title: Field<string>
  readonly client: Field<string>
  readonly vehicle: Field<string>
  readonly package: Field<PackageId>
  readonly priority: Field<Priority>
  readonly scheduleStart: Field<number>
  readonly scheduleEnd: Field<number>
  readonly odometerKm: Field<number>
  readonly tags: Field<readonly string[]>
  readonly coatings: Field<string>
  readonly damageReviewed: Field<boolean>
  readonly suspended: Field<{ readonly reason: string } | null>
  readonly cancelled: Field<{ readonly reason: string } | null>
  readonly state: JobState
  readonly checklists: { readonly [L in ChecklistId]: ChecklistView }
  /** In walk order. */
  readonly zones: readonly ZoneView[]
  readonly readings: readonly ReadingView[]
  readonly thickness: readonly ThicknessView[]
  readonly defects: readonly DefectView[]
  readonly filmUses: readonly FilmUseView[]
  readonly photos: readonly PhotoEntry[]
  /** On photos. */
  readonly marks: readonly MarkEntry[]
  readonly comments: readonly CommentEntry[]
  readonly sessions: readonly SessionView[]
  readonly assignments: readonly AssignmentEntry[]
  readonly signatures: readonly SignatureEntry[]
  readonly refusals: readonly RefusalEntry[]
  /** What the client thinks; the last one counts. */
  readonly satisfaction: readonly SatisfactionEntry[]
  /** Free texts that hold anything, by name. */
  readonly notes: readonly { readonly name: string; readonly text: string }[]
  readonly gates: { readonly [G in GateId]: GateView }
  /** Ticks and zones that count as done, over all of them. */
  readonly progress: { readonly done: number; readonly total: number }
  readonly totals: Totals
  readonly conflicts: readonly Conflict[]
  readonly decisions: readonly Decision[]
  readonly standing: Standing
  /** Everyone who said anything, by id. */
  readonly authors: readonly PersonId[]
  /** Facts understood. */
  readonly factCount: number
  /** Facts of a newer version or of no sense: kept, not shown. More than 0: « mettre à jour ». */
  readonly unknownCount: number
}

export const ZONE_CHECK_IDS: readonly ZoneCheckId[] = [
  'template',
  'roll',
  'placed',
  'squeegee',
  'edges',
  'tension',
  'heat',
  'raking_light',
]
