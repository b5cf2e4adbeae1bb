import { expect, test } from 'vitest'
import {
  check,
  checkKeys,
  checkPlaceholders,
  checkTypography,
  checkUse,
  literalText,
} from '../../scripts/check/catalogues.ts'

test('the catalogues of this app are complete, used, and typographically French', async () => {
  expect(await check()).toEqual([])
})

test('a key that one language lacks is found', () => {
  expect(checkKeys({ fr: { a: 'x', b: 'y' }, en: { a: 'x' } })).toEqual(['en: « b » is in fr only'])
})

test('a plural that lacks a form of its language is found, and a form that the language does not have', () => {
  const fr = { n_one: 'un', n_other: 'des' }
  expect(checkKeys({ fr, en: fr })).toEqual(['fr: « n » lacks its form many'])
  const both = { n_one: 'un', n_many: 'de', n_other: 'des' }
  expect(checkKeys({ fr: both, en: both })).toEqual(['en: « n_many »: the language has no form many'])
})

test('an empty sentence is found', () => {
  expect(checkKeys({ fr: { a: ' ' }, en: { a: 'x' } })).toEqual(['fr: « a » is empty'])
})

test('placeholders that differ are found; a singular may leave its number out', () => {
  expect(checkPlaceholders({ a: '{{x}} de {{y}}' }, { a: '{{x}}' })).toEqual([
    '« a »: placeholders {x}, expected {x,y}',
  ])
  expect(checkPlaceholders({ n_one: 'une', n_other: '{{count}}' }, { n_one: 'one', n_other: '{{count}}' })).toEqual([])
})

test.each([
  ['Qui ?', 'U+202F'],
  ['Qui?', 'U+202F'],
  ['Qui\u00A0?', 'U+202F'],
  ['Note : 3', 'U+00A0'],
  ['Note\u202F: 3', 'U+00A0'],
  ['« mot »', 'U+00A0'],
  ['Attendez...', '…'],
])('French spaces: « %s » is refused', (text, wanted) => {
  expect(checkTypography({ a: text }).join()).toContain(wanted)
})

test('French spaces: right ones, addresses and placeholders pass', () => {
  expect(
    checkTypography({ a: 'Qui\u202F? Ici\u00A0: «\u00A0{{name}}\u00A0», ws://x:1', b: '{{item}}\u00A0: {{value}}' }),
  ).toEqual([])
})

test('an unused key is found; a key that is put together counts as used', () => {
  const file = { name: 'a.tsx', text: "t('used.one'); t(`error.${kind}`)" }
  expect(checkUse(['used.one', 'error.offline', 'used.never'], [file])).toEqual(['« used.never » is not used'])
})

test('a key without a word is found', () => {
  expect(checkUse(['a.b'], [{ name: 'a.tsx', text: "t('a.b') + t('a.c')" }])).toEqual(['a.tsx: no word for « a.c »'])
})

test.each([
  ['<p>Bonjour</p>', 'Bonjour'],
  ['<p className="x">\n  Deux mots\n</p>', 'Deux mots'],
  ['<b>{n} zones</b>', 'zones'],
  ['<Button icon="plus">Ajouter</Button>', 'Ajouter'],
  ['<img alt="Une photo" />', 'Une photo'],
  ['<TextInput label="Nom" />', 'Nom'],
  ['<p>{t("a")} et {t("b")}</p>', 'et'],
  ['<p>{ok ? "Oui" : t("no")}</p>', 'Oui'],
  ['<TextInput label={ok ? "Nom" : t("no")} />', 'Nom'],
])('literal text in markup is found: %s', (source, words) => {
  expect(literalText('a.tsx', source).join()).toContain(words)
})

test.each([
  '<p>{t("a")} · {n} / {m} *</p>',
  '<p className={a === "x" ? "b" : "c"} title={t("d.e")}>{word(X["y"])}</p>',
  'const f = (a: number): Map<string, number> => a > 3 ? x : y',
  '// <p>Bonjour</p>',
  'function f<T extends string>(props: Props<T>) {\n  return <p>{props.x}</p>\n}',
  'const [a, b] = useState<readonly string[]>([])\n  const c = <T>{t("x")}</T>',
])('programme and signs are not taken for text: %s', (source) => {
  expect(literalText('a.tsx', source)).toEqual([])
})
