import { expect, test } from 'vitest'
import { DEVICE_ROLES } from '../../../src/crdt/protocol/index.ts'
import { rightsOf } from '../../../src/renderer/api/rights.ts'

test("a person's role never reaches further than the device's", () => {
  expect(rightsOf('supervisor', 'technician')).toEqual({ role: 'technician', cappedBy: 'technician' })
  expect(rightsOf('admin', 'viewer')).toEqual({ role: 'viewer', cappedBy: 'viewer' })
})

test('a device gives nobody more than they are', () => {
  for (const role of DEVICE_ROLES) expect(rightsOf(role, 'admin')).toEqual({ role, cappedBy: null })
})

test('an equal device, and the demonstration, hold nobody back', () => {
  for (const role of DEVICE_ROLES) {
    expect(rightsOf(role, role)).toEqual({ role, cappedBy: null })
    expect(rightsOf(role, null)).toEqual({ role, cappedBy: null })
  }
})
