import { EventEmitter } from 'node:events'
import type { App, Shell, WebContents } from 'electron'
import { describe, expect, test, vi } from 'vitest'
import { guardContents, hardenApp, isAllowedExternally, openExternally } from '../../../src/main/shell/security.ts'

const origin = 'app://rpma'

class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler
  }
}

class FakeApp extends EventEmitter {
  sandboxed = false
  enableSandbox() {
    this.sandboxed = true
  }
}

function guarded() {
  const contents = new FakeContents()
  guardContents(contents as unknown as WebContents, origin)
  return contents
}

function emitPreventable(target: EventEmitter, name: string, properties: object, ...args: unknown[]): boolean {
  const preventDefault = vi.fn()
  target.emit(name, { ...properties, preventDefault }, ...args)
  return preventDefault.mock.calls.length > 0
}

test('[S4] the sandbox is switched on for every window, and every page is guarded as it is created', () => {
  const app = new FakeApp()
  hardenApp(app as unknown as App, origin)
  expect(app.sandboxed).toBe(true)
  const contents = new FakeContents()
  app.emit('web-contents-created', {}, contents)
  expect(contents.openHandler).toBeTypeOf('function')
  expect(emitPreventable(contents, 'will-navigate', { url: 'https://evil.example/' })).toBe(true)
})

describe.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('[S13] %s', (name) => {
  test.each([
    'https://evil.example/',
    'http://rpma/index.html',
    'app://rpma.evil/index.html',
    'app://evil/index.html',
    'file:///etc/passwd',
    'data:text/html,x',
    'blob:app://rpma/5a0e',
    'javascript:alert(1)',
    'about:blank',
    'not an address',
  ])('to %s is prevented', (url) => {
    expect(emitPreventable(guarded(), name, { url })).toBe(true)
  })

  test('within the app goes through', () => {
    expect(emitPreventable(guarded(), name, { url: 'app://rpma/index.html#/jobs' })).toBe(false)
  })
})

test('[S14] no page opens a window, not even one of ours', () => {
  expect(guarded().openHandler?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' })
  expect(guarded().openHandler?.({ url: 'app://rpma/index.html' })).toEqual({ action: 'deny' })
})

test('[S11][S12] a webview is never attached', () => {
  expect(emitPreventable(guarded(), 'will-attach-webview', {})).toBe(true)
})

test('[S24] a bluetooth device is never chosen', () => {
  const answer = vi.fn()
  expect(emitPreventable(guarded(), 'select-bluetooth-device', {}, [], answer)).toBe(true)
  expect(answer).toHaveBeenCalledExactlyOnceWith('')
})

test('[S24] a certificate that does not hold is never accepted, and none of the person’s is offered', () => {
  const app = new FakeApp()
  hardenApp(app as unknown as App, origin)
  const answer = vi.fn()
  expect(emitPreventable(app, 'certificate-error', {}, {}, 'https://x.example', 'err', {}, answer)).toBe(true)
  expect(answer).toHaveBeenCalledExactlyOnceWith(false)
  const choose = vi.fn()
  expect(emitPreventable(app, 'select-client-certificate', {}, {}, 'https://x.example', [], choose)).toBe(true)
  expect(choose).toHaveBeenCalledExactlyOnceWith()
})

test.each([
  'http://rpma.example/',
  'https://evil.example/',
  'https://rpma.example.evil.example/',
  'https://rpma.example@evil.example/',
  'https://user@rpma.example/',
  'https://:password@rpma.example/',
  'https://rpma.example:8443/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'ms-msdt:/id',
  'smb://rpma.example/share',
  '\\\\rpma.example\\share',
  '',
])('[S15] %s is not handed to the system', async (url) => {
  const shell = { openExternal: vi.fn<(url: string) => Promise<void>>() }
  expect(await openExternally(shell as unknown as Shell, url)).toBe(false)
  expect(shell.openExternal).not.toHaveBeenCalled()
})

test('[S15] a page of our own documentation is handed over, as it was parsed', async () => {
  const shell = { openExternal: vi.fn(async (_url: string) => {}) }
  expect(await openExternally(shell as unknown as Shell, 'HTTPS://docs.rpma.example/a b')).toBe(true)
  expect(shell.openExternal).toHaveBeenCalledExactlyOnceWith('https://docs.rpma.example/a%20b')
  expect(isAllowedExternally('https://rpma.example')).toBe(true)
})
