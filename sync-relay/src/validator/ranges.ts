/**
 * Sets of clocks as flat lists `start, end, start, end, …`: rising, `end` excluded, never touching each other.
 * Two numbers a range, so that a document with years of deletions stays small in memory.
 */

/** Beyond this many at once, one pass over the list is cheaper than moving its tail for each of them. */
const FEW = 4

/** True when all of `start` to `end` is in `ranges`. */
export function covers(ranges: readonly number[], start: number, end: number): boolean {
  const at = lastStartingAtOrBefore(ranges, start)
  return at >= 0 && end <= (ranges[at + 1] as number)
}

/** Puts `added` (rising) into `ranges`. Returns the list that holds both: `ranges` itself or a new one. */
export function unite(ranges: number[], added: readonly number[]): number[] {
  if (added.length > 2 * FEW) return merge(ranges, added)
  for (let i = 0; i < added.length; i += 2) insert(ranges, added[i] as number, added[i + 1] as number)
  return ranges
}

/** What of `ranges` is at or after `clock`. */
export function rangesFrom(clock: number, ranges: readonly number[]): readonly number[] {
  if ((ranges[0] ?? 0) >= clock) return ranges
  const later: number[] = []
  for (let i = 0; i < ranges.length; i += 2) {
    const end = ranges[i + 1] as number
    if (end > clock) later.push(Math.max(clock, ranges[i] as number), end)
  }
  return later
}

function insert(ranges: number[], start: number, end: number): void {
  const last = ranges.length - 2
  if (last < 0 || start > (ranges[last + 1] as number)) return void ranges.push(start, end)
  let from = lastStartingAtOrBefore(ranges, start)
  if (from < 0 || start > (ranges[from + 1] as number)) from += 2
  else start = ranges[from] as number
  let to = from
  while (to < ranges.length && (ranges[to] as number) <= end) {
    end = Math.max(end, ranges[to + 1] as number)
    to += 2
  }
  if (to - from === 2) {
    ranges[from] = start
    ranges[from + 1] = end
  } else {
    ranges.splice(from, to - from, start, end)
  }
}

function merge(ours: readonly number[], theirs: readonly number[]): number[] {
  const merged: number[] = []
  let i = 0
  let j = 0
  while (i < ours.length || j < theirs.length) {
    const first = j >= theirs.length || (i < ours.length && (ours[i] as number) <= (theirs[j] as number))
    const start = (first ? ours[i] : theirs[j]) as number
    const end = (first ? ours[i + 1] : theirs[j + 1]) as number
    if (first) i += 2
    else j += 2
    const last = merged.length - 1
    if (last > 0 && start <= (merged[last] as number)) merged[last] = Math.max(end, merged[last] as number)
    else merged.push(start, end)
  }
  return merged
}

/** Index of the last range that starts at or before `clock`, -2 when there is none. */
function lastStartingAtOrBefore(ranges: readonly number[], clock: number): number {
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[2 * middle] as number) <= clock) low = middle + 1
    else high = middle
  }
  return 2 * (low - 1)
}
