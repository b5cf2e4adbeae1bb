import { describe, expect, test, vi } from 'vitest'
import { AppFault, calls, type AppHandlers, type CallName } from '../../../src/contract/index.ts'
import { channels } from '../../../src/contract/channels.ts'
import { openGate, type CallEvent, type EventTarget, type GateProblem } from '../../../src/main/shell/gate.ts'

const origin = 'app://rpma'
const ourFrame = { url: 'app://rpma/index.html', origin, parent: null }
const callNames = Object.keys(calls) as CallName[]

function gateWith(overrides: Partial<Record<CallName, (input: never) => Promise<unknown>>> = {}) {
  let listener: ((event: CallEvent, ...args: unknown[]) => Promise<unknown>) | undefined
  const problems: GateProblem[] = []
  const reached: { name: string; input: unknown }[] = []
  const targets: EventTarget[] = []
  const handlers = Object.fromEntries(
    callNames.map((name) => [
      name,
      async (input: never) => {
        reached.push({ name, input })
        return await overrides[name]?.(input)
      },
    ]),
  ) as unknown as AppHandlers
  const gate = openGate({
    ipc: {
      handle: (channel, added) => {
        expect(channel).toBe(channels.call)
        listener = added
      },
      removeHandler: () => (listener = undefined),
    },
    origin,
    handlers,
    targets: () => targets,
    log: (problem) => problems.push(problem),
  })
  const call = (senderFrame: CallEvent['senderFrame'], ...args: unknown[]) => listener!({ senderFrame }, ...args)
  return { gate, call, problems, reached, targets, isOpen: () => listener !== undefined }
}

const hostileFrames: [string, CallEvent['senderFrame']][] = [
  ['a frame that has gone', null],
  ['a subframe of ours', { ...ourFrame, parent: ourFrame }],
  ['another origin', { url: 'https://evil.example/', origin: 'https://evil.example', parent: null }],
  ['our host as a prefix', { url: 'app://rpma.evil/index.html', origin: 'app://rpma.evil', parent: null }],
  ['our host under another scheme', { url: 'https://rpma/index.html', origin: 'https://rpma', parent: null }],
  ['our host in the user part', { url: 'app://rpma@evil/', origin: 'app://evil', parent: null }],
  ['our address with an opaque origin', { url: 'app://rpma/index.html', origin: 'null', parent: null }],
  ['a blob of ours', { url: 'blob:app://rpma/5a0e', origin, parent: null }],
  ['a blank page', { url: 'about:blank', origin, parent: null }],
  ['a file', { url: 'file:///index.html', origin: 'file://', parent: null }],
  ['no address', { url: '', origin: '', parent: null }],
]

/** None of these fits any call of the contract. */
const hostileInputs: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a text', 'x'],
  ['a number', NaN],
  ['a list', [{}]],
  ['bytes', new Uint8Array(3)],
  ['a foreign key and nothing else', { unexpected: true }],
]

describe.each(callNames)('%s', (name) => {
  test.each(hostileFrames)('[S17][F53] refuses %s, without reading the input', async (_what, frame) => {
    const { call, reached, problems } = gateWith()
    const input = new Proxy({}, { get: () => expect.unreachable('the input was read before the sender was judged') })
    await expect(call(frame, name, input)).rejects.toThrow(/^refused$/)
    expect(reached).toEqual([])
    expect(problems).toMatchObject([{ kind: 'refused-sender' }])
  })

  test.each(hostileInputs)('[F53] answers « invalid » for %s, without reaching the handler', async (_what, input) => {
    const { call, reached } = gateWith()
    expect(await call(ourFrame, name, input)).toMatchObject({ ok: false, error: { kind: 'invalid' } })
    expect(reached).toEqual([])
  })
})

test.each([
  ['an unknown name', ['files.read', {}]],
  ['an inherited name', ['toString', {}]],
  ['the prototype', ['__proto__', {}]],
  ['the constructor', ['constructor', {}]],
  ['no name', [undefined, {}]],
  ['an object that turns into a name', [{ toString: () => 'app.info' }, {}]],
  ['a list that turns into a name', [['app.info'], {}]],
  ['no input', ['app.info']],
  ['one argument too many', ['app.info', {}, {}]],
  ['nothing at all', []],
])('[F53] refuses %s', async (_what, args) => {
  const { call, reached, problems } = gateWith()
  await expect(call(ourFrame, ...args)).rejects.toThrow(/^refused$/)
  expect(reached).toEqual([])
  expect(problems).toMatchObject([{ kind: 'unknown-call' }])
})

