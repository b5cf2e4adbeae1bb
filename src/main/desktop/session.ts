import * as Y from 'yjs'
import type { LiveDocument, Replica, Viewer } from '../replica/index.ts'

/**
 * Main at work on a document, exactly as a window would be: with a Y.Doc (and so a client id) of its own, whose
 * edits are committed before anything else sees them.
 */
export class DocumentSession implements Viewer {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly #replica: Replica
  #live: LiveDocument | undefined
  #saving: Promise<void> = Promise.resolve()
  readonly #received = Symbol('received')

  private constructor(name: string, replica: Replica) {
    this.name = name
    this.#replica = replica
  }

  static async open(replica: Replica, name: string): Promise<DocumentSession> {
    const session = new DocumentSession(name, replica)
    session.#live = await replica.open(name, session)
    Y.applyUpdate(session.doc, Y.encodeStateAsUpdate(session.#live.doc), session.#received)
    session.doc.on('update', session.#onUpdate)
    return session
  }

  /** Resolves when every edit made so far is committed; rejects when one could not be. */
  saved(): Promise<void> {
    return this.#saving
  }
  async close(): Promise<void> {
    this.doc.off('update', this.#onUpdate)
    try {
      await this.#saving
    } finally {
      await this.#replica.close(this.name, this)
      this.doc.destroy()
    }
  }

  update(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this.#received)
  }
  presence(): void {}

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this.#received) return
    const live = this.#live
    if (!live) throw new Error(`session of ${this.name}: edited before it was open`)
    this.#saving = this.#saving.then(() => live.append(update, this))
    this.#saving.catch(() => {}) // whoever asks with `saved()` is told
  }
}

/** Opens documents for one piece of work and closes them whatever happens. */
export async function withDocuments<T>(
  replica: Replica,
  names: readonly string[],
  work: (...sessions: DocumentSession[]) => Promise<T>,
): Promise<T> {
  const sessions: DocumentSession[] = []
  try {
    for (const name of names) sessions.push(await DocumentSession.open(replica, name))
    return await work(...sessions)
  } finally {
    for (const session of sessions) await session.close()
  }
}
