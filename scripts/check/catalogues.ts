/**
 * The words of the interface: no string outside the catalogues, none missing, none unused, the same placeholders
 * in both languages, French spaces where French wants them. `check()` lists what is wrong, in sentences.
 */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseAst } from 'vite'

const SOURCE = path.resolve(import.meta.dirname, '../../src/renderer')
type Catalogue = Readonly<Record<string, string>>

export async function check(): Promise<string[]> {
  const [{ fr }, { en }] = (await Promise.all([
    import('../../src/renderer/i18n/fr.ts' as string),
    import('../../src/renderer/i18n/en.ts' as string),
  ])) as [{ fr: Catalogue }, { en: Catalogue }]
  const files = await readSources(SOURCE)
  return [
    ...checkKeys({ fr, en }),
    ...checkPlaceholders(fr, en),
    ...checkTypography(fr),
    ...checkUse(Object.keys(fr), files),
    ...files.flatMap(({ name, text }) => (name.endsWith('.tsx') ? literalText(name, text) : [])),
  ]
}

export interface Source {
  readonly name: string
  readonly text: string
}

/** A key's plural forms are those of its language, all of them; without forms it has none. */
export function checkKeys(catalogues: Readonly<Record<string, Catalogue>>): string[] {
  const problems: string[] = []
  const bases = new Map(
    Object.entries(catalogues).map(([language, words]) => [language, new Set(Object.keys(words).map(baseOf))]),
  )
  for (const [language, words] of Object.entries(catalogues)) {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const [other, keys] of bases) {
      for (const key of keys)
        if (!bases.get(language)?.has(key)) problems.push(`${language}: « ${key} » is in ${other} only`)
    }
    for (const [key, text] of Object.entries(words)) {
      if (text.trim() === '') problems.push(`${language}: « ${key} » is empty`)
      const form = formOf(key)
      if (form === undefined) continue
      if (!forms.includes(form)) problems.push(`${language}: « ${key} »: the language has no form ${form}`)
      for (const each of forms) {
        if (!Object.hasOwn(words, `${baseOf(key)}_${each}`))
          problems.push(`${language}: « ${baseOf(key)} » lacks its form ${each}`)
      }
    }
  }
  return [...new Set(problems)]
}

export function checkPlaceholders(source: Catalogue, other: Catalogue): string[] {
  const wanted = new Map<string, string>()
  for (const [key, text] of Object.entries(source))
    if (formOf(key) === undefined || formOf(key) === 'other') wanted.set(baseOf(key), placeholders(text))
  return [...Object.entries(source), ...Object.entries(other)].flatMap(([key, text]) => {
    const expected = wanted.get(baseOf(key))
    const found = placeholders(text)
    // « the change » instead of « 1 change »: a singular may leave its number out.
    const singular = formOf(key) === 'one' || formOf(key) === 'many'
    const same = expected === found || (singular && expected?.replace(/count,?/, '') === found)
    return expected === undefined || same ? [] : [`« ${key} »: placeholders {${found}}, expected {${expected}}`]
  })
}

const THIN = '\u202F'
const HARD = '\u00A0'

