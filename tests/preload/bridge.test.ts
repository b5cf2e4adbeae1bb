import { expect, test, vi } from 'vitest'
import { calls, events } from '../../src/contract/index.ts'
import { channels } from '../../src/contract/channels.ts'
import { createApi } from '../../src/preload/bridge.ts'

type Listener = (event: unknown, ...args: unknown[]) => void

function bridge() {
  let deliver: Listener = () => {}
  const invoke = vi.fn(async (_channel: string, ..._args: unknown[]): Promise<unknown> => ({ ok: true, value: {} }))
  const on = vi.fn((_channel: string, listener: Listener) => void (deliver = listener))
  const api = createApi({ invoke, on }, { calls: Object.keys(calls), events: Object.keys(events) })
  const arrive = (...args: unknown[]) => deliver({ sender: 'ipcRenderer itself', ports: [] }, ...args)
  return { api: api as unknown as Loose, invoke, on, arrive }
}
interface Loose {
  call(name: unknown, input: unknown): Promise<unknown>
  on(name: unknown, listener: unknown): () => void
}

test('[S20] the page gets two functions and nothing else', () => {
  expect(Object.keys(bridge().api)).toEqual(['call', 'on'])
})

test.each(Object.keys(calls))('%s goes through the one channel', async (name) => {
  const { api, invoke } = bridge()
  await api.call(name, { a: 1 })
  expect(invoke).toHaveBeenCalledExactlyOnceWith(channels.call, name, { a: 1 })
})

test.each([
  ['files.read'],
  ['toString'],
  ['__proto__'],
  [undefined],
  [['app.info']],
  ['sync.status '],
  [channels.call],
])('[S20] the name %j is never sent', async (name) => {
  const { api, invoke } = bridge()
  await expect(api.call(name, {})).rejects.toThrow('Unknown call')
  expect(invoke).not.toHaveBeenCalled()
})

test('[S20] listeners get the payload, never the event that carried it', () => {
  const { api, arrive, on } = bridge()
  const listener = vi.fn()
  api.on('sync.status', listener)
  arrive('sync.status', { state: 'synced' })
  expect(listener.mock.calls).toEqual([[{ state: 'synced' }]])
  expect(on).toHaveBeenCalledExactlyOnceWith(channels.event, expect.any(Function))
})

test('a listener hears its own event until it leaves, and leaving twice harms nobody', () => {
  const { api, arrive } = bridge()
  const [one, two] = [vi.fn(), vi.fn()]
  const leave = api.on('sync.status', one)
  api.on('sync.status', two)
  api.on('sync.status', one)
  arrive('document.status', {})
  arrive('sync.status', 1)
  leave()
  leave()
  arrive('sync.status', 2)
  expect(one.mock.calls).toEqual([[1], [1], [2]])
  expect(two.mock.calls).toEqual([[1], [2]])
})

test.each([
  ['unknown', () => {}],
  ['__proto__', () => {}],
  ['sync.status', 'not a function'],
])('[S20] on(%j, …) is refused', (name, listener) => {
  expect(() => bridge().api.on(name, listener)).toThrow('Unknown event')
})

test('an event of a name that we do not know is dropped', () => {
  const { arrive } = bridge()
  expect(() => arrive('unknown', {})).not.toThrow()
})
