/** Everything that runs without a window. The windows have their own configuration: vitest.e2e.config.ts. */
import { configDefaults, defineConfig } from 'vitest/config'

/** The long gates run the same tests with more of everything; a person started them and waits. */
const gates = process.env['RPMA_GATES'] === '1'
const minutes = 60_000
const elsewhere = ['tests/e2e/**', 'tests/contracts/**', 'tests/simulation/**', 'tests/relay/faults/**']

export default defineConfig({
  test: {
    // Two: the size of a small CI machine, and several suites start processes of their own.
    maxWorkers: 2,
    // For a test that hangs. Nothing here asserts how fast something is, so a busy machine may take its time.
    testTimeout: gates ? 10 * minutes : 1 * minutes,
    hookTimeout: 1 * minutes,
    // A run without tests is a mistake in a path, not a success.
    passWithNoTests: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...elsewhere],
        },
      },
      // Apart, because in their long size they measure times and memory and run alone: scripts/gates.
      { extends: true, test: { name: 'faults', include: ['tests/relay/faults/**/*.test.ts'] } },
      { extends: true, test: { name: 'contract', include: ['tests/contracts/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['tests/simulation/**/*.test.ts'],
          testTimeout: gates ? 60 * minutes : 5 * minutes,
        },
      },
    ],
  },
})
