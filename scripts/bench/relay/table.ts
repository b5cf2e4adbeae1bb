/** Runs become medians, medians become a table, and each goal is met or not. */
import { SERVER_TITLES } from './servers.ts'
import type { ServerName } from './servers.ts'
import type { Figures, Goal, Measurement } from './measurements/measurement.ts'

/** Of one measurement, run by run, server by server. */
export type Runs = readonly Readonly<Partial<Record<ServerName, Figures>>>[]

export interface Judged {
  readonly text: string
  /** Null: a figure is missing, which is never "met". */
  readonly value: number | null
  readonly met: boolean
}

export function judge(goal: Goal, runs: Runs): Judged {
  const peers = peersOf(goal)
  const atLeast = 'atLeast' in goal
  const values = runs.map((run) => {
    const ours = run.ours?.[goal.figure]
    if (ours === undefined || peers.length === 0) return ours
    const theirs = peers.map((peer) => run[peer]?.[goal.figure]).filter((value) => value !== undefined)
    if (theirs.length < peers.length) return undefined
    return ours / (atLeast ? Math.max(...theirs) : Math.min(...theirs))
  })
  const value = median(values)
  const bound = atLeast ? goal.atLeast : goal.atMost
  return {
    text: `${atLeast ? '≥' : '≤'} ${bound}${peers.length === 0 ? '' : ` × ${peers.map((peer) => SERVER_TITLES[peer]).join(' or ')}`}`,
    value,
    met: value !== null && (atLeast ? value >= bound : value <= bound),
  }
}

/** Null when there is none, or one that is no number. */
export function median(values: readonly (number | undefined)[]): number | null {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0 || known.length < values.length || known.some((value) => Number.isNaN(value))) return null
  const sorted = known.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] as number
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] as number)) / 2
}

export function tableOf(measurement: Measurement, runs: Runs): { lines: string[]; missed: number } {
  const lines = [`### ${measurement.number}. ${measurement.title}`, '']
  const figures = Object.entries(measurement.figures)
  lines.push(`| | ${figures.map(([, { title }]) => title).join(' | ')} |`, `|---|${'---:|'.repeat(figures.length)}`)
  for (const server of measurement.servers) {
    const cells = figures.map(([key, { digits }]) => {
      const text = cell(
        runs.map((run) => run[server]?.[key]),
        digits,
      )
      return isBound(measurement, key, server, runs) ? `≥ ${text}` : text
    })
    lines.push(`| ${SERVER_TITLES[server]} | ${cells.join(' | ')} |`)
  }
  lines.push('')
  let missed = 0
  for (const goal of measurement.goals) {
    const { text, value, met } = judge(goal, runs)
    if (!met) missed++
    const title = figures.length > 1 ? `${measurement.figures[goal.figure]?.title ?? goal.figure} ` : ''
    const unsure = peersOf(goal).filter((peer) => isBound(measurement, goal.figure, peer, runs))
    const doubt =
      unsure.length === 0 ? '' : `, where ${unsure.map((peer) => SERVER_TITLES[peer]).join(', ')} may carry more`
    lines.push(
      `- ${met ? 'met' : '**NOT MET**'}: ${title}${text}; measured ${value === null ? 'nothing' : amount(value, 2)}${doubt}`,
    )
  }
  lines.push('')
  return { lines, missed }
}

function peersOf({ times }: Goal): readonly ServerName[] {
  return times === undefined ? [] : typeof times === 'string' ? [times] : times
}

/** In one of the runs the load was the limit, not the server. */
function isBound({ figures }: Measurement, key: string, server: ServerName, runs: Runs): boolean {
  const from = figures[key]?.boundFrom
  return from !== undefined && runs.some((run) => (run[server]?.[from.figure] ?? 0) >= from.atLeast)
}

/** The median, and the span it comes from when there were several runs. */
function cell(values: readonly (number | undefined)[], digits: number): string {
  const known = values.filter((value) => value !== undefined)
  if (known.length === 0) return '–'
  const middle = median(known)
  if (middle === null) return '?'
  if (known.length === 1) return amount(middle, digits)
  return `${amount(middle, digits)} (${amount(Math.min(...known), digits)}–${amount(Math.max(...known), digits)})`
}

function amount(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
