import { expect, test } from 'vitest'
import type { AppInfo } from '../../../src/contract/index.ts'
import { deviceStanding } from '../../../src/renderer/features/devices/standing.ts'

const admin: AppInfo = {
  version: '0',
  platform: 'linux',
  dataDir: '/data',
  locale: 'fr',
  device: { id: '01JD0000000000000000000001', name: 'Box 1', role: 'admin' },
  keyProtection: 'system',
  recoveryKeyWaits: false,
  pins: [],
  shop: { name: 'Atelier', demo: false },
  person: { id: '01JD0000000000000000000011', name: 'Ana', role: 'admin' },
  relayUrl: 'ws://relay:8787',
}

test('an administrator at an administrator’s device manages devices, with a relay that answers', () => {
  expect(deviceStanding(admin, 'connected', true)).toEqual({ kind: 'manage' })
  expect(deviceStanding(admin, 'offline', false)).toEqual({ kind: 'offline' })
})

test.each([
  ['demo', { shop: { name: 'Démo', demo: true } }],
  ['not-admin', { person: { ...admin.person!, role: 'supervisor' as const } }],
  ['not-admin', { person: null }],
  ['device', { device: { ...admin.device, role: 'technician' as const } }],
  ['device', { device: { ...admin.device, role: null } }],
  ['no-relay', { relayUrl: null }],
] as const)('%s keeps from it, and is the reason that is told', (kind, change) => {
  expect(deviceStanding({ ...admin, ...change }, 'connected', true)).toEqual({ kind })
})

test('who could not do it anyway is not told about the relay', () => {
  expect(deviceStanding({ ...admin, person: null, relayUrl: null }, 'none', false).kind).toBe('not-admin')
})
