import { expect, test } from 'vitest'
import { readPeople } from '../../../src/renderer/features/job/presence.ts'

const nowhere = { device: null, tab: null, zone: null, field: null, idle: false }

test('[F38] presence that makes no sense is left out; a person counts once for each zone', () => {
  const people = readPeople([
    { person: 'p1', name: 'Ana', zone: 'hood' },
    { person: 'p1', name: 'Ana', zone: 'hood' },
    { person: 'p2', name: 'Joe', zone: '../../etc', tab: 'nonsense', field: 7, idle: 'yes', device: {} },
    { person: 3, name: 'x' },
    { name: 'nobody' },
    {},
    { person: 'p4', name: 'x'.repeat(10_000), zone: null },
    { person: 'p'.repeat(65), name: 'Long', zone: null },
  ])
  expect(people).toEqual([
    { ...nowhere, id: 'p1', name: 'Ana', zone: 'hood' },
    { ...nowhere, id: 'p2', name: 'Joe' },
  ])
})

test('who is away on one device and busy on another is busy; those away come last', () => {
  const at = (name: string, idle: boolean, device: string) => ({ person: name, name, zone: 'hood', idle, device })
  expect(
    readPeople([at('Ana', true, 'd1'), at('Bruno', true, 'd2'), at('Bruno', false, 'd3')]).map((each) => [
      each.name,
      each.idle,
    ]),
  ).toEqual([
    ['Bruno', false],
    ['Ana', true],
  ])
})

test('a window does not meet its own ghost after it was loaded anew; the same person elsewhere is shown', () => {
  const states = ['d1', 'd2'].map((device) => ({ person: 'p1', name: 'Ana', zone: 'hood', device, tab: 'zones' }))
  expect(readPeople(states, 'd1')).toEqual([
    { ...nowhere, id: 'p1', name: 'Ana', zone: 'hood', device: 'd2', tab: 'zones' },
  ])
})

test('the field that somebody types in is told, a monstrous one is not', () => {
  const people = readPeople([
    { person: 'p1', name: 'Ana', field: 'text/note' },
    { person: 'p2', name: 'Joe', field: 'x'.repeat(201) },
  ])
  expect(people.map((each) => each.field)).toEqual(['text/note', null])
})
