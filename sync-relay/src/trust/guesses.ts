/** Counts how often a network asked for invitations that do not exist [F47]. In memory, and bounded. */

export interface Guesses {
  isBarred(network: string, now: number): boolean
  /** True when this one was too many: from now on the network is barred. */
  missed(network: string, now: number): boolean
}

const WINDOW_MS = 60_000
const MAX_GUESSES = 10
const MAX_NETWORKS = 10_000

export function createGuesses(): Guesses {
  const missed = new Map<string, { readonly since: number; readonly count: number }>()
  const current = (network: string, now: number) => {
    const seen = missed.get(network)
    return seen === undefined || now - seen.since >= WINDOW_MS || now < seen.since ? { since: now, count: 0 } : seen
  }
  return {
    isBarred: (network, now) => current(network, now).count >= MAX_GUESSES,
    missed(network, now) {
      const { since, count } = current(network, now)
      missed.delete(network) // so that iteration order is the order of use
      const [oldest] = missed.keys()
      if (missed.size >= MAX_NETWORKS && oldest !== undefined) missed.delete(oldest)
      missed.set(network, { since, count: count + 1 })
      return count + 1 === MAX_GUESSES
    },
  }
}

/** Who holds one IPv6 address holds the other 2^64 of its network. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const middle =
    tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...middle, ...right].slice(0, 4).join(':')
}
