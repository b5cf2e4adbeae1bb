import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import { auditSentence } from '../../../src/renderer/features/devices/AuditLog.tsx'
import { en } from '../../../src/renderer/i18n/en.ts'
import { fr } from '../../../src/renderer/i18n/fr.ts'
import type { Translate } from '../../../src/renderer/i18n/index.ts'

beforeAll(() =>
  i18next.init({
    lng: 'fr',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { fr: { translation: fr }, en: { translation: en } },
  }),
)
const t = ((key: string, values: object) => i18next.t(key, { ...values })) as unknown as Translate
const row = (kind: string, deviceName: string | null = 'Tablette') => ({
  seq: 1,
  at: 0,
  kind,
  deviceName,
  document: null,
  detail: 'a sentence for the operator',
  times: 1,
})

/** As sync-relay writes them: `AuditEntry` of the protocol. */
const KINDS = [
  'founded',
  'admitted',
  'role-changed',
  'renamed',
  'revoked',
  'recovery-opened',
  'recovery-closed',
  'recovered-work',
  'refused-work',
  'equivocation',
  'proof-refused',
  'pairing-opened',
  'pairing-refused',
  'pairing-guessed',
  'quarantined',
  'quarantine-accepted',
  'quarantine-discarded',
]

test('every kind that the relay writes has a sentence of its own in both languages', async () => {
  for (const language of ['fr', 'en']) {
    await i18next.changeLanguage(language)
    const sentences = KINDS.map((kind) => auditSentence(row(kind), { t }))
    expect(new Set(sentences).size).toBe(KINDS.length)
    for (const sentence of sentences) expect(sentence).not.toMatch(/\{\{|audit\./)
  }
})

test('a kind of a newer relay is named instead of hidden; an unknown device is called that', async () => {
  await i18next.changeLanguage('fr')
  expect(auditSentence(row('teleported'), { t })).toBe('Autre événement (teleported), «\u00A0Tablette\u00A0»')
  expect(auditSentence(row('revoked', null), { t })).toContain('appareil inconnu')
})
