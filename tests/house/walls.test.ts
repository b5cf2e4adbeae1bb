import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lint, types } from '../../scripts/check/steps.ts'
import { checkWalls, WALLS } from '../../scripts/check/walls.ts'
import { PLANTED } from './planted.ts'
import { createScratch, type Scratch } from './scratch.ts'

const tools = { walls: async (root: string) => checkWalls(root), lint, types }

let clean: Scratch
const reports = { walls: [] as string[], lint: [] as string[], types: [] as string[] }

/** A tree for each tool: one wrong import of Node's types would hide from the compiler that a room may not know them. */
beforeAll(async () => {
  clean = createScratch()
  for (const tool of ['walls', 'lint', 'types'] as const) {
    const spoilt = createScratch()
    try {
      const mine = PLANTED.filter(({ by }) => by === tool)
      spoilt.plant(Object.fromEntries(mine.map(({ file, code }) => [file, `${code}\n`])))
      reports[tool] = await tools[tool](spoilt.root)
    } finally {
      spoilt.remove()
    }
  }
})

afterAll(() => clean.remove())

test.each(['walls', 'lint', 'types'] as const)('a clean house passes: %s', async (tool) => {
  expect(await tools[tool](clean.root)).toEqual([])
})

describe('a wrong line is reported under the name of its wall', () => {
  test.each(PLANTED)('$wall ($by): $file', ({ by, file, wall, says }) => {
    const lines = reports[by].filter((line) => line.startsWith(file))
    expect(
      lines.some((line) => line.includes(says ?? wall)),
      `${file}: ${lines.join('\n') || 'not reported'}`,
    ).toBe(true)
  })
})

test('no wall stands unproved', () => {
  const proved = new Set(PLANTED.filter(({ by }) => by === 'walls').map(({ wall }) => wall))
  expect(WALLS.map(({ name }) => name).filter((name) => !proved.has(name))).toEqual([])
})

test('the report says what was imported and names the way round', () => {
  expect(reports.walls).toContain(
    'src/renderer/ui/i1.ts:1 ui-only-shows: imports ../documents/open.ts; ' +
      'a component takes values and callbacks; the feature around it holds the document and the calls',
  )
})

test('a file that cannot be read as source stops the check', () => {
  const broken = createScratch()
  try {
    broken.plant({ 'src/main/broken.ts': 'import { from\n' })
    expect(() => checkWalls(broken.root)).toThrow(/src\/main\/broken\.ts cannot be parsed/)
  } finally {
    broken.remove()
  }
})
