import path from 'node:path'
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
    outDir: path.join(import.meta.dirname, '.vite/build'),
    emptyOutDir: false,
    target: 'chrome140',
    minify: false,
    rolldownOptions: {
      input: path.join(import.meta.dirname, 'src/preload/preload.ts'),
      external: ['electron'],
      output: { format: 'cjs', codeSplitting: false, entryFileNames: 'preload.cjs' },
    },
  },
})
