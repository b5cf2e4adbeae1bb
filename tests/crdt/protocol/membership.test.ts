/** The membership list: what holds, what does not, and that nothing can be bent, cut or put together differently. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  extendMembership,
  isSignedEntry,
  MAX_DEVICE_NAME,
  MAX_RECOVERY_MS,
  membershipEntryText,
  membershipMessage,
  readEntryText,
  readMembership,
} from '../../../src/crdt/protocol/index.ts'
import type { EntryBody, MembershipAct, SignedEntry } from '../../../src/crdt/protocol/index.ts'
import { membershipCrypto as crypto } from '../../../sync-relay/src/trust/node-crypto.ts'
import { createTestShop, newTestDevice, newTestKey, signEntry } from '../../relay/support/shop.ts'

const reasonOf = (entries: readonly SignedEntry[]): string => {
  const reading = readMembership(entries, crypto)
  return reading.ok ? 'holds' : `${reading.problem.seq}: ${reading.problem.reason}`
}

function busyShop() {
  const shop = createTestShop(() => 1_790_000_000_000)
  const [second, technician, viewer] = [shop.admit('admin'), shop.admit('technician'), shop.admit('viewer')]
  shop.act({ kind: 'rename', device: viewer.device, name: 'Tablette de l’atelier' }, second)
  shop.setRole(technician, 'supervisor')
  shop.act({ kind: 'recovery', until: 1_790_000_000_000 + 1000 })
  shop.revoke(viewer)
  return { shop, second, technician, viewer }
}

test('the list folds to devices with key, name, role, epoch and end', () => {
  const { shop, second, technician, viewer } = busyShop()
  const { devices, ...rest } = shop.membership()
  expect(rest).toMatchObject({ shop: shop.shop, rootKey: shop.root.publicKey, length: 8 })
  expect(rest.recoveryUntil).toBe(1_790_000_000_000 + 1000)
  expect(rest.head).toBe(crypto.sha256(Buffer.from(shop.entries().at(-1)?.entry ?? '')))
  const of = (id: string) => devices.get(id)
  expect(of(shop.admin.device)).toMatchObject({ role: 'admin', epoch: 1, revoked: null, name: 'Bureau' })
  expect(of(second.device)).toMatchObject({ role: 'admin', epoch: 1, key: second.publicKey })
  expect(of(technician.device)).toMatchObject({ role: 'supervisor', epoch: 2 })
  expect(of(viewer.device)).toMatchObject({
    name: 'Tablette de l’atelier',
    epoch: 2,
    revoked: { by: shop.admin.device, reason: 'perdu' },
  })
})

test('reading in parts is reading at once, and the part before stays as it was', () => {
  const { shop } = busyShop()
  const all = shop.entries()
  for (let cut = 1; cut < all.length; cut++) {
    const start = readMembership(all.slice(0, cut), crypto)
    if (!start.ok) throw new Error('the beginning has to hold')
    const before = structuredClone(start.membership)
    expect(extendMembership(start.membership, all.slice(cut), crypto)).toEqual(readMembership(all, crypto))
    expect(start.membership).toEqual(before)
  }
})

test('a list that is only its beginning holds, and says so by its length', () => {
  const { shop } = busyShop()
  const reading = readMembership(shop.entries().slice(0, 3), crypto)
  expect(reading.ok && reading.membership.length).toBe(3)
  expect(reasonOf([])).toBe('0: no entry founds the shop')
})

test('[F44] any changed bit of any entry or signature is found at that entry or the next', () => {
  const entries = busyShop().shop.entries()
  const bits = fc.record({ at: fc.nat(entries.length - 1), inEntry: fc.boolean(), sign: fc.nat(), bit: fc.nat(6) })
  fc.assert(
    fc.property(bits, ({ at, inEntry, sign, bit }) => {
      const whole = entries[at] as SignedEntry
      const text = inEntry ? whole.entry : whole.signature
      const i = sign % text.length
      const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ (1 << bit)) + text.slice(i + 1)
      const bent = entries.with(at, inEntry ? { ...whole, entry: changed } : { ...whole, signature: changed })
      const reading = readMembership(bent, crypto)
      expect(reading.ok).toBe(false)
      expect(!reading.ok && reading.problem.seq).toBe(at)
    }),
    { numRuns: 400 },
  )
})

test('entries taken out, doubled, swapped or put elsewhere are found where the list stops being itself', () => {
  const entries = busyShop().shop.entries()
  fc.assert(
    fc.property(fc.array(fc.nat(entries.length - 1), { maxLength: 10 }), (order) => {
      const reading = readMembership(
        order.map((i) => entries[i] as SignedEntry),
        crypto,
      )
      let same = 0
      while (order[same] === same) same++
      if (same === order.length && same > 0) expect(reading.ok).toBe(true)
      else expect(!reading.ok && reading.problem.seq).toBe(same)
    }),
    { numRuns: 300 },
  )
})

test('a fork does not follow, whoever signed it', () => {
  const { shop } = busyShop()
  const entries = shop.entries()
  const fork = createTestShop()
  for (const over of [
    { prev: entries[2] ? crypto.sha256(Buffer.from(entries[2].entry)) : '' },
    { prev: '0'.repeat(64) },
    { seq: 3 },
    { seq: 9 },
    { shop: fork.shop },
    { prev: '' },
  ]) {
    const by = [shop.admin, shop.root]
    for (const signer of by) {
      const wrong = shop.draft({ kind: 'recovery', until: 0 }, signer, over)
      expect(reasonOf([...entries, wrong])).toMatch(/^8: /)
    }
  }
  expect(reasonOf([...entries, fork.entries()[0] as SignedEntry])).toMatch(/^8: /)
  expect(reasonOf([...entries, shop.draft({ kind: 'recovery', until: 0 })])).toBe('holds')
})

test('[F46] only an active admin, or the root, signs', () => {
  const { shop, second, technician, viewer } = busyShop()
  const act: MembershipAct = { kind: 'rename', device: technician.device, name: 'Autre' }
  const stranger = newTestDevice()
  for (const signer of [technician, viewer, stranger]) {
    expect(reasonOf([...shop.entries(), shop.draft(act, signer)])).toBe('8: its signer is not an active admin')
  }
  for (const device of [shop.admin.device, 'root']) {
    const forged = { ...newTestKey(), device }
    expect(reasonOf([...shop.entries(), shop.draft(act, forged)])).toBe('8: signature does not hold')
  }
  expect(reasonOf([...shop.entries(), shop.draft(act, second)])).toBe('holds')
  expect(reasonOf([...shop.entries(), shop.draft(act, shop.root)])).toBe('holds')
  shop.revoke(second)
  expect(reasonOf([...shop.entries(), shop.draft(act, second)])).toBe('9: its signer is not an active admin')
})

test('a shop always keeps an active admin, unless the root itself takes it away', () => {
  const shop = createTestShop()
  const { device, publicKey: key } = shop.admin
  const acts: MembershipAct[] = [
    { kind: 'revoke', device, reason: '' },
    { kind: 'role', device, role: 'supervisor' },
    { kind: 'admit', device, key, name: 'Bureau', role: 'viewer' },
  ]
  for (const act of acts) {
    expect(reasonOf([...shop.entries(), shop.draft(act)])).toBe('1: it would leave the shop without an admin')
    expect(reasonOf([...shop.entries(), shop.draft(act, shop.root)])).toBe('holds')
  }
  const second = shop.admit('admin')
  shop.revoke(second)
  expect(reasonOf([...shop.entries(), shop.draft(acts[0] as MembershipAct)])).toMatch(/without an admin/)
  shop.admit('admin')
  for (const act of acts) expect(reasonOf([...shop.entries(), shop.draft(act)])).toBe('holds')
})

test('a device may come back with a new key until it is revoked, and then never again', () => {
  const shop = createTestShop()
  const device = shop.admit('technician')
  const renewed = { ...newTestKey(), device: device.device }
  shop.admit('technician', renewed)
  expect(shop.membership().devices.get(device.device)).toMatchObject({ key: renewed.publicKey, epoch: 2 })
  shop.revoke(renewed)
  for (const by of [shop.admin, shop.root]) {
    const back = shop.draft(
      { kind: 'admit', device: device.device, key: newTestKey().publicKey, name: 'Poste', role: 'viewer' },
      by,
    )
    expect(reasonOf([...shop.entries(), back])).toBe('4: a revoked device never comes back under its id')
  }
  for (const act of [
    { kind: 'role', device: device.device, role: 'viewer' },
    { kind: 'rename', device: device.device, name: 'x' },
    { kind: 'revoke', device: device.device, reason: '' },
  ] as MembershipAct[]) {
    expect(reasonOf([...shop.entries(), shop.draft(act)])).toBe('4: that device is revoked')
  }
})

test('a key is one device’s, and the root’s is no device’s', () => {
  const shop = createTestShop()
  const used = shop.admit('viewer')
  shop.revoke(used)
  for (const key of [used.publicKey, shop.admin.publicKey, shop.root.publicKey]) {
    const act: MembershipAct = { kind: 'admit', device: newTestDevice().device, key, name: 'x', role: 'viewer' }
    expect(reasonOf([...shop.entries(), shop.draft(act)])).toMatch(/^3: .*key/)
  }
  const root = newTestKey()
  const founding = createTestShop().draft(
    { kind: 'found', root: root.publicKey, device: newTestDevice().device, key: root.publicKey, name: 'x' },
    { ...root, device: 'root' },
    { seq: 0, prev: '', shop: crypto.sha256(Buffer.from(root.publicKey, 'base64url')) },
  )
  expect(reasonOf([founding])).toBe('0: the root key is no key of a device')
})

test('a founding is entry 0, once, by the root whose hash the shop is', () => {
  const [shop, other] = [createTestShop(), createTestShop()]
  const found = (over: Partial<EntryBody>, by = shop.root, root = shop.root.publicKey): SignedEntry =>
    shop.draft({ kind: 'found', root, device: shop.admin.device, key: shop.admin.publicKey, name: 'x' }, by, {
      seq: 0,
      prev: '',
      ...over,
    })
  expect(reasonOf([found({})])).toBe('holds')
  expect(reasonOf([found({ shop: other.shop })])).toMatch(/^0: the shop is not the hash/)
  expect(reasonOf([found({}, other.root)])).toBe('0: signature does not hold')
  expect(reasonOf([found({}, other.root, other.root.publicKey)])).toMatch(/^0: the shop is not the hash/)
  expect(reasonOf([found({}, shop.admin)])).toMatch(/^0: entry 0/)
  expect(reasonOf([found({ prev: '0'.repeat(64) })])).toMatch(/^0: /)
  expect(reasonOf([shop.draft({ kind: 'recovery', until: 0 }, shop.root, { seq: 0, prev: '' })])).toMatch(/^0: entry 0/)
  expect(reasonOf([...shop.entries(), shop.draft({ ...JSON.parse(found({}).entry).act }, shop.root)])).toBe(
    '1: a shop is founded once',
  )
})

test('an entry has one spelling: spaces, orders, doubled keys, unknown acts and keys are refused [F36]', () => {
  const { shop } = busyShop()
  const text = shop.draft({ kind: 'rename', device: shop.admin.device, name: 'Bureau' }).entry
  expect(readEntryText(text)).toMatchObject({ seq: 8 })
  const spellings = [
    ` ${text}`,
    text.replace(',', ', '),
    text.replace('{"v":1,', '{').replace(/}$/, ',"v":1}'),
    text.replace('"seq":8', '"seq":7,"seq":8'),
    text.replace('"seq":8', '"seq":8.0'),
    text.replace('"seq":8', '"seq":8e0'),
    text.replace('Bureau', '\\u0042ureau'),
    text.replace('"act":{', '"act":{"__proto__":{"kind":"rename"},'),
    text.replace('{"v":1', '{"__proto__":null,"v":1'),
    text.replace('"kind":"rename"', '"kind":"constructor"'),
    text.replace('"kind":"rename"', '"kind":"unknown"'),
    text.replace('"name":"Bureau"', '"name":"Bureau","role":"admin"'),
    text.replace('"v":1', '"v":2'),
    text.replace('"seq":8', '"seq":-1'),
    text.replace('"seq":8', '"seq":"8"'),
    text.replace(/"at":\d+/, '"at":8640000000000001'),
    text.replace(/"prev":"\w+"/, (hash) => hash.toUpperCase().replace('PREV', 'prev')),
    text.replace('"name":"Bureau"', '"name":""'),
    text.replace('"name":"Bureau"', `"name":"${'n'.repeat(MAX_DEVICE_NAME + 1)}"`),
    text.replace('"name":"Bureau"', '"name":"a\\nb"'),
    text.replace('"name":"Bureau"', '"name":"a\u202eb"'),
    text.replace('"name":"Bureau"', '"name":" a"'),
    text.replace('"name":"Bureau"', '"name":"\\ud800"'),
    text.replace('"name":"Bureau"', '"name":7'),
    text.replace(/"device":"\w+"/, '"device":"constructor"'),
    'null',
    '[]',
    '"x"',
    '[['.repeat(2000),
    '{}',
    'x'.repeat(5000),
  ]
  for (const spelling of spellings) {
    expect([spelling.slice(0, 300), typeof readEntryText(spelling)]).toEqual([spelling.slice(0, 300), 'string'])
    expect(reasonOf([...shop.entries(), signEntry(spelling, shop.admin)])).toMatch(/^8: /)
  }
  const long = shop.draft({ kind: 'recovery', until: 1_790_000_000_000 + MAX_RECOVERY_MS + 1 })
  expect(reasonOf([...shop.entries(), long])).toBe('8: recovery window too long')
})

test('every entry that can be written reads back as itself', () => {
  const name = fc
    .string({ unit: 'binary', minLength: 1, maxLength: MAX_DEVICE_NAME })
    .filter(
      (text) =>
        text.length <= MAX_DEVICE_NAME && text.trim() === text && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}\p{Cs}]/u.test(text),
    )
  const device = newTestDevice()
  const act = fc.oneof(
    name.map((text): MembershipAct => ({ kind: 'rename', device: device.device, name: text })),
    fc.nat().map((until): MembershipAct => ({ kind: 'recovery', until })),
    fc
      .constantFrom('admin', 'supervisor', 'technician', 'viewer')
      .map((role): MembershipAct => ({ kind: 'role', device: device.device, role })),
  )
  fc.assert(
    fc.property(act, fc.nat(), (one, seq) => {
      const prev = seq === 0 ? '' : 'a'.repeat(64)
      const body: EntryBody = { v: 1, seq, prev, shop: 'b'.repeat(64), at: 8e15, by: 'root', act: one }
      expect(readEntryText(membershipEntryText(body))).toEqual(body)
    }),
  )
})

test('what is signed begins with the domain, so that no other signature of a device can be taken for it', () => {
  expect(Buffer.from(membershipMessage('{}')).toString()).toBe('rpma-membership-v1\n{}')
})

test('reading never throws, whatever it is given', () => {
  const { shop } = busyShop()
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 3 }), (strange) => {
      expect(readMembership(strange as SignedEntry[], crypto).ok).toBe(false)
      const start = shop.membership()
      expect(extendMembership(start, strange as SignedEntry[], crypto).ok).toBe(strange.length === 0)
      for (const one of strange) expect(isSignedEntry(one)).toBe(false)
    }),
  )
})
