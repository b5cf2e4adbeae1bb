import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { newId, openTestStore, plainKeys, tempFolder } from './workshop.ts'

const appender = fileURLToPath(new URL('./appender.ts', import.meta.url))
const CYCLES = process.env['RPMA_GATES'] === '1' ? 100 : 10

/** Kills after the given number of printed keys, in the middle of whatever it is doing then. */
function appendUntilKilled(dir: string, name: string, prefix: string, killAfter: number): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [appender, dir, name, prefix], { stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed += text
      if (printed.split('\n').length > killAfter) child.kill('SIGKILL')
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the appender ended by itself, code ${code}`))
      // A last line without its end was cut by the kill: its append had resolved, but nobody was told all of it.
      else resolve(printed.split('\n').slice(0, -1))
    })
  })
}

test(
  `[F3] ${CYCLES} kills: every edit said to be saved is there, still pending, and the database is whole`,
  async () => {
    const dir = tempFolder()
    const name = `job/${newId()}`
    const said: string[] = []
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      said.push(...(await appendUntilKilled(dir, name, `c${cycle}`, 20 + ((37 * cycle) % 400))))
    }
    expect(said.length).toBeGreaterThan(CYCLES * 20)
    const store = await openTestStore(dir)
    await store.checkIntegrity()
    const kept = new Set(plainKeys((await store.read(name))!.state))
    expect(said.filter((key) => !kept.has(key))).toEqual([])
    // A resolved append is pending; one that was committed but not yet said may be too.
    expect((await store.pending(name))[0]!.updates).toBe(kept.size)
  },
  60_000 + 5_000 * CYCLES,
)
