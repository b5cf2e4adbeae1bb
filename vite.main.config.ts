import { copyFileSync, existsSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const outDir = path.join(root, '.vite/build')

/**
 * The package holds no node_modules: better-sqlite3's JavaScript is bundled, and its one prebuilt addon lies
 * beside main.js, where main and the store's worker load it from (`nativeBinding`).
 */
function sqliteAddon(): Plugin {
  return {
    name: 'rpma-sqlite-addon',
    writeBundle() {
      const musl = process.platform === 'linux' && !glibc() ? 'musl' : ''
      const prebuilt = `${process.platform}${musl}-${process.arch}.node`
      const source = path.join(root, 'node_modules/better-sqlite3/prebuilds', prebuilt)
      if (!existsSync(source)) throw new Error(`better-sqlite3 brings no prebuilt addon ${prebuilt}`)
      copyFileSync(source, path.join(outDir, 'better_sqlite3.node'))
    },
  }
}

function glibc(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } }
  return header.glibcVersionRuntime !== undefined
}

const entries = {
  main: 'src/main/main.ts',
  'store-worker': 'src/main/store/worker.ts',
  'relay-host': 'sync-relay/src/server/hosted.ts',
  'relay-log-worker': 'sync-relay/src/log/sqlite-worker.ts',
  'relay-inspection-worker': 'sync-relay/src/validator/inspection-worker.ts',
  'relay-compaction-worker': 'sync-relay/src/core/compaction-worker.ts',
}
const present = Object.fromEntries(
  Object.entries(entries)
    .map(([name, file]) => [name, path.join(root, file)] as const)
    .filter(([, file]) => existsSync(file)),
)

export default defineConfig({
  root,
  publicDir: false,
  plugins: [sqliteAddon()],
  // Otherwise packages hand out what they made for browsers: `ws` one that throws, lib0 one without node:crypto.
  resolve: { conditions: ['node'], mainFields: ['module', 'main'] },
  build: {
    outDir,
    emptyOutDir: false, // the preload is built into the same folder
    target: 'node24',
    sourcemap: true,
    minify: false,
    lib: { entry: present, formats: ['es'], fileName: (_format, name) => `${name}.js` },
    rolldownOptions: {
      platform: 'node',
      external: ['electron', /^electron\//, /^node:/, ...builtinModules],
      output: { chunkFileNames: '[name]-[hash].js' },
    },
  },
})
