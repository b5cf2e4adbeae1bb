import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  checkVin,
  decodeVin,
  normaliseVin,
  openClient,
  setClientFields,
  setVehicleFields,
} from '../../../src/crdt/client/index.ts'
import { claim, withdraw } from '../../../src/crdt/ledger/index.ts'
import { meet } from '../desks.ts'
import { createPen } from '../pen.ts'

test.each(['1M8GDM9AXKP042788', '11111111111111111', '5YJSA1DG9DFP14705', '1HGCM82633A004352'])(
  '[K2] %s carries its check digit',
  (vin) => {
    expect(checkVin(vin)).toBe('valid')
  },
)

test('[K2] one wrong character is seen, unless the maker uses no check digit', () => {
  expect(checkVin('1M8GDM9AXKP042789')).toBe('no_check_digit')
  expect(checkVin('1M8GDM9A1KP042788')).toBe('no_check_digit')
  expect(checkVin('WVWZZZ1JZXW000001')).toBe('no_check_digit')
})

test.each([
  '',
  '1M8GDM9AXKP04278',
  '1M8GDM9AXKP0427888',
  '1M8GDM9AXKP04278O',
  'IM8GDM9AXKP042788',
  '1m8gdm9axkp042788',
])('[K2] « %s » is no VIN', (vin) => {
  expect(checkVin(vin)).toBe('malformed')
})

test('[K2] a VIN is kept as papers print it, or not at all', () => {
  expect(normaliseVin(' 1m8gdm9a-xkp 042788 ')).toBe('1M8GDM9AXKP042788')
  expect(decodeVin('')).toBe('')
  expect(decodeVin('1M8GDM9AXKP042788')).toBe('1M8GDM9AXKP042788')
  expect(decodeVin('1m8gdm9axkp042788')).toBeUndefined()
  const { ledger } = openClient(new Y.Doc())
  expect(() => setVehicleFields(ledger, undefined, { vin: 'trop court' }, createPen('ana', 1))).toThrow('vin')
})

test('[K3] two people who correct different fields of a vehicle apart never meet', () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()]
  const [ana, joe] = [openClient(a), openClient(b)]
  const [anaPen, joePen] = [createPen('ana', 1), createPen('joe', 2)]
  const id = setVehicleFields(ana.ledger, undefined, { plate: 'AA-1', make: 'X' }, anaPen)
  meet(a, b)
  setVehicleFields(ana.ledger, id, { plate: 'AA-2' }, anaPen)
  setVehicleFields(joe.ledger, id, { make: 'Y' }, joePen)
  meet(a, b)
  for (const desk of [ana, joe]) {
    expect(desk.view().vehicles).toMatchObject([{ id, plate: { value: 'AA-2' }, make: { value: 'Y' } }])
  }
})

test('[K3] a thing whose every claim was withdrawn is gone', () => {
  const { ledger, view } = openClient(new Y.Doc())
  const pen = createPen('ana', 1)
  const id = setVehicleFields(ledger, undefined, { plate: 'AA-1', make: 'X' }, pen)
  for (const field of ['plate', 'make']) {
    expect(view().vehicles).toHaveLength(1)
    withdraw(ledger, ledger.heads(`vehicle/${id}/${field}`)[0]!.id, 'doublon', pen)
  }
  expect(view().vehicles).toEqual([])
})

test('[K3] names that only look like fields of a thing make no thing', () => {
  const { ledger, view } = openClient(new Y.Doc())
  const pen = createPen('ana', 1)
  for (const item of [
    'vehicle/a/plate/x',
    'vehicle//plate',
    'vehicle/b',
    'vehicle/c/toString',
    'vehicle/d/__proto__',
  ]) {
    claim(ledger, item, 'x', pen)
  }
  expect(view().vehicles).toEqual([])
})

test('[K4] the view is the same object until something changes, and who listens hears of each change', () => {
  const client = openClient(new Y.Doc())
  const pen = createPen('ana', 1)
  let heard = 0
  const stop = client.subscribe(() => void heard++)
  const before = client.view()
  expect(client.view()).toBe(before)
  setClientFields(client.ledger, { name: 'Petit', phone: '01' }, pen)
  expect(heard).toBe(1)
  expect(client.view()).not.toBe(before)
  expect(client.view()).toMatchObject({ name: { value: 'Petit' }, phone: { value: '01' } })
  stop()
  setClientFields(client.ledger, { name: 'Grand' }, pen)
  expect(heard).toBe(1)
  client.destroy()
})
