/**
 * Builds main, preload and renderer into `.vite/` with Vite alone: neither Forge nor Electron is needed. Unchanged
 * sources cost a few milliseconds, so whoever needs the build may simply ask for it; asked for twice at once, the
 * second waits for the first.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { build } from 'vite'

const root = path.resolve(import.meta.dirname, '..')
const output = path.join(root, '.vite')
const stamp = path.join(output, 'stamp')
const lock = path.join(output, 'lock')
const configs = ['vite.main.config.ts', 'vite.preload.config.ts', 'vite.renderer.config.ts']
/** Answers whether anything had to be built. */
export async function buildApp(): Promise<'built' | 'unchanged'> {
  mkdirSync(output, { recursive: true })
  await takeLock()
  try {
    const wanted = hashOfSources()
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 'unchanged'
    rmSync(stamp, { force: true })
    rmSync(path.join(output, 'build'), { recursive: true, force: true })
    await inProduction(async () => {
      for (const configFile of configs) {
        await build({ configFile: path.join(root, configFile), mode: 'production', logLevel: 'warn' })
      }
    })
    writeFileSync(stamp, wanted)
    return 'built'
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Vite obeys this variable before its mode, and a test runner sets it: people would get React's slow build. */
async function inProduction(work: () => Promise<void>): Promise<void> {
  const before = process.env['NODE_ENV']
  process.env['NODE_ENV'] = 'production'
  try {
    await work()
  } finally {
    if (before === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = before
  }
}

function hashOfSources(): string {
  const hash = createHash('sha256')
  const files = globSync(
    ['src/**/*', 'docs/guide/**/*', 'sync-relay/src/**/*', 'vite.*.config.ts', 'package.json', 'package-lock.json'],
    {
      cwd: root,
    },
  ).sort()
  for (const file of files) {
    const absolute = path.join(root, file)
    if (!statSync(absolute).isFile()) continue
    hash.update(`${file}\0`).update(readFileSync(absolute)).update('\0')
  }
  return hash.digest('hex')
}

async function takeLock(): Promise<void> {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const pid = holder()
    // A build that was killed leaves its lock behind.
    if (pid !== undefined && !isAlive(pid)) rmSync(lock, { force: true })
    else await pause(200)
  }
}

function holder(): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch {
    return undefined // given back meanwhile
  }
}

/** A lock without a process id is one that is being written. */
function isAlive(pid: number): boolean {
  if (pid === 0) return true
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

if (import.meta.main) {
  process.chdir(root)
  const startedAt = performance.now()
  const result = await buildApp()
  console.log(result === 'built' ? `built in ${Math.round(performance.now() - startedAt)} ms` : 'nothing to build')
}
