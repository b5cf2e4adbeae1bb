import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'

const run = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
const demo = fileURLToPath(new URL('../../scripts/demo/demo.ts', import.meta.url))
const seeds = process.env['RPMA_GATES'] === '1' ? [1, 2, 3, 4] : [1]

const summary = z.strictObject({
  converged: z.literal(true),
  facts: z.number().int().min(100),
  lost: z.literal(0),
  conflicts: z.literal(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  technicians: z.tuple([z.string().min(1), z.string().min(1)]),
  ms: z.number().int().positive(),
})

function runDemo(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [run, demo, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void child.kill('SIGTERM'))
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

test.each(seeds)(
  'the main job end to end: two technicians, one job, offline, one report (seed %i)',
  async (seed) => {
    const out = mkdtempSync(path.join(os.tmpdir(), 'rpma-demo-test-'))
    onTestFinished(() => rmSync(out, { recursive: true, force: true }))
    const { code, stdout, stderr } = await runDemo(['--out', out, '--seed', String(seed), '--json'])
    expect(code, `${stdout}\n${stderr}`).toBe(0)
    const result = summary.parse(JSON.parse(stdout.trim().split('\n').at(-1)!))
    expect(readdirSync(out).sort()).toEqual(['intervention.json', 'journal.txt', 'rapport.pdf'])
    const read = (file: string) => readFileSync(path.join(out, file))
    expect(createHash('sha256').update(read('intervention.json')).digest('hex')).toBe(result.hash)
    expect(read('rapport.pdf').subarray(0, 5).toString()).toBe('%PDF-')

    const told = read('journal.txt').toString()
    const story = ['SIGKILL', 'À vérifier', 'les deux écrans montrent', 'est coupée', 'À relire', 'quarantine-accepted']
    for (const words of [...result.technicians, ...story, result.hash]) expect(told).toContain(words)
    expect(told).not.toContain('ÉCHEC')
    const content = JSON.parse(read('intervention.json').toString()) as { people: { name: string }[] }
    expect(content.people.map(({ name }) => name)).toEqual(expect.arrayContaining([...result.technicians]))
  },
  240_000,
)

test.each([
  [['--seed', 'sept'], '--seed'],
  [['--seed='], '--seed'],
  [['--out', path.join(import.meta.filename, 'folder')], '--out'],
  [['--sortie', 'x'], 'Options'],
])('what the demo cannot understand is said in one sentence, with exit code 2: %j', async (args, named) => {
  const { code, stderr } = await runDemo(args)
  expect(code).toBe(2)
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(named)])
})
