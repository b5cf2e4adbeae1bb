/** Lists the project's own files, with or without git: a source archive must pass its checks too. */
import { readdirSync } from 'node:fs'
import path from 'node:path'

const NOT_OURS = new Set(['node_modules', '.git', '.node', '.vite', '.tsbuild', 'out', 'demo-out', 'coverage', 'tmp'])

/** Paths relative to `root`, with forward slashes on every platform, sorted. Links are not followed. */
export function listFiles(root: string): string[] {
  const found: string[] = []
  const walk = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && !NOT_OURS.has(entry.name)) walk(name)
      else if (entry.isFile()) found.push(name)
    }
  }
  walk('')
  return found.toSorted()
}

export const isSource = (file: string): boolean => /\.(ts|tsx|mts|cts|js|mjs|cjs|jsx)$/.test(file)

/** Line numbers as editors count them, from an offset into the text. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