test('the handler gets the checked input, and the caller the checked output', async () => {
  const { call, reached } = gateWith({
    'numbers.next': async () => ({ number: '2026-0042', provisional: false, secret: 'not in the contract' }),
  })
  const answer = await call(ourFrame, 'numbers.next', { series: 'job', more: 'dropped' })
  expect(reached).toEqual([{ name: 'numbers.next', input: { series: 'job' } }])
  expect(answer).toEqual({ ok: true, value: { number: '2026-0042', provisional: false } })
})

test('a __proto__ key in the input changes no prototype', async () => {
  const { call, reached } = gateWith({ 'numbers.next': async () => ({ number: '1', provisional: false }) })
  await call(ourFrame, 'numbers.next', JSON.parse('{"series":"job","__proto__":{"admin":true}}'))
  expect(reached[0]?.input).toEqual({ series: 'job' })
  expect(Object.getPrototypeOf(reached[0]?.input)).toBe(Object.prototype)
})

test('an expected failure is answered as the handler worded it, and is no problem of ours', async () => {
  const { call, problems } = gateWith({
    'jobs.seal': async () => {
      throw new AppFault('gates-open', 'missing items', '["capot"]')
    },
  })
  expect(await call(ourFrame, 'jobs.seal', { jobId: '01J8ZQ4V6N7XKQ2M3B4C5D6E7F' })).toEqual({
    ok: false,
    error: { kind: 'gates-open', message: 'missing items', detail: '["capot"]' },
  })
  expect(problems).toEqual([])
})

test('[F58] an unexpected failure is answered with an id; the log has the id and no words of the error', async () => {
  const { call, problems } = gateWith({
    'app.info': async () => {
      throw Object.assign(new TypeError('cannot open AB-123-CD of Mme Durand'), { code: 'SQLITE_IOERR' })
    },
  })
  const answer = (await call(ourFrame, 'app.info', {})) as { error: { detail: string } }
  expect(answer).toMatchObject({ ok: false, error: { kind: 'internal', message: 'internal error' } })
  expect(problems).toMatchObject([{ id: answer.error.detail, kind: 'handler-failed', call: 'app.info' }])
  expect(problems[0]?.trace.slice(0, 2)).toEqual(['TypeError', 'SQLITE_IOERR'])
  expect(JSON.stringify([answer, problems])).not.toMatch(/Durand|AB-123/)
})

test('[F58] an output that breaks the contract never leaves; the log names the place, not the value', async () => {
  const { call, problems } = gateWith({ 'numbers.next': async () => ({ number: 7, provisional: 'Mme Durand' }) })
  expect(await call(ourFrame, 'numbers.next', { series: 'job' })).toMatchObject({ error: { kind: 'internal' } })
  expect(problems).toMatchObject([{ kind: 'wrong-output', trace: ['number', 'provisional'] }])
  expect(JSON.stringify(problems)).not.toContain('Durand')
})

test('events go to living windows that show our pages, and to no other', () => {
  const { gate, targets } = gateWith()
  const target = (url: string, destroyed = false) => ({
    isDestroyed: () => destroyed,
    getURL: () => url,
    send: vi.fn<EventTarget['send']>(),
  })
  const ours = target('app://rpma/index.html#/jobs')
  const others = [target('https://evil.example/'), target('app://rpma/index.html', true), target('')]
  targets.push(ours, ...others)
  gate.emit('projections.changed', { names: ['shop'] })
  expect(ours.send).toHaveBeenCalledExactlyOnceWith(channels.event, 'projections.changed', { names: ['shop'] })
  for (const other of others) expect(other.send).not.toHaveBeenCalled()
})

test('an event that breaks the contract throws where it is made', () => {
  const { gate } = gateWith()
  expect(() => gate.emit('projections.changed', { names: ['../x'] })).toThrow(/names/)
})

test('a table of handlers that lacks a call, or has one too many, opens no gate', () => {
  const options = { origin, targets: () => [], log: () => {}, ipc: { handle: vi.fn(), removeHandler: vi.fn() } }
  const all = Object.fromEntries(callNames.map((name) => [name, async () => ({})]))
  const { 'jobs.seal': _left, ...lacking } = all
  expect(() => openGate({ ...options, handlers: lacking as unknown as AppHandlers })).toThrow(/missing \[jobs\.seal\]/)
  const extra = { ...all, 'files.read': async () => ({}) } as unknown as AppHandlers
  expect(() => openGate({ ...options, handlers: extra })).toThrow(/unknown \[files\.read\]/)
  expect(options.ipc.handle).not.toHaveBeenCalled()
})

test('a closed gate answers nobody', () => {
  const { gate, isOpen } = gateWith()
  gate.close()
  expect(isOpen()).toBe(false)
})
