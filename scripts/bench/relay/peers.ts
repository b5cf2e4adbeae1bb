/** The peers come from npm into their own folder, when someone measures; the app never depends on them. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.join(import.meta.dirname, 'peers')

export function installPeers(): void {
  const stamp = path.join(FOLDER, 'node_modules', '.rpma-peers')
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(FOLDER, 'package-lock.json')))
    .update(process.version)
    .digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  process.stderr.write('Installing the peers to measure against…\n')
  const npmCli = process.env['npm_execpath']
  const [command, first] = npmCli?.endsWith('.js') === true ? [process.execPath, [npmCli]] : ['npm', []]
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status } = spawnSync(command, args, {
    cwd: FOLDER,
    stdio: ['ignore', 2, 2],
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (status !== 0) throw new Error(`npm ci in ${FOLDER} ended with ${status}`)
  writeFileSync(stamp, wanted)
}
