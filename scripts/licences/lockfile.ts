/** Third-party packages out of the lockfile: the same list on every platform, whatever happens to be installed. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface LockedPackage {
  name: string
  version: string
  /** SPDX expression, as the package states it; '' when it states none. */
  licence: string
  /** Relative to the root, e.g. `node_modules/a/node_modules/b`. */
  folder: string
  /** True when this package is part of what users receive. */
  ships: boolean
}

interface LockEntry {
  version?: string
  license?: string
  link?: boolean
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

/** Sorted by name, then version. Workspaces (our own packages) are left out. */
export function readLockedPackages(root: string): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, LockEntry>
  }
  const ours = Object.keys(packages).filter((folder) => !folder.includes('node_modules/'))
  const shipping = reachable(packages, ours)
  return Object.entries(packages)
    .filter(([folder, entry]) => folder.includes('node_modules/') && !entry.link)
    .map(([folder, entry]) => ({
      name: folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version ?? '',
      licence: entry.license ?? statedInPackage(path.join(root, folder)),
      folder,
      ships: shipping.has(folder),
    }))
    .toSorted((a, b) => order(a.name, b.name) || order(a.version, b.version) || order(a.folder, b.folder))
}

/**
 * Follows `dependencies` as Node resolves them. The lockfile's own `dev` mark is not enough: it counts the optional
 * peers of what ships (TypeScript, say) as shipping too.
 */
function reachable(packages: Record<string, LockEntry>, from: string[]): Set<string> {
  const found = new Set<string>()
  const queue = [...from]
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const entry = packages[folder]
    for (const name of Object.keys({ ...entry?.dependencies, ...entry?.optionalDependencies })) {
      const hit = lookUp(packages, folder, name)
      if (hit === undefined || found.has(hit)) continue
      found.add(hit)
      queue.push(hit)
    }
  }
  return found
}

function lookUp(packages: Record<string, LockEntry>, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parentOf(folder)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`
    if (packages[candidate]) return candidate
    if (folder === '') return undefined
  }
}

function parentOf(folder: string): string {
  const at = folder.lastIndexOf('/node_modules/')
  return at === -1 ? '' : folder.slice(0, at)
}

function statedInPackage(folder: string): string {
  const file = path.join(folder, 'package.json')
  if (!existsSync(file)) return ''
  const { license } = JSON.parse(readFileSync(file, 'utf8')) as { license?: unknown }
  return typeof license === 'string' ? license : ''
}

/** By code unit, never by the machine's language: the file must come out the same everywhere. */
export const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
