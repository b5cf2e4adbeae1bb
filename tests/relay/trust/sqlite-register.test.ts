/** The register's file: recognised before it is touched, one relay at a time, durable at every open. */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { DataFolderProblem } from '../../../sync-relay/src/sqlite-open.ts'
import { openRegisterFile } from '../../../sync-relay/src/trust/sqlite-register-schema.ts'
import { openSqliteRegister } from '../../../sync-relay/src/trust/sqlite-register.ts'
import { scratchFolder } from '../support/folder.ts'
import { relayHere, relayProcess } from '../support/relay.ts'
import { createTestShop } from '../support/shop.ts'

const FILE = 'register.sqlite'

test('[F2] WAL and synchronous FULL at the first open and at every one after it', async () => {
  const folder = await scratchFolder()
  for (let i = 0; i < 2; i++) {
    const db = openRegisterFile(folder)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    db.close()
  }
})

test.skipIf(process.platform === 'win32')('its secret is readable by the relay’s own account only', async () => {
  const folder = await scratchFolder()
  const register = openSqliteRegister(folder)
  await register.useOnce('x', 1)
  for (const name of [FILE, `${FILE}-wal`]) expect((await stat(join(folder, name))).mode & 0o077).toBe(0)
  await register.close()
})

test('[F17] a second relay on the same folder is told so', async () => {
  const folder = await scratchFolder()
  const register = openSqliteRegister(folder)
  await register.useOnce('x', 1)
  expect(() => openSqliteRegister(folder)).toThrow(/in use by another relay/)
  await register.close()
  await openSqliteRegister(folder).close()
})

test('a file of another program, or of a newer relay, is named and not touched', async () => {
  for (const make of [
    (path: string) => writeFile(path, 'not a database at all, and longer than a header would be'.repeat(4)),
    async (path: string) => {
      const db = new Database(path)
      db.exec('CREATE TABLE theirs (x)')
      db.close()
    },
    async (path: string) => {
      const db = new Database(path)
      db.pragma(`application_id = ${0x52504d74}`)
      db.pragma('user_version = 2')
      db.exec('CREATE TABLE later (x)')
      db.close()
    },
  ]) {
    const folder = await scratchFolder()
    const path = join(folder, FILE)
    await make(path)
    const before = await readFile(path)
    expect(() => openSqliteRegister(folder)).toThrow(DataFolderProblem)
    expect(await readFile(path)).toEqual(before)
  }
})

test('a half-made file under another name is no register, and is made anew', async () => {
  const folder = await scratchFolder()
  await writeFile(join(folder, `${FILE}.new`), 'half')
  const register = openSqliteRegister(folder)
  expect(await register.secret()).toHaveLength(32)
  await register.close()
})

test('a closed register refuses instead of forgetting', async () => {
  const register = openSqliteRegister(await scratchFolder())
  await register.close()
  await expect(register.useOnce('x', 1)).rejects.toThrow(/closed/)
  await expect(register.commit({})).rejects.toThrow(/closed/)
})

test.skipIf(process.platform === 'win32')(
  '[F4] a write that fails admits nobody; the file is opened anew and goes on',
  async () => {
    const data = await scratchFolder()
    // Blocks of 1 KiB, for each file: SQLite's write-ahead log hits it after a few dozen commits (SQLITE_IOERR_WRITE).
    const relay = await relayProcess(['--port', '0', '--data', data, '--auth', 'grants'], 'ulimit -f 160;')
    const shop = createTestShop()
    const headers = await shop.openSession(relay.http, shop.admin)
    const refusals: string[] = []
    let admitted = 0
    while (refusals.length < 2 && admitted < 1000) {
      await shop.openSession(relay.http, shop.admin).then(
        () => admitted++,
        (error: Error) => refusals.push(error.message),
      )
      // Who is in stays in: a session costs no write.
      if (refusals.length > 0) expect((await fetch(`${relay.http}/v1/devices`, { headers })).status).toBe(200)
    }
    expect(refusals.map((text) => text.includes('"kind":"unavailable"'))).toEqual([true, true])
    expect(admitted).toBeGreaterThan(2)
    const device = shop.admit('technician')
    await shop.push(relay.http)
    await relay.stop('SIGKILL')
    const again = await relayHere({ auth: 'grants', data })
    expect(await (await fetch(`${again.http}/v1/challenge`)).json()).toMatchObject({ shop: shop.shop })
    await shop.openSession(again.http, device)
  },
)
