import { defineConfig } from 'vite'
import { calls, events } from './src/contract/api.ts'

/** One CommonJS file: a sandboxed preload has neither modules nor a `require` for files. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  define: {
    RPMA_CALLS: JSON.stringify(Object.keys(calls)),
    RPMA_EVENTS: JSON.stringify(Object.keys(events)),
  },
  build: {
    outDir: '.vite/build',
    emptyOutDir: false,
    target: 'chrome140',
    sourcemap: 'inline',
    minify: false,
    lib: { entry: 'src/preload/preload.ts', formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
  },
})
