/** What the database knows of content-addressed files. The files themselves: blob-files.ts. */
import type { Database } from 'better-sqlite3'
import type { BlobInfo } from './operations.ts'

interface BlobRow extends BlobInfo {
  readonly here: number
  readonly onRelay: number
}

export type BlobRows = ReturnType<typeof blobRows>
export function blobRows(db: Database) {
  const get = db.prepare<[string], BlobRow>(
    'SELECT sha256, mime, bytes, here, on_relay AS onRelay FROM blobs WHERE sha256 = ?',
  )
  const put = db.prepare<[string, string, number]>(
    `INSERT INTO blobs (sha256, mime, bytes, here, on_relay) VALUES (?, ?, ?, 1, 0)
     ON CONFLICT (sha256) DO UPDATE SET here = 1`,
  )
  const gone = db.prepare<[string]>('UPDATE blobs SET here = 0 WHERE sha256 = ?')
  const onRelay = db.prepare<[string]>('UPDATE blobs SET on_relay = 1 WHERE sha256 = ?')
  const forget = db.prepare('UPDATE blobs SET on_relay = 0')
  const toSend = db.prepare<[], BlobInfo>(
    'SELECT sha256, mime, bytes FROM blobs WHERE here = 1 AND on_relay = 0 ORDER BY bytes, sha256',
  )
  const toFetch = db.prepare<[number], { sha256: string; mime: string }>(
    `SELECT r.id AS sha256, MIN(r.mime) AS mime FROM blob_refs r LEFT JOIN blobs b ON b.sha256 = r.id
     WHERE COALESCE(b.here, 0) = 0 GROUP BY r.id ORDER BY MIN(r.rank), r.id LIMIT ?`,
  )
  return {
    get: (sha256: string): BlobRow | undefined => get.get(sha256),
    /** All of them or none. */
    put: db.transaction((blobs: readonly BlobInfo[]): void => {
      for (const { sha256, mime, bytes } of blobs) put.run(sha256, mime, bytes)
    }).immediate,
    gone: (sha256: string): void => void gone.run(sha256),
    markOnRelay: (sha256: string): void => void onRelay.run(sha256),
    forgetRelay: (): void => void forget.run(),
    toSend: (): BlobInfo[] => toSend.all(),
    toFetch: (limit: number): { sha256: string; mime: string }[] => toFetch.all(limit),
  }
}
