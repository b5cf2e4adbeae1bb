/** Every defence is taken away once; the attacks must notice. Their silence about the real thing is worth that much. */
import { describe, expect, onTestFinished, test } from 'vitest'
import { ATTACKS } from './attacks.ts'
import { mutate } from './mutated.ts'
import type { Mutant } from './mutated.ts'

const trust = (file: string, find: string, replace: string): Mutant => ({
  file: `sync-relay/src/trust/${file}.ts`,
  find,
  replace,
})
const protocol = (file: string, find: string, replace: string): Mutant => ({
  file: `src/crdt/protocol/${file}.ts`,
  find,
  replace,
})

/** Which attack is meant to notice, and what is taken away. */
const MUTANTS: readonly (readonly [attack: keyof typeof ATTACKS, mutant: Mutant])[] = [
  ['a header that brings a key', trust('jws', "|| Object.keys(header).toSorted().join() !== 'alg,kid,typ'", '')],
  ['a second spelling of the signature', trust('jws', 'fromBase64Url(jws.slice(-86), 64) === null', 'false')],
  ['a token of another type', trust('jws', ' && seen === typ', '')],
  ['changed claims', trust('jws', "await compactVerify(jws, await keyOf(publicKey), { algorithms: ['EdDSA'] })", '')],
  ['no key at all', trust('jws', "await compactVerify(jws, await keyOf(publicKey), { algorithms: ['EdDSA'] })", '')],
  ['a claim given twice', trust('jws', 'isObject && JSON.stringify(value) === text', 'isObject')],
  ['a claim too many', trust('grants', 'const grantClaims = z.strictObject', 'const grantClaims = z.object')],
  ['signed by a technician', trust('grants', '!isActiveAdmin(signer)', 'signer === undefined')],
  ['of another shop', trust('grants', 'iss !== membership.shop || ', '')],
  ['for another audience', trust('grants', ' || aud !== grantAudience(membership.shop)', '')],
  ['of an older epoch', trust('grants', 'epoch !== device.epoch || ', '')],
  ['with a higher role', trust('grants', 'role !== device.role || ', '')],
  ['for another key', trust('grants', ' || cnf.jwk.x !== device.key', '')],
  ['for another device', trust('sessions', 'checked.device.device !== device.device', 'false')],
  ['a grant that has ended', trust('grants', 'exp * 1000 <= now', 'false')],
  ['a grant of tomorrow', trust('grants', 'iat * 1000 > now + CLOCK_SKEW_MS', 'false')],
  ['a grant for years', trust('grants', '(exp - iat) * 1000 > GRANT_LIFE_MS', 'false')],
  [
    'a nonce of one’s own',
    trust('tokens', 'return isSameMac(seen, macOf(key, token.slice(0, -44), bound)) ? parts : null', 'return parts'),
  ],
  ['an old nonce', trust('tokens', 'now < expiresAt && ', '')],
  ['a proof twice', trust('sessions', '(await register.useOnce(spending.use, spending.expiresAt))', 'true')],
  ['a proof for another relay', trust('sessions', 'relay !== relayId() || ', '')],
  ['a proof for another shop', trust('sessions', ' || shop !== membership.shop', '')],
  ['a proof for another address', trust('sessions', '!isOwnOrigin(origin, request, publicUrls)', 'false')],
  ['a proof of last year', trust('sessions', 'Math.abs(iat * 1000 - now()) > CLOCK_SKEW_MS', 'false')],
  [
    'a token of one’s own',
    trust('tokens', 'return isSameMac(seen, macOf(key, token.slice(0, -44), bound)) ? parts : null', 'return parts'),
  ],
  ['a token elsewhere', trust('tokens', '${facts}\\n${bound}', '${facts}\\n')],
  ['a known token elsewhere', trust('tokens', '`${bound} ${token}`', 'token')],
  ['a token after its hour', trust('tokens', 'if (now >= facts.expiresAt) {', 'if (now < 0) {')],
  ['a token after its grant', trust('tokens', 'Math.min(now + SESSION_LIFE_MS, grantEndsAt)', 'now + SESSION_LIFE_MS')],
  [
    'a token from before a change of role',
    trust('sessions', 'device === undefined || device.epoch !== facts.epoch', 'device === undefined'),
  ],
  [
    'a ticket of a revoked device',
    trust('admission', ' || device.revoked !== null || device.epoch !== facts.epoch', ''),
  ],
  ['a session for late work, at the door', trust('admission', " || recognised.facts.purpose !== 'member'", '')],
  [
    'a session for late work, at the list',
    trust('routes', "(who.facts.purpose === 'quarantine') !== (role === 'quarantine')", 'false'),
  ],
  [
    'review for who is not revoked',
    trust('sessions', 'if (device.revoked === null) return refused', 'if (false) return refused'),
  ],
  ['a document that the grant does not name', trust('admission', ' || !facts.docs.includes(kind)', '')],
  [
    'a document of no kind',
    trust('admission', 'kind === undefined || kind === null || !facts.docs.includes(kind)', "document === ''"),
  ],
  [
    'a ticket for a document that the grant does not name',
    trust('routes', 'kind !== undefined && facts.docs.includes(kind)', 'kind !== undefined'),
  ],
  ['a ticket for another document', trust('tokens', '${facts}\\n${bound}', '${facts}\\n')],
  ['a ticket twice', trust('admission', '!(await register.useOnce(facts.use, facts.expiresAt))', 'false')],
  [
    'a ticket after its minute',
    trust(
      'tokens',
      "grantEndsAt, expiresAt, random = ''] = parts\n      if (now >= Number(expiresAt)) return 'expired'",
      "grantEndsAt, expiresAt, random = ''] = parts",
    ),
  ],
  ['an admin’s route for a technician', trust('routes', "role !== 'admin' || is.device.role === 'admin'", 'true')],
  ['a socket that outlives its grant', trust('open-trust', '(grantEnds.get(device) ?? 0) <= at', 'at < 0')],
  ['a socket that outlives its device', trust('roster', "else host.cutOff(id, CLOSE.notAllowed, 'revoked')", '')],
  [
    'a socket that opens after the revocation',
    trust('open-trust', 'member === undefined || member.revoked !== null', 'member === undefined'),
  ],
  [
    'a socket at the other relay',
    trust(
      'open-trust',
      "register.onMembership(() => void caught('membership could not be read', roster.refresh()))",
      '() => {}',
    ),
  ],
  ['work of a request that began before the revocation', trust('admission', ' && member.revoked === null', '')],
  [
    'a technician makes itself admin',
    protocol('membership-fold', 'return isActiveAdmin(device) ? device', 'return device ? device'),
  ],
  [
    'somebody signs as an admin',
    protocol(
      'membership-fold',
      '!crypto.verify(signer.key, membershipMessage(signed.entry), signed.signature)',
      'false',
    ),
  ],
  [
    'somebody signs as the root',
    protocol(
      'membership-fold',
      '!crypto.verify(signer.key, membershipMessage(signed.entry), signed.signature)',
      'false',
    ),
  ],
  ['a fork', protocol('membership-fold', 'body.prev !== state.head', 'false')],
  ['another number', protocol('membership-fold', 'body.seq !== state.length', 'false')],
  ['an entry of another shop', protocol('membership-fold', 'shop !== state.shop', 'false')],
  ['the last admin goes', protocol('membership-fold', 'others.length === 0', 'false')],
  ['a revoked device comes back', protocol('membership-fold', 'known?.revoked', 'false')],
  [
    'two devices with one key',
    protocol('membership-fold', 'other.key === act.key && other.device !== act.device', 'false'),
  ],
  ['a name that reads as another', protocol('membership-entry', '\\p{Bidi_C}', '')],
  ['an entry with two readings', protocol('membership-entry', 'membershipEntryText(body) === text ?', 'true ?')],
  [
    'a shop whose id is not its root’s',
    protocol('membership-fold', 'root === null || crypto.sha256(root) !== shop', 'root === null'),
  ],
  [
    'a shop that the relay was not started for',
    trust('roster', 'if (shop !== null && after.shop !== shop)', 'if (false)'),
  ],
  [
    'a window for years',
    trust('roster', 'Math.min(window.until, window.receivedAt + MAX_RECOVERY_MS)', 'window.until'),
  ],
  [
    'a first window that nobody can close',
    trust(
      'roster',
      'const receivedAt = claimedAt === null ? now() : Math.max(now(), claimedAt + 1)',
      'const receivedAt = now()',
    ),
  ],
  ['an offer after five minutes', trust('pairings', 'pairing.expiresAt <= now() || (usedId', '(usedId')],
  [
    'an answer after five minutes',
    trust('pairings', "if (pairing.expiresAt <= now()) return refuse('not-found', 'it has ended')", ''),
  ],
  ['an invitation that the other secret ends', trust('pairings', ' || (usedId !== null && usedId !== id)', '')],
  ['an offer in place of another', trust('pairings', 'pairing.offer === null\n    const next', 'true\n    const next')],
  ['offers without end', trust('pairings', 'tries >= PAIRING_TRIES', 'false')],
  [
    'offers that spoil an acceptance',
    trust('pairings', "if (state === 'accepted' || state === 'refused') return refuse('not-found', 'it was used')", ''),
  ],
  ['a key that was not offered', trust('pairings', ' || device.key !== offered.key', '')],
  ['guess after guess', trust('guesses', 'current(network, now).count >= MAX_GUESSES', 'false')],
  [
    'guesses from all over one network',
    trust('guesses', "if (!address.includes(':')) return address", 'if (address) return address'),
  ],
  [
    'late work without end',
    trust('quarantine', 'await register.quarantine(work, maxBytesPerDevice)', 'await register.quarantine(work, 1e9)'),
  ],
  [
    'late work where it never could write',
    trust('quarantine', 'kind !== undefined && mayWrite(role, kind)', 'kind !== undefined'),
  ],
  [
    'strangers without end',
    trust(
      'open-trust',
      '(isMember ? members : strangers).take(who, now())',
      '(isMember ? members.take(who, now()) : 0)',
    ),
  ],
  ['a body without end', trust('shapes', 'MAX_BODY_BYTES = 16 * 1024', 'MAX_BODY_BYTES = 16 << 20')],
  [
    'a secret in the audit log',
    trust(
      'acts',
      "return { kind: 'renamed', device: act.device, document: null, detail }",
      "return { kind: 'renamed', device: act.device, document: null, detail: act.name }",
    ),
  ],
]

describe('nothing works against the real thing', () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    test(name, async () => expect(await attack({})).toBe(false))
  }
})

describe('every defence that is taken away is missed', () => {
  for (const [name, mutant] of MUTANTS) {
    test(`${name}: without ${mutant.find.replace(/\s+/g, ' ').slice(0, 80)}`, async () => {
      const { open, discard } = await mutate(mutant)
      onTestFinished(discard)
      expect(await ATTACKS[name]?.({ open })).toBe(true)
    })
  }
})
