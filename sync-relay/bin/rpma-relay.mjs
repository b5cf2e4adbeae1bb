#!/usr/bin/env node
// Plain JavaScript, so that an older Node says what it lacks instead of failing on the first type annotation.
import { existsSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const ownNode = fileURLToPath(new URL('../../scripts/run.mjs', import.meta.url))
const cli = fileURLToPath(new URL('../src/cli.ts', import.meta.url))

if (major > 22 || (major === 22 && minor >= 18)) {
  await import('../src/cli.ts')
} else if (existsSync(ownNode)) {
  const child = spawn(process.execPath, [ownNode, cli, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, INIT_CWD: process.cwd() },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
} else {
  console.error(`rpma-relay needs Node 22.18 or newer, this is ${process.versions.node}.`)
  process.exit(1)
}
