import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEVICE_ROLES, DOCUMENT_KINDS, kindOf, mayWrite } from '../../../src/crdt/protocol/index.ts'

test('[F45] who writes what', () => {
  const allowed = DEVICE_ROLES.flatMap((role) =>
    DOCUMENT_KINDS.filter((kind) => mayWrite(role, kind)).map((kind) => `${role} ${kind}`),
  )
  expect(allowed).toEqual([
    'admin shop',
    'admin client/*',
    'admin job/*',
    'supervisor shop',
    'supervisor client/*',
    'supervisor job/*',
    'technician client/*',
    'technician job/*',
  ])
})

test('[F45] only shop, client/<ulid> and job/<ulid> are documents; nothing that walks away from them', () => {
  const ulid = '01ARZ3NDEKTSV4RRFFQ69G5FAV'
  expect([kindOf('shop'), kindOf(`client/${ulid}`), kindOf(`job/${ulid}`)]).toEqual(['shop', 'client/*', 'job/*'])
  for (const name of [
    '',
    'shop/',
    'shop/1',
    'job/',
    'job',
    `job/${ulid}/`,
    `job/${ulid}/..`,
    `job/../shop`,
    `job/${ulid.slice(1)}`,
    `job/${ulid.toLowerCase()}`,
    `Job/${ulid}`,
    `job//${ulid}`,
    `job/${ulid}\n`,
    `\njob/${ulid}`,
    `job/${ulid}\0`,
    '__proto__',
    'constructor',
    `team/${ulid}`,
  ]) {
    expect([name, kindOf(name)]).toEqual([name, undefined])
  }
  fc.assert(fc.property(fc.string(), (name) => name === 'shop' || kindOf(name) === undefined))
})
