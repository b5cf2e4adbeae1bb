/** Two small tables: what is known of the relay, and the settings of this device. */
import type { Database } from 'better-sqlite3'

export type RelayRows = ReturnType<typeof relayRows>
export function relayRows(db: Database) {
  const get = db.prepare<[], { relay: string | null; cursor: number }>('SELECT id AS relay, cursor FROM relay')
  const set = db.prepare<[string, number]>('UPDATE relay SET id = ?, cursor = ?')
  return {
    get(): { relay: string | null; cursor: number } {
      const row = get.get()
      if (!row) throw new Error('relay: expected one row, seen none')
      return row
    },
    set: (relay: string, cursor: number): void => void set.run(relay, cursor),
  }
}

export type SettingRows = ReturnType<typeof settingRows>
export function settingRows(db: Database) {
  const get = db.prepare<[string], string>('SELECT value FROM settings WHERE key = ?').pluck()
  const all = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM settings ORDER BY key')
  const set = db.prepare<[string, string]>(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  return {
    get(key: string): unknown {
      const json = get.get(key)
      return json === undefined ? null : (JSON.parse(json) as unknown)
    },
    all: (): Record<string, unknown> =>
      Object.fromEntries(all.all().map(({ key, value }) => [key, JSON.parse(value) as unknown])),
    set(key: string, value: unknown): void {
      const json = JSON.stringify(value) as string | undefined
      if (json === undefined) throw new Error(`setting ${key}: expected a JSON value, seen ${typeof value}`)
      set.run(key, json)
    },
  }
}
