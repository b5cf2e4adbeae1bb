import { expect, test } from 'vitest'
import { add, nothing, summary } from '../../scripts/test/tally.ts'
import { judge } from '../../scripts/test/vitest.ts'

const root = '/house'
const ended = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal })

interface File {
  name?: string
  status?: string
  message?: string
  tests?: [fullName: string, status: string, message?: string][]
}

const report = (...files: File[]) =>
  JSON.stringify({
    success: true,
    testResults: files.map(({ name = '/house/tests/a.test.ts', status = 'passed', message = '', tests = [] }) => ({
      name,
      status,
      message,
      assertionResults: tests.map(([fullName, state, text]) => ({
        fullName,
        status: state,
        failureMessages: text === undefined ? [] : [text],
      })),
    })),
  })

test('the last line is the sum of all runners, and names the skipped only where there are some', () => {
  const a = { ...nothing(), passed: 2 }
  const b = { passed: 1, failed: 1, skipped: 3, failures: ['x'] }
  expect(summary(a)).toBe('2 passed, 0 failed')
  expect(summary(add(a, b))).toBe('3 passed, 1 failed, 3 skipped')
})

test('passed, failed and skipped tests are counted, and the failed ones named', () => {
  const text = report({
    status: 'failed',
    tests: [
      ['saves', 'passed'],
      ['syncs', 'failed', '\nexpected 1 to be 2\n  at x.ts:1'],
      ['later', 'skipped'],
      ['some day', 'todo'],
    ],
  })
  expect(judge('c', ended(1), text, root)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 2,
    failures: ['tests/a.test.ts › syncs: expected 1 to be 2'],
  })
})

test('a file that cannot be loaded is a failure, though none of its tests is', () => {
  const text = report(
    { tests: [['a', 'passed']] },
    { name: '/house/tests/b.test.ts', status: 'failed', message: 'SyntaxError' },
  )
  expect(judge('c', ended(1), text, root)).toMatchObject({
    passed: 1,
    failed: 1,
    failures: ['tests/b.test.ts: SyntaxError'],
  })
})

test.each([
  ['a runner that was killed', ended(null, 'SIGKILL'), undefined, 'no readable results (stopped by SIGKILL)'],
  ['a runner that left nothing, even with exit 0', ended(0), undefined, 'no readable results (exit 0)'],
  ['a report cut short', ended(0), '{"success":true,"testRes', 'no readable results'],
  ['a report of another shape', ended(0), '{"success":true}', 'no readable results'],
  ['no test at all', ended(0), report(), 'no test ran'],
  ['only skipped tests', ended(0), report({ tests: [['a', 'skipped']] }), 'no test ran'],
  ['an error outside every test', ended(1), report({ tests: [['a', 'passed']] }), 'no test failed, but the runner did'],
])('%s counts as a failure', (_, ending, text, says) => {
  const tally = judge('vitest.config.ts', ending, text, root)
  expect(tally.failed).toBe(1)
  expect(tally.failures).toEqual([expect.stringContaining(says)])
})
