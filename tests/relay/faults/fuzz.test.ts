/**
 * Hostile frames against a real relay process with a heap of 512 MB, over real sockets, while an honest writer works in
 * the very same documents. The frames that the validator alone must bear are tests/relay/support/fuzz-frames.ts.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import * as Y from 'yjs'
import { bytesWithLength } from '../../../scripts/bench/relay/generator/client.ts'
import { frame, Link } from '../../../scripts/bench/relay/generator/link.ts'
import { CLOSE, encodeBarrier } from '../../../src/crdt/protocol/index.ts'
import { Random } from '../../simulation/random.ts'
import { editAtRandom } from '../support/edits.ts'
import { scratchFolder } from '../support/folder.ts'
import { damaged } from '../support/fuzz-shapes.ts'
import { figures, HOUR, LONG, progress, size } from './support/gate.ts'
import { Oracle } from './support/oracle.ts'

const FRAMES = size(4000, 1_000_000)
const SEED = 8417
const ATTACKERS = 24
/** The barrier of a frame that leans on what is missing is held: not waited for longer. */
const HELD_MS = 20
const BARRIER = 102
const barrier = encodeBarrier(1)
const MAX_STALL_MS = 50
const MAX_GROWTH_BYTES = 128 * 2 ** 20
const ROOT = path.resolve(import.meta.dirname, '../../..')

test(
  `${FRAMES} hostile frames: no crash, no stall, no growth, the honest one is served`,
  { timeout: HOUR },
  async () => {
    const relay = await watched([
      path.join(ROOT, 'sync-relay/src/command/cli.ts'),
      ...['--port', '0', '--data', await scratchFolder(), '--auth', 'none', '--log-level', 'silent'],
      ...['--frames-per-second', '10000000', '--frames-burst', '10000000'],
      ...['--requests-per-second', '1000000', '--requests-burst', '1000000'],
    ])
    const { port } = new URL((JSON.parse(relay.firstLine) as { http: string }).http)
    const target = { dialect: 'y', port: Number(port) } as const

    const random = new Random(SEED)
    const samples = honestUpdates(random)
    let sent = 0
    const closedWith = new Map<number, number>()
    async function attack(count: number): Promise<void> {
      const until = sent + count
      const one = async (me: number): Promise<void> => {
        while (sent < until) {
          let closed = false
          let answer: () => void = () => {}
          const link = await Link.open(target.port, `job/${me % 4}`, {
            message: (bytes, start) => bytes[start] === BARRIER && answer(),
            closed(code) {
              closed = true
              closedWith.set(code, (closedWith.get(code) ?? 0) + 1)
              answer()
            },
          })
          while (!closed && sent < until) {
            sent++
            const answered = new Promise<void>((resolve) => {
              const late = setTimeout(resolve, HELD_MS)
              answer = () => {
                clearTimeout(late)
                resolve()
              }
            })
            // The barrier comes back, or the frame was refused, or it waits for what it leans on.
            link.write(Buffer.concat([frame(hostile(samples, random)), frame(barrier)]))
            await answered
            progress('fuzz', () => `${sent} of ${until} frames`)
          }
          link.cut()
        }
      }
      await Promise.all(Array.from({ length: ATTACKERS }, (_, me) => one(me)))
    }

    const oracle = new Oracle()
    let over = false
    const honest = (async () => {
      for (let turn = 0; !over; turn++) await oracle.write(target, `job/${turn % 4}`, `honest${turn}`, 50)
    })()
    // What a first time costs, code and pools, is not growth.
    await attack(Math.min(20_000, FRAMES / 4))
    const before = (await relay.ask()).rssBytes
    const stalls: number[] = []
    const watch = setInterval(() => {
      relay.ask().then(
        ({ stallMs }) => void stalls.push(stallMs),
        () => {}, // it ended: seen below
      )
    }, 200)
    await attack(FRAMES)
    clearInterval(watch)
    over = true
    await honest
    const growth = (await relay.ask()).rssBytes - before
    const codes = [...closedWith].map(([code, times]) => `${code}: ${times}`).join(', ')
    const lost = await oracle.lost(target)
    figures(
      'fuzz',
      `${sent} frames (seed ${SEED}), closed ${codes}, no crash, longest turn of its event loop ${Math.max(...stalls).toFixed(0)} ms, ` +
        `memory ${growth >= 0 ? '+' : ''}${Math.round(growth / 2 ** 20)} MiB, ${oracle.acknowledged} honest edits acknowledged, ${lost.length} lost`,
    )
    expect(relay.ended()).toBeNull()
    expect(closedWith.get(CLOSE.structureRefused) ?? 0).toBeGreaterThan(sent / 10)
    expect(closedWith.has(1011), 'an error of ours').toBe(false)
    expect(lost).toEqual([])
    expect(oracle.acknowledged).toBeGreaterThan(0)
    expect(growth).toBeLessThanOrEqual(MAX_GROWTH_BYTES)
    if (LONG) expect(Math.max(...stalls)).toBeLessThanOrEqual(MAX_STALL_MS)
  },
)

