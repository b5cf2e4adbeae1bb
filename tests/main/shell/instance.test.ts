import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { expect, test, vi } from 'vitest'
import { claimSingleInstance } from '../../../src/main/shell/instance.ts'

class FakeApp extends EventEmitter {
  readonly granted: boolean
  constructor(granted: boolean) {
    super()
    this.granted = granted
  }
  requestSingleInstanceLock = () => this.granted
}

const window = (minimized: boolean) => ({
  isMinimized: () => minimized,
  restore: vi.fn(),
  show: vi.fn(),
  focus: vi.fn(),
})

test('[S23][F17] the second instance is told to quit, and listens to nothing', () => {
  const app = new FakeApp(false)
  expect(claimSingleInstance(app as unknown as App, { window: () => undefined, follow: vi.fn() })).toBe(false)
  expect(app.eventNames()).toEqual([])
})

test('[S23] the first brings its window to the front and follows the link', () => {
  const app = new FakeApp(true)
  const shown = window(true)
  const follow = vi.fn()
  const first = { window: () => shown as unknown as BrowserWindow, follow }
  expect(claimSingleInstance(app as unknown as App, first)).toBe(true)
  app.emit('second-instance', {}, ['rpma', 'rpma://job/01J8ZQ4V6N7XKQ2M3B4C5D6E7F'])
  expect(shown.restore).toHaveBeenCalledOnce()
  expect(shown.show).toHaveBeenCalledOnce()
  expect(shown.focus).toHaveBeenCalledOnce()
  expect(follow).toHaveBeenCalledExactlyOnceWith({ kind: 'job', id: '01J8ZQ4V6N7XKQ2M3B4C5D6E7F' })
})

test('[S23] arguments that hold no link of ours are followed nowhere, even before a window exists', () => {
  const app = new FakeApp(true)
  const follow = vi.fn()
  claimSingleInstance(app as unknown as App, { window: () => undefined, follow })
  app.emit('second-instance', {}, ['rpma', 'https://evil.example/', 'rpma://job/x'])
  expect(follow).not.toHaveBeenCalled()
})
