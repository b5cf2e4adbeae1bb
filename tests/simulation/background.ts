/**
 * A desk's documents that no socket keeps level: pulled when the feed says that they changed, pushed while they hold
 * edits that the relay has not acknowledged. The cursor moves only past what is on the desk's disk.
 */
import * as Y from 'yjs'
import {
  decodeSyncReply,
  encodeSyncRequest,
  type ChangesReply,
  type SyncReplyEntry,
  type SyncRequestEntry,
} from '../../src/crdt/protocol/index.ts'
import type { Desk } from './desk.ts'

export const EMPTY_UPDATE: Uint8Array = Uint8Array.of(0, 0)
export const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc())
const NOTHING = new Uint8Array(0)

export class Background {
  intervalMs: number
  /** Rounds that brought everything level, start to end. */
  finished = 0
  readonly #desk: Desk
  /** Documents that something was missed of, whatever the cursor says. */
  readonly #missed = new Set<string>()
  #closed = false

  constructor(desk: Desk, intervalMs: number) {
    this.#desk = desk
    this.intervalMs = intervalMs
    this.#later()
  }

  missed(document: string): void {
    this.#missed.add(document)
  }
  die(): void {
    this.#closed = true
  }

  #later(): void {
    this.#desk.clock.after(this.#desk.random.next() * this.intervalMs, () => {
      if (!this.#closed) this.#ask()
    })
  }

  #ask(): void {
    const desk = this.#desk
    const known = desk.store.relayCursor()
    this.#request(
      (answer) => desk.relay.changes(known.cursor, known.relay, answer),
      (reply) => {
        if (reply === null) return this.#later()
        const changes = JSON.parse(new TextDecoder().decode(reply)) as ChangesReply
        // Another relay, or this one from an old copy: it never acknowledged anything to us.
        if (known.relay !== changes.relay) desk.forgetRelay(changes.relay)
        const isOpen = (name: string): boolean => desk.isLevelBySocket(name)
        const changed = desk.mutants.feedSkipsConnected
          ? changes.documents.filter((name) => !isOpen(name))
          : changes.documents
        const names = new Set([...changed, ...this.#missed, ...desk.pendingNames().filter((name) => !isOpen(name))])
        this.#missed.clear()
        this.#level([...names], (level) => {
          desk.note(level ? 'level' : 'not level', [...names].join(' '))
          if (level) {
            desk.setRelayCursor(changes.relay, changes.cursor)
            this.finished++
          } else for (const name of names) this.#missed.add(name)
          this.#later()
        })
      },
    )
  }

  /** First asks what is missing on either side, then sends what the relay lacks: never more than the difference. */
  #level(names: readonly string[], done: (level: boolean) => void): void {
    if (names.length === 0) return done(true)
    const desk = this.#desk
    const asked = names.map((name) => ({ name, stateVector: desk.stateVector(name), update: NOTHING }))
    this.#exchange(asked, (replies) => {
      if (replies === null) return done(false)
      this.#take(replies, (taken) => {
        const owed = replies.flatMap((reply) => (reply.accepted && desk.lastPending(reply.name) > 0 ? [reply] : []))
        if (!taken || owed.length === 0) return done(taken)
        // Read before the difference, which therefore holds everything up to there.
        const through = new Map(owed.map(({ name }) => [name, desk.lastPending(name)]))
        const sent = owed.map((reply) => ({ name: reply.name, ...desk.readSince(reply.name, reply.stateVector) }))
        this.#exchange(sent, (answers) => {
          if (answers === null) return done(false)
          for (const answer of answers) {
            if (answer.accepted) desk.acknowledge(answer.name, through.get(answer.name) ?? 0)
          }
          this.#take(answers, done)
        })
      })
    })
  }

  #take(replies: readonly SyncReplyEntry[], done: (complete: boolean) => void): void {
    let complete = replies.every((reply) => reply.accepted)
    let waiting = 1
    const finish = (): void => {
      if (--waiting === 0) done(complete)
    }
    for (const reply of replies) {
      if (!reply.accepted || reply.update.length <= EMPTY_UPDATE.length) continue
      waiting++
      this.#desk.saveRemote(reply.name, reply.update, (saved) => {
        complete &&= saved
        finish()
      })
    }
    finish()
  }

  #exchange(entries: readonly SyncRequestEntry[], done: (replies: SyncReplyEntry[] | null) => void): void {
    const body = encodeSyncRequest(entries)
    this.#request(
      (answer) => this.#desk.relay.sync(body, answer),
      (reply) => done(reply === null ? null : decodeSyncReply(reply)),
    )
  }

  #request(
    perform: (answer: (reply: Uint8Array | null) => void) => void,
    settle: (reply: Uint8Array | null) => void,
  ): void {
    this.#desk.network.request(this.#desk.name, perform, (reply) => {
      if (!this.#closed) settle(reply)
    })
  }
}
