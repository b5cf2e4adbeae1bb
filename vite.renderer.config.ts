import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import path from 'node:path'
import { defineConfig } from 'vite'

export default defineConfig({
  root: path.join(import.meta.dirname, 'src/renderer'),
  base: './',
  plugins: [react(), tailwindcss()],
  // Replaced by main's protocol handler in every answer.
  html: { cspNonce: 'RPMA_CSP_NONCE' },
  build: {
    outDir: path.join(import.meta.dirname, '.vite/renderer/main_window'),
    emptyOutDir: true,
    target: 'esnext',
    assetsInlineLimit: 0, // the content security policy knows no data: scripts or styles
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 3_000, // kB; read from the disk, not over a network
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
})
