/** Nonsense that looks like updates: real ones damaged, and new ones put together from the grammar. */
import type { Standing } from '../../../sync-relay/src/validator/standing.ts'
import type { Random } from '../../simulation/random.ts'
import { bytesOf } from './attacks.ts'

/** Where counts, ids and lengths change their meaning. */
const BORDERS = [0, 1, 2, 3, 10, 127, 128, 16_383, 16_384, 65_536, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 50]
const LONG_ZERO = new Uint8Array(200).fill(0x80)

/** `sample` with one to three damages. `other` gives another frame to take parts of. */
export function damaged(sample: Uint8Array, random: Random, other: () => Uint8Array): Uint8Array {
  let bytes = sample
  for (let i = random.below(3); i >= 0; i--) {
    const at = random.below(bytes.length + 1)
    const until = Math.min(bytes.length, at + random.below(4))
    bytes = splice(bytes, at, until, damage(random, other))
  }
  return bytes
}

function damage(random: Random, other: () => Uint8Array): Uint8Array {
  switch (random.below(6)) {
    case 0:
      return new Uint8Array()
    case 1:
      return Uint8Array.of(random.below(256))
    case 2:
      return bytesOf(random.pick(BORDERS))
    case 3:
      return bytesOf('__proto__')
    case 4: {
      const part = other()
      const from = random.below(part.length + 1)
      return part.subarray(from, from + random.below(20))
    }
    default:
      return random.chance(0.1) ? LONG_ZERO : Uint8Array.of(random.below(12), random.below(3))
  }
}

function splice(bytes: Uint8Array, from: number, to: number, put: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.subarray(0, from), ...put, ...bytes.subarray(to))
}

/**
 * Grammatical, most of it: blocks that go on where `standing` ended, or a little beside it. Only the wild ones hold items
 * that lean to both sides: those may name neighbours in an order that no list has.
 */
export function invented(standing: Standing, clients: readonly number[], wild: boolean, random: Random): Uint8Array {
  const some = random
    .shuffle(clients)
    .slice(0, random.below(3))
    .toSorted((a, b) => b - a)
  const ends = new Map<number, number>()
  const blocks = some.map((client) => inventBlock(client, standing, clients, ends, wild, random))
  const deleting = random.shuffle(clients).slice(0, random.below(3))
  const deletes = deleting.map((client) => {
    const end = Math.max(standing.endOf(client), ends.get(client) ?? 0)
    return bytesOf(client, ...inventDeletes(end, random))
  })
  return bytesOf(blocks.length, ...blocks, deletes.length, ...deletes)
}

function inventBlock(
  client: number,
  standing: Standing,
  clients: readonly number[],
  ends: Map<number, number>,
  wild: boolean,
  random: Random,
): Uint8Array {
  const structs = random.between(random.chance(0.05) ? 0 : 1, 4)
  const start = near(standing.endOf(client), random)
  let clock = start
  const id = (): Uint8Array => {
    const on = random.chance(0.4) ? client : random.pick(clients)
    const end = on === client ? clock : Math.max(standing.endOf(on), ends.get(on) ?? 0)
    return bytesOf(on, random.chance(0.9) ? random.below(Math.max(1, end)) : near(end, random))
  }
  const parts: Uint8Array[] = []
  for (let i = 0; i < structs; i++) {
    const { bytes, length } = inventStruct(id, wild, random)
    parts.push(bytes)
    clock += length
  }
  ends.set(client, clock)
  return bytesOf(structs, client, start, ...parts)
}

function inventStruct(id: () => Uint8Array, wild: boolean, random: Random): { bytes: Uint8Array; length: number } {
  const dice = random.next()
  if (dice < 0.06) {
    const length = random.between(1, 3)
    return { bytes: bytesOf(Uint8Array.of(0), length), length }
  }
  if (dice < 0.09) {
    const length = random.between(0, 3)
    return { bytes: bytesOf(Uint8Array.of(10), length), length }
  }
  const flags = random.pick(wild ? [0, 0, 32, 64, 128, 192, 160] : [0, 0, 32, 64, 128, 160])
  const { kind, bytes, length } = inventContent(random)
  const root = random.pick(['facts', 'notes', 'list', 'page', 'x'])
  const parent = random.chance(0.6) ? bytesOf(1, root) : bytesOf(0, id())
  const place = [
    (flags & 128) === 0 ? [] : [id()],
    (flags & 64) === 0 ? [] : [id()],
    (flags & 192) !== 0 ? [] : [parent],
    (flags & 192) === 0 && (flags & 32) !== 0 ? [bytesOf(random.pick(['f1', 'm1', 'k']))] : [],
  ].flat()
  return { bytes: bytesOf(Uint8Array.of(flags | kind), ...place, bytes), length }
}

function inventContent(random: Random): { kind: number; bytes: Uint8Array; length: number } {
  switch (random.below(9)) {
    case 0: {
      const length = random.between(1, 3)
      return { kind: 1, bytes: bytesOf(length), length }
    }
    case 1:
      return { kind: 2, bytes: bytesOf(2, '{"a":[1]}', 'undefined'), length: 2 }
    case 2:
      return { kind: 3, bytes: bytesOf(2, Uint8Array.of(1, 2)), length: 1 }
    case 3:
    case 4: {
      const text = random.pick(['a', 'abc', 'é', 'film'])
      return { kind: 4, bytes: bytesOf(text), length: text.length }
    }
    case 5:
      return { kind: 5, bytes: bytesOf('{"image":1}'), length: 1 }
    case 6:
      return { kind: 6, bytes: bytesOf(random.pick(['bold', 'size']), random.pick(['true', 'null'])), length: 1 }
    case 7: {
      const type = random.below(7)
      return { kind: 7, bytes: type === 3 || type === 5 ? bytesOf(type, 'p') : bytesOf(type), length: 1 }
    }
    default:
      return { kind: 8, bytes: bytesOf(2, Uint8Array.of(126, 117, 1, 120)), length: 2 }
  }
}

function inventDeletes(end: number, random: Random): number[] {
  const count = random.between(1, 3)
  const ranges: number[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const start = at + random.below(Math.max(1, end - at))
    const length = random.chance(0.03) ? 0 : random.between(1, random.chance(0.9) ? 3 : 1000)
    ranges.push(start, length)
    at = random.chance(0.97) ? start + length : 0
  }
  return [count, ...ranges]
}

function near(clock: number, random: Random): number {
  return random.chance(0.85) ? clock : Math.max(0, clock + random.between(-4, 3))
}
