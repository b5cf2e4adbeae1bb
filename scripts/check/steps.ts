/**
 * What `npm run check` does, in the order in which a mistake is cheapest to hear of. A step gives back its problems,
 * one line each; none means that it passed. It throws when it could not judge at all, which counts as failing.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkLicences } from '../licences.ts'
import { checkRoomGraph } from '../room-graph.ts'
import { runTool } from './tool.ts'
import { checkTraps } from './traps.ts'
import { checkWalls } from './walls.ts'

export interface Step {
  name: string
  run: (root: string) => Promise<string[]>
}

export const STEPS: readonly Step[] = [
  { name: 'format', run: (root) => runTool(root, 'oxfmt', ['--list-different', '.']) },
  { name: 'walls', run: async (root) => checkWalls(root) },
  { name: 'traps', run: async (root) => checkTraps(root) },
  { name: 'room graph', run: async (root) => checkRoomGraph(root) },
  { name: 'licences', run: async (root) => checkLicences(root) },
  { name: 'catalogues', run: checkCatalogues },
  { name: 'types', run: types },
  { name: 'lint', run: lint },
]

export function types(root: string): Promise<string[]> {
  return runTool(root, 'tsc', ['-b', '--pretty', 'false'])
}

export function lint(root: string): Promise<string[]> {
  return runTool(root, 'oxlint', ['--type-aware', '--deny-warnings', '--format=unix', '.'])
}

/** French and English say the same things under the same keys; the renderer keeps that rule itself. */
async function checkCatalogues(root: string): Promise<string[]> {
  const file = path.join(root, 'scripts', 'check', 'catalogues.ts')
  if (!existsSync(file)) return ['scripts/check/catalogues.ts is missing: nobody compares the translations']
  const { check } = (await import(pathToFileURL(file).href)) as { check: () => Promise<string[]> }
  return check()
}
