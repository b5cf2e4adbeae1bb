/**
 * Copies another relay: documents, numbers given out, blobs, the membership list. What is here already is not fetched
 * again, so a pull that broke off goes on, and one that is repeated fetches what is new. Nothing is taken on trust:
 * updates pass the same inspection as those of devices, blobs must have their hash, the list must verify.
 */
import * as Y from 'yjs'
import { extendMembership, readMembership } from '../../../src/crdt/protocol/index.ts'
import type { Membership, SyncReplyEntry, SyncRequestEntry } from '../../../src/crdt/protocol/index.ts'
import { ANYONE } from '../authorize.ts'
import type { BlobStore } from '../server/blobs.ts'
import type { RelayCore } from '../core/core.ts'
import type { Allocation, Result } from '../log/log.ts'
import type { Source } from './pull-source.ts'
import { membershipCrypto } from '../trust/node-crypto.ts'
import type { Register } from '../trust/register.ts'

export interface Target {
  readonly core: RelayCore
  readonly blobs: BlobStore
  /** Null where nobody is told apart. */
  readonly register: Register | null
}

export interface Pulled {
  readonly documents: number
  readonly numbers: number
  readonly blobs: number
  readonly entries: number
  /** What could not be copied, a sentence each. */
  readonly problems: readonly string[]
}

const BATCH = 16

export async function pullAll(source: Source, target: Target): Promise<Pulled> {
  const problems: string[] = []
  const entries = target.register === null ? 0 : await pullMembership(source, target.register)
  const documents = await pullDocuments(source, target.core, problems)
  const numbers = await pullNumbers(source, target.core, problems)
  const blobs = await pullBlobs(source, target.blobs, problems)
  return { documents, numbers, blobs, entries, problems }
}

async function pullMembership(source: Source, register: Register): Promise<number> {
  const stored = await register.membership(0)
  let known: Membership | null = null
  if (stored.length > 0) {
    const read = readMembership(stored, membershipCrypto)
    if (!read.ok) throw new Error(`the membership list here does not hold: ${read.problem.reason}`)
    known = read.membership
  }
  let added = 0
  for (;;) {
    const from: number = known?.length ?? 0
    const entries = await source.membership(from)
    if (entries.length === 0) return added
    const read =
      known === null ? readMembership(entries, membershipCrypto) : extendMembership(known, entries, membershipCrypto)
    if (!read.ok) throw new Error(`the membership list there does not follow ours: ${read.problem.reason}`)
    const receivedAt = Date.now()
    const outcome = await register.commit({
      membership: { from, entries: entries.map(({ entry, signature }) => ({ entry, signature, receivedAt })) },
    })
    if (outcome === 'conflict') throw new Error('somebody else writes to this relay: stop it first')
    known = read.membership
    added += entries.length
  }
}

async function pullDocuments(source: Source, core: RelayCore, problems: string[]): Promise<number> {
  let cursor = 0
  let relay: string | null = null
  let copied = 0
  for (;;) {
    const news: Awaited<ReturnType<Source['changes']>> = await source.changes(cursor, relay)
    if (relay !== null && news.relay !== relay) throw new Error('the other relay was restored meanwhile: pull again')
    relay = news.relay
    for (let i = 0; i < news.documents.length; i += BATCH) {
      copied += await pullBatch(source, core, news.documents.slice(i, i + BATCH), problems)
    }
    if (news.documents.length === 0) return copied
    cursor = news.cursor
  }
}

/** How many of them are here now, whole. */
async function pullBatch(
  source: Source,
  core: RelayCore,
  names: readonly string[],
  problems: string[],
): Promise<number> {
  const nothing = (name: string): SyncRequestEntry => ({
    name,
    stateVector: Uint8Array.of(0),
    update: new Uint8Array(),
  })
  const have = (await sync(core, names.map(nothing))).filter((reply) => heard(reply, 'here', problems))
  const asked = have.map(({ name, stateVector }) => ({ name, stateVector }))
  const there = asked.length === 0 ? [] : await source.differences(asked)
  const full = there.filter((reply) => !reply.accepted && reply.reason.includes('ask again'))
  let copied = 0
  for (const reply of there) {
    if (full.includes(reply) || !heard(reply, 'there', problems)) continue
    const [taken] = await sync(core, [{ ...nothing(reply.name), update: reply.update }])
    if (taken === undefined || !heard(taken, 'here', problems)) continue
    if (isBehind(taken.stateVector, reply.stateVector)) problems.push(`${reply.name}: still behind`)
    else copied++
  }
  // One answer holds so much; whoever did not fit is asked for again, and by then the first ones are here.
  if (full.length === there.length) for (const { name } of full) problems.push(`${name}: larger than one answer`)
  else if (full.length > 0)
    copied += await pullBatch(
      source,
      core,
      full.map(({ name }) => name),
      problems,
    )
  return copied
}

/** Whether `ours` lacks something of `theirs`. Deletes do not show there; they came with the same update. */
function isBehind(ours: Uint8Array, theirs: Uint8Array): boolean {
  const have = Y.decodeStateVector(ours)
  return [...Y.decodeStateVector(theirs)].some(([client, clock]) => (have.get(client) ?? 0) < clock)
}

type Accepted = SyncReplyEntry & { accepted: true }
function heard(reply: SyncReplyEntry, where: string, problems: string[]): reply is Accepted {
  if (!reply.accepted) problems.push(`${reply.name}: refused ${where} with ${reply.code}, ${reply.reason}`)
  return reply.accepted
}

async function sync(core: RelayCore, entries: readonly SyncRequestEntry[]): Promise<SyncReplyEntry[]> {
  const result = await new Promise<Result<SyncReplyEntry[]>>((done) => core.sync(entries, ANYONE, done))
  if (!result.ok) throw new Error(`cannot store here: ${result.failure.message}`)
  return result.value
}

async function pullNumbers(source: Source, core: RelayCore, problems: string[]): Promise<number> {
  const numbers = await source.numbers()
  for (const { series, request, number } of numbers) {
    // One below: where the other relay jumped, so does this one.
    const result = await new Promise<Result<Allocation>>((done) => core.allocate(series, request, number - 1, done))
    if (!result.ok) throw new Error(`cannot store here: ${result.failure.message}`)
    const got = result.value.kind === 'given' ? result.value.number : result.value.kind
    if (got !== number) problems.push(`number ${number} of ${series} is ${got} here`)
  }
  return numbers.length
}

async function pullBlobs(source: Source, blobs: BlobStore, problems: string[]): Promise<number> {
  let after = ''
  let fetched = 0
  for (;;) {
    const names = await source.blobs(after)
    const last = names.at(-1)
    if (last === undefined) return fetched
    for (const name of names) {
      if ((await blobs.size(name)) !== null) continue
      const blob = await source.blob(name, await blobs.received(name))
      if (blob === null) continue // damaged there, and set aside just now
      const put = await blobs.put(name, { start: blob.start, total: blob.total }, blob.body, 'pull')
      if (put.kind === 'stored' || put.kind === 'already-there') fetched++
      else problems.push(`blob ${name}: ${put.kind}`)
    }
    after = last
  }
}
