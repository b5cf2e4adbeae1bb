import { defineConfig } from 'vitest/config'

/** One file at a time: each test runs whole desktops, and two cores are what we count on. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.e2e.ts', 'tests/electron-parity/**/*.e2e.ts', 'tests/electron/**/*.e2e.ts'],
    globalSetup: ['tests/e2e/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    // What crosses two processes and a relay is polled for; how fast it is, is asserted nowhere.
    expect: { poll: { timeout: 15_000 } },
    hookTimeout: 120_000,
  },
})
