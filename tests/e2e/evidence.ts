/** What the windows showed when a test failed: pictures in `tmp/e2e/`, named in the output. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { afterEach } from 'vitest'
import type { Desktop } from './launch.ts'

const folder = path.resolve(import.meta.dirname, '../../tmp/e2e')

export function keepEvidence(desktops: () => Readonly<Record<string, Desktop | undefined>>): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await mkdir(folder, { recursive: true })
    for (const [name, desktop] of Object.entries(desktops())) {
      if (!desktop || desktop.window.isClosed()) continue
      const file = path.join(folder, `${task.name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60)}--${name}.png`)
      const seen = await desktop.window.screenshot({ path: file, timeout: 10_000 }).then(
        () => `shown in ${path.relative(process.cwd(), file)}`,
        (error: unknown) => `no picture: ${String(error)}`,
      )
      console.error(`${task.name} – ${name} at ${desktop.window.url()}, ${seen}`, desktop.problems)
    }
  })
}
