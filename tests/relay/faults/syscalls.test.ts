/**
 * Every nth call of a kind fails, on the real relay, with strace. Then the relay is killed, and a healthy one on the
 * same folder must hold the old rows and everything that was acknowledged meanwhile.
 */
import { spawnSync } from 'node:child_process'
import { cp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scratchFolder } from '../support/folder.ts'
import { figures, HOUR, LONG, progress, size } from './support/gate.ts'
import { Oracle } from './support/oracle.ts'
import { gateRelay } from './support/relay.ts'

const STEPS = size(8, 60)
/** Most occasions of a kind that are tried; more are spread evenly. */
const TRIES = size(2, 60)
const CALLS = ['fsync,fdatasync', 'pwrite64'] as const
const ERRORS = LONG ? (['EIO', 'ENOSPC'] as const) : (['EIO'] as const)

/** Attaching must be allowed, not only the program be there. */
const traces = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0

describe.skipIf(!traces)('[F4, F5] a disk that fails at the nth call', () => {
  test.each(CALLS)('%s: no false acknowledgement, old rows intact', { timeout: HOUR }, async (calls) => {
    const old = await scratchFolder()
    const before = new Oracle()
    const healthy = await gateRelay(old)
    await before.write(healthy.target, 'job/old', 'old', 30)
    expect(before.acknowledged).toBe(30)
    await healthy.process.stop('SIGTERM')

    const many = await countCalls(old, calls)
    let [tried, acknowledged, refusedToStart] = [0, 0, 0]
    for (const error of ERRORS) {
      for (let i = 0; i < Math.min(TRIES, many); i++) {
        const nth = 1 + Math.floor((i * many) / Math.min(TRIES, many))
        tried++
        const data = await scratchFolder()
        await cp(old, data, { recursive: true })
        const during = new Oracle()
        try {
          const relay = await gateRelay(data, [], strace(`-e inject=${calls}:error=${error}:when=${nth}`, calls))
          await during.write(relay.target, 'job/new', `new${nth}`, STEPS)
          await relay.kill()
        } catch {
          refusedToStart++ // a disk that fails at the start is said, and nothing was acknowledged
        }
        acknowledged += during.acknowledged
        const after = await gateRelay(data)
        expect(await before.lost(after.target), `${error} at ${calls} ${nth}`).toEqual([])
        expect(await during.lost(after.target), `${error} at ${calls} ${nth}`).toEqual([])
        await after.kill()
        progress(`${calls} fails`, () => `${tried} times`)
      }
    }
    figures(
      `${calls} fails`,
      `${tried} times (${ERRORS.join(', ')}; ${many} calls in a run), ${acknowledged} acknowledged, 0 of them lost, ` +
        `old rows intact, ${refusedToStart} did not start`,
    )
    expect(acknowledged).toBeGreaterThan(0)
  })
})

/** How many such calls an undisturbed run makes. */
async function countCalls(old: string, calls: string): Promise<number> {
  const data = await scratchFolder()
  await cp(old, data, { recursive: true })
  const log = join(data, 'strace.txt')
  const relay = await gateRelay(data, [], strace(`-o '${log}'`, calls))
  await new Oracle().write(relay.target, 'job/new', 'new', STEPS)
  await relay.kill()
  const lines = (await readFile(log, 'utf8')).split('\n')
  const many = lines.filter((line) => /(fsync|fdatasync|pwrite64)\(/.test(line)).length
  expect(many, `calls of ${calls} in an undisturbed run`).toBeGreaterThan(STEPS / 2)
  return many
}

/** Threads too: the log writes in one of its own. */
function strace(options: string, calls: string): string {
  const quiet = options.startsWith('-o') ? '' : '-o /dev/null'
  return `exec strace -f -qq --seccomp-bpf -e trace=${calls} -e signal=none ${quiet} ${options} "$@";`
}
