/**
 * A window on a job, for measuring: the built renderer in Chromium. What main would answer about documents lies ready
 * in the page, so that the stage's own detour (a job as a list of numbers) is in no figure.
 */
import type { Browser, Page } from 'playwright-core'
import { drawPicture } from '../../../scripts/demo/picture.ts'
import { fr } from '../../../src/renderer/i18n/fr.ts'
import { openStage, type Stage } from '../../e2e/stage.ts'
import { JOB_ID, type LargeJob } from './large-job.ts'

/** Frames come as soon as they are drawn: what is measured is work, not the wait for a screen's next refresh. */
export const SWITCHES = ['--disable-frame-rate-limit', '--disable-gpu-vsync', '--enable-precise-memory-info']

const thumbnail = Buffer.from(drawPicture('bench', [36, 62, 122], false).bytes)

/** `before` runs in the page before anything of the window does. */
export async function openWindow(browser: Browser, job: LargeJob, before?: () => void): Promise<Stage> {
  const stage = await openStage({
    browser,
    answers: job.answers,
    ...(before ? { before } : {}),
    ...(process.env['RPMA_BENCH_RENDERER'] ? { renderer: process.env['RPMA_BENCH_RENDERER'] } : {}),
  })
  await stage.page.route('**/blob/*', (route) => route.fulfill({ body: thumbnail, contentType: 'image/jpeg' }))
  await stage.page.getByRole('main').waitFor()
  await stage.page.evaluate(
    (states) => {
      interface Call {
        (name: string, input: { name: string }): Promise<unknown>
      }
      const { rpma } = globalThis as unknown as { rpma: { call: Call } }
      const bytes = new Map(states.map(([name, text]) => [name, Uint8Array.from(atob(text), (c) => c.charCodeAt(0))]))
      const staged = rpma.call
      rpma.call = async (name, input) => {
        const state = name === 'document.open' ? bytes.get(input.name) : undefined
        if (state) {
          const status = { name: input.name, state: 'synced', updates: 0, bytes: 0, oldestAt: null }
          return { ok: true, value: { state: structuredClone(state), status } }
        }
        // The stage would carry each update over its own bridge; nothing measured waits for it.
        if (name === 'document.append' || name === 'document.presence') return { ok: true, value: {} }
        return staged(name, input)
      }
    },
    [...job.states].map(([name, state]) => [name, Buffer.from(state).toString('base64')] as const),
  )
  return stage
}

export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((next) => {
    location.hash = next
  }, hash)
}

export interface Opening {
  /** From the change of address to the frame that shows the vehicle's zones. */
  readonly ms: number
  readonly zones: number
}

/** Leads to the job and waits, inside the page, for the frame in which its zones stand. */
export function openJob(page: Page): Promise<Opening> {
  return page.evaluate(
    ([hash, list]) =>
      new Promise<{ ms: number; zones: number }>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('expected the zones within 30 s')), 30_000)
        const zones = () => document.querySelectorAll(`ul[aria-label="${list}"] button`).length
        const watcher = new MutationObserver(() => {
          if (zones() === 0) return
          watcher.disconnect()
          clearTimeout(late)
          requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel()
            port1.onmessage = () => resolve({ ms: performance.now() - start, zones: zones() })
            port2.postMessage(0)
          })
        })
        watcher.observe(document.body, { childList: true, subtree: true })
        const start = performance.now()
        location.hash = hash
      }),
    [`/jobs/${JOB_ID}?tab=zones`, fr['zone.list']] as const,
  )
}

/** Back to the list, and until the job's document is let go of. */
export async function leaveJob(page: Page): Promise<void> {
  await goTo(page, '/')
  await page.getByRole('heading', { name: fr['jobs.title'], level: 1 }).waitFor()
}