export function checkTypography(french: Catalogue): string[] {
  return Object.entries(french).flatMap(([key, raw]) => {
    const text = raw.replaceAll(/\{\{\w+\}\}/g, 'x').replaceAll(/\w+:\/\/\S*/g, 'x')
    const problems: string[] = []
    for (const [, before, mark] of text.matchAll(/(.)([;!?])/gu)) {
      if (before !== THIN) problems.push(`fr: « ${key} »: « ${mark} » wants U+202F before it`)
    }
    for (const [, before] of text.matchAll(/(.):/gu)) {
      if (before !== HARD) problems.push(`fr: « ${key} »: « : » wants U+00A0 before it`)
    }
    if (/«(?!\u00A0)|(?<!\u00A0)»/u.test(text)) problems.push(`fr: « ${key} »: guillemets want U+00A0 inside`)
    if (/"/.test(text)) problems.push(`fr: « ${key} »: « » instead of "`)
    if (/\.\.\./.test(text)) problems.push(`fr: « ${key} »: … instead of three dots`)
    return problems
  })
}

/** Keys may be put together (`t(`error.${kind}`)`): then every key with that beginning counts as used. */
export function checkUse(keys: readonly string[], files: readonly Source[]): string[] {
  const problems: string[] = []
  const used = new Set<string>()
  const beginnings = new Set<string>()
  const code = files.filter(({ name }) => !/i18n[\\/](?:fr|en)\.ts$/.test(name))
  const known = new Set(keys.map(baseOf))
  for (const { name, text } of code) {
    for (const [, , key] of text.matchAll(/(['"`])([a-z]\w*(?:\.[\w-]+)+)\1/g)) used.add(key!)
    for (const [, beginning] of text.matchAll(/`([a-z]\w*\.(?:[\w-]+\.)*)\$\{/g)) beginnings.add(beginning!)
    for (const [, , key] of text.matchAll(/\bt\(\s*(['"])([^'"]+)\1/g)) {
      if (!known.has(key!)) problems.push(`${name}: no word for « ${key} »`)
    }
  }
  for (const key of known) {
    const asked = used.has(key) || [...beginnings].some((beginning) => key.startsWith(beginning))
    if (!asked) problems.push(`« ${key} » is not used`)
  }
  return problems
}

/** Attributes whose value is read by people. */
const SPOKEN = new Set(
  'aria-label aria-description title alt placeholder label hint error closeLabel clearLabel text detail action'.split(
    ' ',
  ),
)
/** What may stand in markup as it is: signs, numbers, units. */
const SIGNS = /^(?:[^\p{L}]*|RPMA)$/u

/** Text between tags, and spoken attributes, that is not from the catalogues. */
export function literalText(name: string, source: string): string[] {
  const problems: string[] = []
  const report = (what: string, text: string, at: number) => {
    const words = text.trim()
    if (!SIGNS.test(words))
      problems.push(`${name}:${source.slice(0, at).split('\n').length}: literal ${what} « ${words} »`)
  }
  walk(parseAst(source, { lang: 'tsx' }) as unknown as Node, (node, parents) => {
    if (node.type === 'JSXText') report('text', String(node['value']), node.start)
    if (node.type !== 'Literal' || typeof node['value'] !== 'string') return
    // Straight up through choices only: the arguments of a call are keys, the members of an object are data.
    const holder = parents.findLast((parent) => !PASSING.has(parent.type))
    if (holder?.type === 'JSXElement' || holder?.type === 'JSXFragment') report('text', node['value'], node.start)
    if (holder?.type === 'JSXAttribute' && SPOKEN.has(attributeName(holder))) {
      report(attributeName(holder), node['value'], node.start)
    }
  })
  return problems
}

const PASSING = new Set(['ConditionalExpression', 'LogicalExpression', 'JSXExpressionContainer'])

interface Node {
  readonly type: string
  readonly start: number
  readonly [key: string]: unknown
}

function walk(node: Node, visit: (node: Node, parents: readonly Node[]) => void, parents: readonly Node[] = []): void {
  visit(node, parents)
  const inner = [...parents, node]
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, inner)
  }
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string'

function attributeName(attribute: Node): string {
  const name = attribute['name'] as { readonly name?: unknown }
  return typeof name.name === 'string' ? name.name : ''
}

const FORMS = /_(zero|one|two|few|many|other)$/
const baseOf = (key: string) => key.replace(FORMS, '')
const formOf = (key: string) => FORMS.exec(key)?.[1] as Intl.LDMLPluralRule | undefined
const placeholders = (text: string) =>
  [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!))].sort().join(',')

async function readSources(folder: string): Promise<Source[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
  return Promise.all(
    names.map(async (name) => ({
      name: path.relative(SOURCE, name).replaceAll(path.sep, '/'),
      text: await readFile(name, 'utf8'),
    })),
  )
}
