// Brings what a fresh clone lacks, and nothing else: Node 24 when the machine's own is older, then the
// dependencies, installed UNDER that Node (npm on Node 20 silently drops optional dependencies, among them
// the prebuilt binaries this project lives on).
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { NODE_VERSION, nodeExecutable, nodePackage, root, toolEnvironment } from './toolchain.mjs'

const npmCli = process.env['npm_execpath']

function npm(node, args) {
  const [command, prefix] = npmCli && npmCli.endsWith('.js') ? [node, [npmCli]] : ['npm', []]
  const run = spawnSync(command, [...prefix, ...args, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // A caller's npm settings (say `npm --silent test`) must not leak into the installation.
    env: { ...toolEnvironment(node), npm_config_ignore_scripts: 'false' },
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (run.status !== 0) {
    console.error(`Installation failed: npm ${args.join(' ')} (exit ${run.status}). Nothing else was changed.`)
    process.exit(run.status ?? 1)
  }
}

if (!nodeExecutable()) {
  console.error(`This machine runs Node ${process.versions.node}; bringing Node ${NODE_VERSION} for this project…`)
  mkdirSync(path.join(root, '.node'), { recursive: true })
  writeFileSync(path.join(root, '.node', 'package.json'), '{ "private": true }\n')
  npm(process.execPath, [
    'install',
    '--prefix',
    path.join(root, '.node'),
    '--no-save',
    `${nodePackage}@${NODE_VERSION}`,
  ])
}
const node = nodeExecutable()
if (!node) {
  console.error(
    `Node ${NODE_VERSION} could not be brought for ${nodePackage}. Install Node 24 by hand and run this again.`,
  )
  process.exit(1)
}

// Installed already for this lockfile and this Node? Then setup costs a few milliseconds.
const lockfile = path.join(root, 'package-lock.json')
const stamp = path.join(root, 'node_modules', '.rpma-setup')
const wanted = createHash('sha256')
  .update(existsSync(lockfile) ? readFileSync(lockfile) : '')
  .update(node)
  .digest('hex')
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
  console.error('Installing dependencies…')
  npm(node, [existsSync(lockfile) ? 'ci' : 'install'])
  writeFileSync(stamp, wanted)
}
