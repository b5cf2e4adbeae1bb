import { expect, test } from 'vitest'
import { findNearbyRelays, relayOf } from '../../../src/main/desktop/nearby.ts'

const said = { name: 'Atelier (ab12)', port: 4455, addresses: ['fe80::1', '192.168.1.20'], txt: { v: '1', tls: '0' } }

test('a relay that announces itself is offered by an address that can be typed; what nobody of ours says is not', () => {
  expect(relayOf(said)).toEqual({ url: 'ws://192.168.1.20:4455', name: 'Atelier (ab12)' })
  expect(relayOf({ ...said, txt: { tls: '1' } })?.url).toBe('wss://192.168.1.20:4455')
  for (const wrong of [
    { ...said, addresses: [] },
    { ...said, addresses: ['fe80::1'] },
    { ...said, addresses: ['192.168.1.20/../x', 'evil.example'] },
    { ...said, port: 0 },
    { ...said, port: 70_000 },
    { ...said, port: Number.NaN },
  ]) {
    expect(relayOf(wrong)).toBeUndefined()
  }
  expect(relayOf({ ...said, name: 'x'.repeat(500) })?.name).toHaveLength(80)
  // Nothing that would draw it as another name, or as two lines.
  expect(relayOf({ ...said, name: 'Atelier\n\u202E\u2066 B\u0000\uD800' })?.name).toBe('Atelier B')
})

test('looking around always ends, also where there is no network to look at', async () => {
  expect(await findNearbyRelays(50)).toEqual(expect.any(Array))
})
