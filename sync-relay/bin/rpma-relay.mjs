#!/usr/bin/env node
// Plain JavaScript, so that an older Node says what it lacks instead of failing on the first type annotation.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../src/command/cli.ts')
} else {
  const node = nodeOfWorkspace()
  if (node === undefined) {
    console.error(`rpma-relay needs Node 22.18 or newer, this is ${process.versions.node}.`)
    process.exit(1)
  }
  const cli = join(here, '..', 'src', 'command', 'cli.ts')
  const quiet = '--disable-warning=ExperimentalWarning'
  const child = spawn(node, [quiet, cli, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

/** The one that `npm run setup` brought, if this is a checkout. */
function nodeOfWorkspace() {
  const shelf = join(here, '..', '..', '.node', 'node_modules')
  if (!existsSync(shelf)) return undefined
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  return readdirSync(shelf)
    .filter((name) => name.startsWith('node-'))
    .map((name) => join(shelf, name, 'bin', file))
    .find((path) => existsSync(path))
}
