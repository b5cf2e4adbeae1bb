export * from './commands.ts'
export * from './comments.ts'
export * from './conditions.ts'
export { decoderOf } from './fields.ts'
export * from './items.ts'
export { openJob, type Job } from './job.ts'
export {
  compareJobs,
  jobAt,
  milestones,
  type JobDifference,
  type Milestone,
  type MilestoneKind,
  type Moment,
} from './past.ts'
export * from './reception.ts'
export * from './rows.ts'
export { FORGOTTEN_MS, isForgotten, runningSessions, workTimes, type WorkTime } from './sessions.ts'
export { coverage, isContent, sha256Hex } from './content-facts.ts'
export * from './readings.ts'
export { isAsClosed, isOfToday, type SinceSigned } from './signed.ts'
export { readStanding, revisionName, revisionOf } from './standing.ts'
export { readUndo, redo, TAKEN_BACK, undo, UndoReader, type Step, type UndoState } from './undo.ts'
export * from './view.ts'
