/**
 * Reads who imports whom, out of the syntax tree: static imports and re-exports, `import()`, `import('x').T` in a
 * type, `require('x')`, and `new URL('./x', import.meta.url)` (how workers are started). The parser is the one that
 * Vite brings, because TypeScript 7 no longer offers the compiler interface that import graph tools are built on
 * (docs/decisions/0006-walls-by-ordinary-tools.md).
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { parseSync } from 'vite'
import { isSource, lineAt, listFiles } from './files.ts'

export interface ImportEdge {
  /** The importing file, relative to the root. */
  from: string
  line: number
  /** What the file says: `../crdt/index.ts`, `yjs`, `fs`. */
  specifier: string
  /** What it means: `src/crdt/index.ts`, `npm:yjs`, `node:fs`; undefined when no such file exists. */
  target: string | undefined
}

export function scanImports(root: string, files = listFiles(root).filter(isSource)): ImportEdge[] {
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8')
    return specifiersOf(file, text).map(({ specifier, offset }) => ({
      from: file,
      line: lineAt(text, offset),
      specifier,
      target: resolve(root, file, specifier),
    }))
  })
}

interface Specifier {
  specifier: string
  offset: number
}

function specifiersOf(file: string, text: string): Specifier[] {
  const { program, errors } = parseSync(file, text)
  const error = errors[0]
  if (error) throw new Error(`${file} cannot be parsed, so its imports cannot be judged: ${error.message}`)
  const found: Specifier[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (!isNode(node)) return
    const literal = literalOf(node)
    if (literal) found.push({ specifier: literal.value, offset: literal.start })
    for (const child of Object.values(node)) if (typeof child === 'object' && child !== null) visit(child)
  }
  visit(program.body)
  return found
}

type SyntaxNode = Record<string, unknown> & { type: string; start: number }
type TextLiteral = SyntaxNode & { value: string }

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

const isText = (value: unknown): value is TextLiteral =>
  isNode(value) && value.type === 'Literal' && typeof value['value'] === 'string'

/** The literal that names another module, when this node is one of the ways to reach one. */
function literalOf(node: SyntaxNode): TextLiteral | undefined {
  const source = sourceOf(node)
  return isText(source) ? source : undefined
}

function sourceOf(node: SyntaxNode): unknown {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source']
    case 'TSExternalModuleReference':
      return node['expression']
    case 'CallExpression':
      return isNamed(node['callee'], 'require') ? firstOf(node['arguments']) : undefined
    case 'NewExpression':
      return isNamed(node['callee'], 'URL') && isRelative(firstOf(node['arguments'])) && isOwnAddress(node)
        ? firstOf(node['arguments'])
        : undefined
    default:
      return undefined
  }
}

const firstOf = (list: unknown): unknown => (Array.isArray(list) ? list[0] : undefined)
const isNamed = (node: unknown, name: string) => isNode(node) && node.type === 'Identifier' && node['name'] === name
const isRelative = (node: unknown) => isText(node) && /^\.{1,2}\//.test(node.value)
/** `new URL('./x', import.meta.url)`, and not an address on the network built from a base. */
const isOwnAddress = (node: SyntaxNode) => JSON.stringify(node['arguments']).includes('"MetaProperty"')

/** Bundlers let an import end in `?raw`, `?url`, `?worker`: the file is the part before. */
function resolve(root: string, from: string, specifier: string): string | undefined {
  if (isBuiltin(specifier)) return specifier.startsWith('node:') ? specifier : `node:${specifier}`
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return `npm:${specifier}`
  const bare = specifier.replace(/\?.*$/, '')
  const wanted = path.posix.normalize(path.posix.join(path.posix.dirname(from), bare))
  const candidates = [wanted, wanted.replace(/\.js$/, '.ts'), `${wanted}.ts`, `${wanted}.tsx`, `${wanted}/index.ts`]
  const hit = candidates.find((candidate) => isFile(path.join(root, candidate)))
  // A folder (`new URL('../assets/', import.meta.url)`) is a target too, and one may not reach into another room.
  return hit ?? (existsSync(path.join(root, wanted)) ? wanted : undefined)
}

const isFile = (name: string) => existsSync(name) && statSync(name).isFile()
