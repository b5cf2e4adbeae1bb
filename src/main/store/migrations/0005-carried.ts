import type { Database } from 'better-sqlite3'

/**
 * Numbers of pending rows that stand for a whole document of which nothing made here was unsent when the relay became
 * another one: what they are to bring, other devices have too.
 */
export function carried(db: Database): void {
  db.exec('CREATE TABLE pending_carried (seq INTEGER PRIMARY KEY) STRICT')
}
