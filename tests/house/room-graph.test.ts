import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkRoomGraph, writeRoomGraph } from '../../scripts/room-graph.ts'
import { createScratch, type Scratch } from './scratch.ts'

let scratch: Scratch
beforeEach(() => {
  scratch = createScratch()
  scratch.plant({ 'docs/architecture.md': 'Before.\n\n<!-- room-graph:start -->\n<!-- room-graph:end -->\n\nAfter.\n' })
})
afterEach(() => scratch.remove())

const page = () => readFileSync(path.join(scratch.root, 'docs/architecture.md'), 'utf8')

test('an old picture fails, a drawn one passes, and a new import makes it old again', () => {
  expect(checkRoomGraph(scratch.root)).toEqual([expect.stringContaining('npm run graph')])
  writeRoomGraph(scratch.root)
  expect(checkRoomGraph(scratch.root)).toEqual([])
  scratch.plant({ 'src/main/store/new.ts': `export { readJob } from '../../crdt/job.ts'\n` })
  expect(checkRoomGraph(scratch.root)).toHaveLength(1)
})

test('the picture shows the imports that are there, and leaves the text around it alone', () => {
  writeRoomGraph(scratch.root)
  const arrows = [...page().matchAll(/\["(.+)"\] --> .*\["(.+)"\]/g)].map(([, from, to]) => `${from} → ${to}`)
  expect(arrows).toEqual([
    'src/contract → src/crdt',
    'src/preload → src/contract',
    'src/renderer → src/crdt',
    'sync-relay → src/crdt',
    'features → documents',
    'features → ui',
  ])
  expect(page()).toMatch(/^Before\.\n\n<!-- room-graph:start -->[\s\S]*<!-- room-graph:end -->\n\nAfter\.\n$/)
})

test('a page without its marks stops the check', () => {
  scratch.plant({ 'docs/architecture.md': 'No marks.\n' })
  expect(() => checkRoomGraph(scratch.root)).toThrow(/lacks its marks/)
})
