/**
 * Runs an installed command-line tool with this Node, by the file that its package names: no shell, no `.cmd` shim,
 * the same on Windows. The tool comes from this project even when it judges another folder (the tests' scratch trees).
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const ownRoot = path.resolve(import.meta.dirname, '..', '..')
const packageOf: Record<string, string> = { tsc: 'typescript' }

/** The tool's lines when it failed, nothing when it exited with 0. */
export async function runTool(root: string, tool: string, args: string[]): Promise<string[]> {
  const { code, output } = await collect(toolFile(tool), args, root)
  if (code === 0) return []
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 ? lines : [`${tool} ended with ${code} and said nothing`]
}

export function toolFile(tool: string): string {
  const folder = path.join(ownRoot, 'node_modules', packageOf[tool] ?? tool)
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    bin?: string | Record<string, string>
  }
  const file = typeof bin === 'string' ? bin : bin?.[tool]
  if (file === undefined) throw new Error(`${folder} was expected to offer the command ${tool}`)
  return path.join(folder, file)
}

function collect(file: string, args: string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') }))
  })
}
