/** The parts of a job's screen; they stand in its address, so that a gate can lead to one. */
export const JOB_TABS = [
  'reception',
  'zones',
  'details',
  'lists',
  'conditions',
  'defects',
  'photos',
  'notes',
  'conflicts',
  'history',
  'closing',
] as const
export type JobTab = (typeof JOB_TABS)[number]
export const isJobTab = (value: unknown): value is JobTab => JOB_TABS.some((tab) => tab === value)
