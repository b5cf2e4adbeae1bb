/** Facts as people remember them: what one person did in one go, newest first. */
import { zoneOfItem } from '../../../../crdt/job/index.ts'
import type { Fact } from '../../../../crdt/ledger/index.ts'
import { isZoneId } from '../../../../crdt/vocabulary/index.ts'
import type { ZoneId } from '../../../../crdt/vocabulary/index.ts'

export interface Deed {
  readonly by: string
  readonly device: string
  readonly zone: ZoneId | null
  /** Of the newest. */
  readonly at: number
  /** Newest first; at least one. */
  readonly facts: readonly [Fact, ...Fact[]]
}

/** Somebody who pauses longer begins something new. */
const ONE_GO_MS = 10 * 60_000

/** `facts` in the order of ids. */
export function deedsOf(facts: readonly Fact[], factOf: (id: string) => Fact | undefined): readonly Deed[] {
  const deeds: { by: string; device: string; zone: ZoneId | null; at: number; facts: [Fact, ...Fact[]] }[] = []
  for (const fact of facts.toReversed()) {
    const zone = zoneOf(fact, factOf)
    const last = deeds.at(-1)
    const goesOn =
      last !== undefined &&
      last.by === fact.by &&
      last.device === fact.device &&
      last.zone === zone &&
      Math.abs(last.facts.at(-1)!.at - fact.at) <= ONE_GO_MS
    if (goesOn) last.facts.push(fact)
    else deeds.push({ by: fact.by, device: fact.device, zone, at: fact.at, facts: [fact] })
  }
  return deeds
}

/** The zone that a fact is about; null: the vehicle as a whole. */
export function zoneOf(fact: Fact, factOf: (id: string) => Fact | undefined): ZoneId | null {
  switch (fact.kind) {
    case 'claim':
      return zoneOfItem(fact.item) ?? null
    case 'row': {
      const { zone, zones } = fact.data
      if (isZoneId(zone)) return zone
      return Array.isArray(zones) && zones.length === 1 && isZoneId(zones[0]) ? zones[0] : null
    }
    case 'void': {
      const target = factOf(fact.of)
      return target ? zoneOf(target, factOf) : null
    }
    case 'seal':
      return null
  }
}
