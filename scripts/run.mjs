// `node scripts/run.mjs file.ts …`: runs a script of this project under its own Node (see toolchain.mjs).
import { spawn } from 'node:child_process'
import { nodeExecutable, root, toolEnvironment } from './toolchain.mjs'

const node = nodeExecutable()
if (!node) {
  console.error('Run `npm run setup` first.')
  process.exit(1)
}
const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...process.argv.slice(2)], {
  cwd: root,
  env: { ...toolEnvironment(node), RPMA_CALLED_FROM: process.env['INIT_CWD'] ?? process.cwd() },
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
// npm passes a signal to its shell only and leaves; without this a relay would live on, holding its folder.
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM')
}, 500).unref()
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
