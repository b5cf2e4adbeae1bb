/** Which page of the guide belongs to which screen. Its test checks that each page is there. */
import { isJobTab } from '../job/tabs.ts'
import type { JobTab } from '../job/tabs.ts'

export const TOPICS = [
  'premiers-pas',
  'nouvelle-intervention',
  'reception',
  'zones',
  'films',
  'conditions',
  'photos',
  'defauts',
  'cloture',
  'modifications-tardives',
  'a-plusieurs',
  'hors-ligne',
  'raccourcis',
  'depannage',
] as const
export type Topic = (typeof TOPICS)[number]
export const isTopic = (value: string): value is Topic => TOPICS.some((topic) => topic === value)

const OF_TAB: Readonly<Record<JobTab, Topic>> = {
  reception: 'reception',
  zones: 'zones',
  details: 'cloture',
  lists: 'cloture',
  conditions: 'conditions',
  defects: 'defauts',
  photos: 'photos',
  notes: 'a-plusieurs',
  conflicts: 'a-plusieurs',
  history: 'a-plusieurs',
  closing: 'cloture',
}

/** By the address of the screen; the first page where none is nearer. */
export function topicOf(pathname: string, tab: unknown): Topic {
  if (pathname.startsWith('/jobs/')) return OF_TAB[isJobTab(tab) ? tab : 'zones']
  if (pathname === '/' || pathname === '/new') return 'nouvelle-intervention'
  return pathname === '/inbox' ? 'a-plusieurs' : 'premiers-pas'
}
