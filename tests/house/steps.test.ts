import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { runSteps } from '../../scripts/check/run.ts'
import { STEPS } from '../../scripts/check/steps.ts'
import { runTool } from '../../scripts/check/tool.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

test('each step is one line with its time, and what failed stands below it', async () => {
  const said: string[] = []
  const outcomes = await runSteps(
    root,
    [
      { name: 'fine', run: async () => [] },
      { name: 'wrong', run: async () => ['a.ts:1 is wrong', 'b.ts:2 too'] },
      { name: 'broken', run: () => Promise.reject(new Error('cannot look')) },
    ],
    (line: string) => said.push(line),
  )
  expect(outcomes.map(({ name, problems }) => [name, problems.length])).toEqual([
    ['fine', 0],
    ['wrong', 2],
    ['broken', 1],
  ])
  expect(said.slice(0, 4)).toEqual([
    expect.stringMatching(/^pass {2}fine +\d+\.\d s$/),
    expect.stringMatching(/^FAIL {2}wrong +\d+\.\d s$/),
    '      a.ts:1 is wrong',
    '      b.ts:2 too',
  ])
  expect(outcomes[2]!.problems[0]).toContain('cannot look')
})

test('a tool that fails gives its words, and one that fails silently is still a failure', async () => {
  expect(await runTool(root, 'oxlint', ['--version'])).toEqual([])
  expect((await runTool(root, 'oxlint', ['--no-such-option'])).join('\n')).toContain('no-such-option')
  await expect(runTool(root, 'no-such-tool', [])).rejects.toThrow(/no-such-tool/)
})

test('the command exits with 2 for a check that does not exist, instead of passing', async () => {
  const check = promisify(execFile)(process.execPath, [path.join(root, 'scripts/check.ts'), 'wals'])
  await expect(check).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('wals') as string })
})

test('no step has been lost', () => {
  expect(STEPS.map(({ name }) => name)).toEqual([
    'format',
    'walls',
    'traps',
    'room graph',
    'licences',
    'catalogues',
    'types',
    'lint',
  ])
})
