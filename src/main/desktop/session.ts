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
    try {
      Y.applyUpdate(session.doc, await replica.committed(name), session.#received)
    } catch (error) {
      await replica.close(name, session)
      throw error
    }
    session.doc.on('update', session.#onUpdate)
    return session
  }

  /** Resolves when every edit made so far is committed; rejects when one could not be. */
  saved(): Promise<void> {
    return this.#saving
  }
  /** Rejects like {@link saved}; it is closed then all the same. */
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

/** Opens a document for one piece of work and closes it whatever happens. Rejects unless all of it was saved. */
export async function withDocument<T>(
  replica: Replica,
  name: string,
  work: (session: DocumentSession) => Promise<T>,
): Promise<T> {
  const session = await DocumentSession.open(replica, name)
  let result: T
  try {
    result = await work(session)
  } catch (error) {
    await session.close().catch(() => {}) // the first trouble is the one to tell
    throw error
  }
  await session.close()
  return result
}
