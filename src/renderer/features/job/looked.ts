/**
 * What this person on this device has seen of a job's exchanges and of its activity. Kept as what the document held at
 * that moment, like a seal's coverage, not as a time: what was written days ago and arrives now is new.
 */
import { useEffect, useState, useSyncExternalStore } from 'react'
import { coverage, mentionsOf } from '../../../crdt/job/index.ts'
import type { Job, JobView } from '../../../crdt/job/index.ts'
import { decodeCoverage } from '../../../crdt/ledger/index.ts'
import type { Fact } from '../../../crdt/ledger/index.ts'
import { useViewPart } from '../../documents/hooks.ts'

export type Place = 'exchanges' | 'activity'
const keyOf = (place: Place, jobId: string, person: string) => `rpma.looked/${place}/${jobId}/${person}`

/** Ids of comments that call this person and that they have not looked at. */
export function useNewCalls(jobId: string, job: Job, person: string): readonly string[] {
  const looked = useSyncExternalStore(subscribe, () => read(keyOf('exchanges', jobId, person)))
  const comments = useViewPart(job, (view) => view.comments)
  const isNew = newsSince(job, looked)
  return mentionsOf({ comments }, person).flatMap(({ id }) => (isNew({ id }) ? [id] : []))
}

/**
 * Counts all that stands there as seen. Answers what is new: what was not there when this person looked last, until
 * they leave and come back.
 */
export function useLooking(
  place: Place,
  { jobId, job, view }: { readonly jobId: string; readonly job: Job; readonly view: JobView },
  person: string,
): (fact: Pick<Fact, 'id'>) => boolean {
  const key = keyOf(place, jobId, person)
  const [before] = useState(() => read(key))
  useEffect(() => keep(key, coverage(job.ledger)), [key, job, view])
  // A first look at a week's work would mark every line of it.
  return place === 'activity' && before === null ? () => false : newsSince(job, before)
}

function newsSince(job: Job, looked: string | null): (fact: Pick<Fact, 'id'>) => boolean {
  const seen = looked === null ? undefined : decodeCoverage(looked)
  return ({ id }) => !seen || !job.ledger.isCovered(id, seen)
}

const listeners = new Set<() => void>()
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
/** Where storage is forbidden, it lasts as long as the window. */
const forgotten = new Map<string, string>()
function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? forgotten.get(key) ?? null
  } catch {
    return forgotten.get(key) ?? null
  }
}
function keep(key: string, value: string): void {
  if (read(key) === value) return
  try {
    localStorage.setItem(key, value)
  } catch {
    forgotten.set(key, value)
  }
  for (const listener of [...listeners]) listener()
}