function honestUpdates(random: Random): Uint8Array[] {
  const updates: Uint8Array[] = []
  for (let device = 0; device < 8; device++) {
    const doc = new Y.Doc()
    doc.on('update', (update: Uint8Array) => updates.push(update))
    for (let i = 0; i < 40; i++) editAtRandom(doc, random)
    updates.push(Y.encodeStateAsUpdate(doc))
  }
  return updates
}

/** Mostly damaged updates: they get furthest. The rest are the other messages, whole, cut or of noise. */
function hostile(samples: readonly Uint8Array[], random: Random): Uint8Array {
  const update = (): Uint8Array => random.pick(samples)
  const kind = random.below(12)
  if (kind < 6) return sync(random.below(10) === 0 ? 1 : 2, damaged(update(), random, update))
  if (kind === 6) return sync(0, noise(random, 40))
  if (kind === 7) return Buffer.concat([Uint8Array.of(1), bytesWithLength(noise(random, 60))])
  if (kind === 8) return noise(random, 200)
  if (kind === 9) return encodeBarrier(random.below(2 ** 31)).subarray(0, 1 + random.below(7))
  if (kind === 10) return sync(2, update()).subarray(0, 3 + random.below(40))
  return sync(random.below(5), update())
}

function sync(kind: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(0, kind), bytesWithLength(content)])
}

function noise(random: Random, most: number): Uint8Array {
  return Uint8Array.from({ length: 1 + random.below(most) }, () => random.below(256))
}

interface Sample {
  readonly rssBytes: number
  /** The longest that its main thread worked without a turn of its event loop, since the last question. */
  readonly stallMs: number
}

/** A child with a heap of 512 MB that says how it is. */
async function watched(args: readonly string[]) {
  const probe = path.join(ROOT, 'scripts/bench/relay/probe.mjs')
  const child = spawn(process.execPath, ['--max-old-space-size=512', '--import', probe, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, RPMA_PROBE_LOOP: '1' },
  })
  let code: number | null = null
  child.once('exit', (seen, signal) => (code = seen ?? (signal === null ? 0 : 1)))
  onTestFinished(() => void child.kill('SIGKILL'))
  const firstLine = await new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').once('data', (text: string) => resolve(text.split('\n')[0] as string))
    child.once('exit', () => reject(new Error('ended before it said a word')))
  })
  let next = 0
  const waiting = new Map<number, (sample: Sample) => void>()
  child.on('message', (message) => {
    const { id, ...sample } = message as Sample & { id: number }
    waiting.get(id)?.(sample)
    waiting.delete(id)
  })
  return {
    firstLine,
    ended: () => code,
    ask: () =>
      new Promise<Sample>((resolve, reject) => {
        if (code !== null) return reject(new Error(`the relay ended with ${code}`))
        waiting.set(next, resolve)
        child.send({ id: next++, ask: 'usage' })
      }),
  }
}
