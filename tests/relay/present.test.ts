import { expect, onTestFinished, test, vi } from 'vitest'
import { createPresent } from '../../sync-relay/src/server/present.ts'

function present() {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const told: [string, boolean][] = []
  return { told, here: createPresent((device, here) => void told.push([device, here]), 1000) }
}

test('a device is here from its first way in to the end of its last', () => {
  const { told, here } = present()
  const [first, second] = [here.came('a'), here.came('a')]
  here.came('b')
  first()
  first()
  expect(told).toEqual([
    ['a', true],
    ['b', true],
  ])
  second()
  expect(told.at(-1)).toEqual(['a', false])
})

test('between one wait and the next a device has not left', () => {
  const { told, here } = present()
  here.waits('a')()
  vi.advanceTimersByTime(900)
  const over = here.waits('a')
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([['a', true]])
  over()
  vi.advanceTimersByTime(1000)
  expect(told).toEqual([
    ['a', true],
    ['a', false],
  ])
})

test('stopped, it tells nothing more', () => {
  const { told, here } = present()
  here.waits('a')()
  here.stop()
  vi.advanceTimersByTime(5000)
  expect(told).toEqual([['a', true]])
})
