/**
 * The built window without main: a page in Chromium whose bridge is answered by the test. For states that the real
 * parts reach only by accident (a tampered exchange, a port that is taken, a code that was guessed too often), and for
 * a camera that sees what the test wants.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type {
  AppError,
  AppInfo,
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
} from '../../src/contract/index.ts'
import { findChromium } from '../electron/chromium/find.ts'

const builtRenderer = path.resolve(import.meta.dirname, '../../.vite/renderer/main_window')
/** https: a camera is given to secure pages only. Nothing is asked of any network: every request is answered here. */
const ORIGIN = 'https://stage.invalid'

export interface Stage {
  readonly page: Page
  /** What the window asked, oldest first. */
  readonly asked: readonly { readonly name: CallName; readonly input: unknown }[]
  /** From now on the call answers this; a function is given the input. */
  answer<K extends CallName>(name: K, value: CallOutput<K> | ((input: CallInput<K>) => CallOutput<K>)): void
  /** From now on the call fails like this. */
  fail(name: CallName, error: AppError): void
  tell<E extends EventName>(event: E, payload: EventPayload<E>): Promise<void>
  /** As main would tell it now. */
  info(): AppInfo
  /** What the page reported against itself. */
  readonly problems: readonly string[]
  close(): Promise<void>
}

export interface StageOptions {
  readonly renderer?: string
  /** One that is there already; it stays when the stage is closed. */
  readonly browser?: Browser
  /** Switches of Chromium. */
  readonly switches?: readonly string[]
  readonly permissions?: readonly string[]
  /** Runs in the page before anything of the window does. */
  readonly before?: () => void
  readonly answers: { readonly [K in CallName]?: CallOutput<K> | ((input: CallInput<K>) => CallOutput<K>) }
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const browser = options.browser ?? (await launchBrowser(options.switches ?? []))
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'fr-FR' })
  if (options.permissions) await context.grantPermissions([...options.permissions], { origin: ORIGIN })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  const answers = new Map<string, unknown>(Object.entries(options.answers))
  const failures = new Map<string, AppError>()
  const asked: { name: CallName; input: unknown }[] = []
  await page.exposeFunction('stageCall', (name: CallName, input: unknown) => {
    asked.push({ name, input })
    const failure = failures.get(name)
    if (failure) return { ok: false, error: failure }
    if (!answers.has(name)) return { ok: false, error: { kind: 'internal', message: `the stage knows no ${name}` } }
    const answer = answers.get(name)
    return {
      ok: true,
      value: packed(typeof answer === 'function' ? (answer as (i: unknown) => unknown)(input) : answer),
    }
  })
  await page.addInitScript(bridge)
  if (options.before) await page.addInitScript(options.before)
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url())
    if (url.origin !== ORIGIN) return route.abort()
    const file = path.join(options.renderer ?? builtRenderer, url.pathname === '/' ? 'index.html' : url.pathname)
    const body = await readFile(file).catch(() => undefined)
    return body ? route.fulfill({ body, contentType: typeOf(file) }) : route.fulfill({ status: 404 })
  })
  await page.goto(`${ORIGIN}/`)
  return {
    page,
    asked,
    problems,
    answer(name, value) {
      failures.delete(name)
      answers.set(name, value)
    },
    fail: (name, error) => void failures.set(name, error),
    tell: (event, payload) =>
      page.evaluate(
        ([name, given]) =>
          (globalThis as unknown as { stageTell(name: string, payload: unknown): void }).stageTell(name, given),
        [event, packed(payload)] as const,
      ),
    info: () => answers.get('app.info') as AppInfo,
    close: () => (options.browser ? context.close() : browser.close()),
  }
}

export async function launchBrowser(switches: readonly string[] = []): Promise<Browser> {
  const binary = await findChromium({ headed: false })
  return chromium.launch({
    executablePath: binary.executable,
    env: { ...process.env, ...binary.environment } as Record<string, string>,
    args: ['--no-sandbox', '--disable-gpu', ...switches],
  })
}

/** Bytes cross to the page as lists of numbers under a name of their own. */
function packed(value: unknown): unknown {
  if (value instanceof Uint8Array) return { stageBytes: [...value] }
  if (Array.isArray(value)) return value.map(packed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, packed(each)]))
}

/** Runs in the page, before anything else. */
function bridge(): void {
  const page = globalThis as unknown as {
    rpma: unknown
    stageCall(name: string, input: unknown): Promise<unknown>
    stageTell(name: string, payload: unknown): void
  }
  const listeners = new Map<string, Set<(payload: unknown) => void>>()
  const unpacked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(unpacked)
    if (typeof value !== 'object' || value === null) return value
    const { stageBytes } = value as { stageBytes?: number[] }
    if (stageBytes) return Uint8Array.from(stageBytes)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unpacked(each)]))
  }
  page.rpma = {
    call: (name: string, input: unknown) => page.stageCall(name, input).then(unpacked),
    on(event: string, listener: (payload: unknown) => void) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set)
      set.add(listener)
      return () => set.delete(listener)
    },
  }
  page.stageTell = (event, payload) => {
    for (const listener of listeners.get(event) ?? []) listener(unpacked(payload))
  }
}

function typeOf(file: string): string {
  const types: Record<string, string> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.wasm': 'application/wasm',
    '.svg': 'image/svg+xml',
  }
  return types[path.extname(file)] ?? 'application/octet-stream'
}

/** A device that belongs to no shop yet. */
export const newcomer: AppInfo = {
  version: '0.1.0',
  platform: 'linux',
  dataDir: '/data',
  locale: 'fr',
  device: { id: '01JD0000000000000000000001', name: 'Poste 1', role: null },
  keyProtection: 'system',
  recoveryKeyWaits: false,
  pins: [],
  shop: null,
  person: null,
  relayUrl: null,
}
