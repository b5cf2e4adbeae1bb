import { EventEmitter } from 'node:events'
import type { Session } from 'electron'
import { expect, test, vi } from 'vitest'
import { denyEverything, isOwnRequest } from '../../../src/main/shell/permissions.ts'

const origin = 'app://rpma'
type Answer = (...args: unknown[]) => unknown

class FakeSession extends EventEmitter {
  handlers: Record<string, Answer> = {}
  spellChecker = true
  setPermissionRequestHandler = (handler: Answer) => void (this.handlers['request'] = handler)
  setPermissionCheckHandler = (handler: Answer) => void (this.handlers['check'] = handler)
  setDevicePermissionHandler = (handler: Answer) => void (this.handlers['device'] = handler)
  setDisplayMediaRequestHandler = (handler: Answer) => void (this.handlers['display'] = handler)
  setSpellCheckerEnabled = (enabled: boolean) => void (this.spellChecker = enabled)
  webRequest = { onBeforeRequest: (handler: Answer) => void (this.handlers['request-out'] = handler) }
}

function denied(mayUseCamera = true) {
  const session = new FakeSession()
  denyEverything(session as unknown as Session, origin, () => mayUseCamera)
  return session
}

const ours = { requestingUrl: `${origin}/index.html`, isMainFrame: true }
test.each([
  ['our window, while it may', ours, ['video'], true, true],
  ['our window, while nobody is here', ours, ['video'], false, false],
  ['another page', { ...ours, requestingUrl: 'https://evil.example/' }, ['video'], true, false],
  ['a frame within', { ...ours, isMainFrame: false }, ['video'], true, false],
  ['the microphone too', ours, ['video', 'audio'], true, false],
  ['the microphone', ours, ['audio'], true, false],
  ['nobody knows what', ours, [], true, false],
] as const)('[S5] the camera and nothing else: %s', (_what, details, mediaTypes, mayUse, expected) => {
  const { handlers } = denied(mayUse)
  const answer = vi.fn()
  handlers['request']!({}, 'media', answer, { ...details, mediaTypes })
  expect(answer).toHaveBeenCalledExactlyOnceWith(expected)
  const mediaType = mediaTypes.length === 1 ? mediaTypes[0] : 'unknown'
  const asking = new URL(details.requestingUrl).protocol === 'app:' ? origin : 'https://evil.example'
  const { isMainFrame } = details
  expect(handlers['check']!({}, 'media', asking, { isMainFrame, mediaType })).toBe(expected)
})

test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'hid', 'usb', 'serial', 'fileSystem', 'unknown'])(
  '[S5] %s is denied when asked for and when checked, even to ourselves',
  (permission) => {
    const { handlers } = denied()
    const answer = vi.fn()
    handlers['request']!({}, permission, answer, { requestingUrl: `${origin}/index.html` })
    expect(answer).toHaveBeenCalledExactlyOnceWith(false)
    expect(handlers['check']!({}, permission, origin, {})).toBe(false)
  },
)

test('[S24] no device is granted, and none is chosen', () => {
  const session = denied()
  expect(session.handlers['device']!({ deviceType: 'hid', origin })).toBe(false)
  for (const name of ['select-hid-device', 'select-serial-port', 'select-usb-device']) {
    const preventDefault = vi.fn()
    const answer = vi.fn()
    session.emit(name, { preventDefault }, {}, answer)
    expect(preventDefault, name).toHaveBeenCalledOnce()
    expect(answer, name).toHaveBeenCalledExactlyOnceWith('')
  }
})

test('the screen is not shared, and nothing is downloaded', () => {
  const session = denied()
  const answer = vi.fn()
  session.handlers['display']!({}, answer)
  expect(answer).toHaveBeenCalledExactlyOnceWith({})
  const preventDefault = vi.fn()
  session.emit('will-download', { preventDefault })
  expect(preventDefault).toHaveBeenCalledOnce()
})

test('[S25] the spell checker is off: it would fetch dictionaries', () => {
  expect(denied().spellChecker).toBe(false)
})

test.each([
  ['https://evil.example/', true],
  ['http://127.0.0.1:8080/', true],
  ['wss://relay.example/', true],
  ['file:///etc/passwd', true],
  ['app://other/x.js', true],
  ['blob:https://evil.example/5a0e', true],
  ['app://rpma/assets/app.js', false],
  ['blob:app://rpma/5a0e', false],
  ['data:image/png;base64,AAAA', false],
  ['devtools://devtools/bundled/inspector.html', false],
])('[S1] a window has no network: %s → cancelled: %s', (url, cancelled) => {
  const answer = vi.fn()
  denied().handlers['request-out']!({ url }, answer)
  expect(answer).toHaveBeenCalledExactlyOnceWith({ cancel: cancelled })
})

test('while a development server runs, its pages and its socket are our own, and nothing else is', () => {
  const server = 'http://localhost:5173'
  expect(isOwnRequest('http://localhost:5173/src/main.tsx', server)).toBe(true)
  expect(isOwnRequest('ws://localhost:5173/?token=x', server)).toBe(true)
  expect(isOwnRequest('ws://localhost:5174/', server)).toBe(false)
  expect(isOwnRequest('https://localhost:5173/', server)).toBe(false)
})
