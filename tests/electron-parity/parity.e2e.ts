/**
 * The behaviours of Electron that the stand-in imitates, as a specification that both must pass: this file runs
 * on whichever Electron is there, and mentions neither.
 */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchDesktop, type Desktop } from '../e2e/launch.ts'

interface ParityApi {
  echo(value: unknown): Promise<unknown>
  fail(): Promise<unknown>
  shout(value: unknown): void
  onHeard(listener: (value: unknown) => void): () => void
  sum(a: number, b: number): number
  refuse(): void
}
interface Seen {
  navigations: string[]
  opened: string[]
  senders: { url: string; origin: string; top: boolean; known: boolean }[]
  secondInstance: string[] | null
  requests: string[]
}
declare const parity: ParityApi

const appPath = path.join(import.meta.dirname, 'app')
let desktop: Desktop
const seen = () => desktop.app.evaluate(() => (globalThis as unknown as { seen: Seen }).seen)

beforeAll(async () => {
  desktop = await launchDesktop({ appPath })
  await desktop.window.getByText('Parity ready').waitFor()
})
afterAll(() => desktop?.close())

test('the app knows its name, version, data folder and command line', async () => {
  const known = await desktop.app.evaluate(({ app }) => ({
    name: app.getName(),
    version: app.getVersion(),
    userData: app.getPath('userData'),
    packaged: app.isPackaged,
    ready: app.isReady(),
    type: process.type,
    electron: process.versions.electron,
  }))
  const { version } = createRequire(import.meta.url)('electron/package.json') as { version: string }
  expect(known).toEqual({
    name: 'RPMA parity',
    version: '1.2.3',
    userData: desktop.dataDir,
    packaged: false,
    ready: true,
    type: 'browser',
    electron: version,
  })
})

test('a window has the bounds that it was given, and its page the same size', async () => {
  const window = await desktop.app.browserWindow(desktop.window)
  expect(await window.evaluate((w) => w.getBounds())).toMatchObject({ width: 900, height: 700 })
  await expect.poll(() => window.evaluate((w) => w.isVisible())).toBe(true)
})

test('the page is a secure context under the policy that the protocol handler sent', async () => {
  const page = await desktop.window.evaluate(() => ({
    secure: isSecureContext,
    inlineRan: 'inlineRan' in globalThis,
    leaked: 'leaked' in globalThis,
  }))
  expect(page).toEqual({ secure: true, inlineRan: false, leaked: false })
})

test('the protocol handler answers the page and its subresources, and a throwing handler fails one request', async () => {
  const outcome = await desktop.window.evaluate(async () => ({
    absent: (await fetch('/absent')).status,
    broken: await fetch('/broken').then(
      (response) => (response.ok ? 'answered' : 'failed'),
      () => 'failed',
    ),
  }))
  expect(outcome).toEqual({ absent: 404, broken: 'failed' })
  expect((await seen()).requests).toEqual(expect.arrayContaining(['GET /index.html', 'GET /page.js', 'GET /absent']))
})

test('a module worker gets its script, its imports and its WebAssembly from the protocol handler', async () => {
  const answer = await desktop.window.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker('worker.js', { type: 'module' })
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = (event) => reject(new Error(`worker: ${event.message}`))
      }),
  )
  expect(answer).toEqual({ answer: 'from the part', sum: 42 })
})

test('invoke carries what structured clone carries, and answers the sender', async () => {
  const outcome = await desktop.window.evaluate(async () => {
    const sent = {
      bytes: new Uint8Array([1, 2, 255]),
      date: new Date(5),
      map: new Map([[1, { deep: NaN }]]),
      set: new Set(['a']),
      big: 2n ** 70n,
      absent: undefined,
      nothing: null,
      $: 'dollar',
      text: 'Capot posé\u202f!',
    }
    const got = (await parity.echo(sent)) as typeof sent
    return {
      bytes: got.bytes instanceof Uint8Array && [...got.bytes].join(),
      date: got.date.getTime(),
      map: Number.isNaN(got.map.get(1)?.deep),
      set: got.set.has('a'),
      big: String(got.big),
      absent: 'absent' in got,
      nothing: got.nothing,
      dollar: got.$,
      text: got.text,
    }
  })
  expect(outcome).toEqual({
    bytes: '1,2,255',
    date: 5,
    map: true,
    set: true,
    big: String(2n ** 70n),
    absent: true,
    nothing: null,
    dollar: 'dollar',
    text: 'Capot posé\u202f!',
  })
  expect((await seen()).senders.at(-1)).toEqual({
    url: 'parity://main/index.html',
    origin: 'parity://main',
    top: true,
    known: true,
  })
})

test('a handler that throws rejects the invoke, with the channel named', async () => {
  const message = await desktop.window.evaluate(() => parity.fail().catch((error: Error) => error.message))
  expect(message).toBe("Error invoking remote method 'fail': TypeError: no such thing")
})

test('a value that cannot be cloned is refused in the page', async () => {
  const outcome = await desktop.window.evaluate(async () => {
    try {
      await parity.echo({ f: Symbol('x') })
      return 'sent'
    } catch {
      return 'refused'
    }
  })
  expect(outcome).toBe('refused')
})

test('events reach the page until it leaves, and callbacks cross the bridge', async () => {
  const heard = await desktop.window.evaluate(async () => {
    const values: unknown[] = []
    const next = () => new Promise<void>((resolve) => void (arrived = resolve))
    let arrived = () => {}
    const stop = parity.onHeard((value) => {
      values.push(value)
      arrived()
    })
    const first = next()
    parity.shout('one')
    await first
    stop()
    parity.shout('two')
    await parity.echo('after') // main works in order, so « two » has been sent by now
    return values
  })
  expect(heard).toEqual(['one'])
})

test('the bridge runs functions at once, passes errors by message, and cannot be changed', async () => {
  const outcome = await desktop.window.evaluate(() => {
    const message = (() => {
      try {
        parity.refuse()
        return 'nothing'
      } catch (error) {
        return (error as Error).message
      }
    })()
    try {
      ;(globalThis as unknown as { parity: unknown }).parity = 'replaced'
    } catch {
      // Either way is right: refused quietly or loudly.
    }
    return { sum: parity.sum(2, 3), message }
  })
  expect(outcome.sum).toBe(5)
  expect(outcome.message).toContain('refused')
})

test('navigation by the page is announced with its address and can be prevented', async () => {
  const before = desktop.window.url()
  await desktop.window.locator('#away').click({ noWaitAfter: true })
  await expect.poll(async () => (await seen()).navigations).toContain('https://example.invalid/')
  expect(desktop.window.url()).toBe(before)
})

test('a change of hash is no navigation', async () => {
  const count = (await seen()).navigations.length
  await desktop.window.locator('#hash').click()
  expect(await desktop.window.evaluate(() => location.hash)).toBe('#there')
  expect((await seen()).navigations).toHaveLength(count)
})

test('window.open asks the handler; denied, it opens nothing', async () => {
  const opened = await desktop.window.evaluate(() => window.open('https://example.invalid/popup') !== null)
  expect(opened).toBe(false)
  await expect.poll(async () => (await seen()).opened).toEqual(['https://example.invalid/popup'])
  expect(desktop.app.windows()).toHaveLength(1)
})

test('a link to a new window asks the handler too; denied, no window stays', async () => {
  await desktop.window.locator('#popup').click({ noWaitAfter: true })
  await expect.poll(async () => (await seen()).opened).toContain('https://example.invalid/linked')
  await expect.poll(() => desktop.app.windows().length).toBe(1)
})

test('permissions follow the app’s handlers', async () => {
  const states = await desktop.window.evaluate(() =>
    Promise.all(
      (['notifications', 'geolocation', 'camera'] as PermissionName[]).map((name) =>
        navigator.permissions.query({ name }).then((status) => status.state),
      ),
    ),
  )
  expect(states).toEqual(['denied', 'denied', 'denied'])
})

test('a reload starts the preload again, and the new page speaks for itself', async () => {
  await desktop.window.reload()
  await desktop.window.getByText('Parity ready').waitFor()
  expect(await desktop.window.evaluate(() => parity.echo('again'))).toBe('again')
})

// Windows knows no signals: there the process would just end.
test.skipIf(process.platform === 'win32')('asked by the system to end, the app quits in order', async () => {
  const other = await launchDesktop({ appPath })
  const ended = new Promise<number | null>((resolve) => other.app.process().once('exit', resolve))
  await other.app.evaluate(
    ({ app }, file) => {
      app.on('will-quit', () => process.getBuiltinModule('node:fs').writeFileSync(file, 'in order'))
    },
    path.join(other.dataDir, 'ended'),
  )
  other.app.process().kill('SIGTERM')
  expect(await ended).toBe(0)
  expect(await readFile(path.join(other.dataDir, 'ended'), 'utf8')).toBe('in order')
  await rm(other.dataDir, { recursive: true, force: true })
})

test('a second instance on the same data gets no lock; the first is told its command line', async () => {
  const electron = createRequire(import.meta.url)('electron') as unknown as string
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : []
  const args = [...sandbox, appPath, `--user-data-dir=${desktop.dataDir}`, 'parity://hello']
  const second = spawn(electron, args, { stdio: 'ignore' })
  expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
  await expect.poll(async () => (await seen()).secondInstance).toContain('parity://hello')
})

test('two apps run at once on their own data, and each keeps its storage over a restart', async () => {
  const other = await launchDesktop({ appPath })
  await other.window.getByText('Parity ready').waitFor()
  await other.window.evaluate(() => localStorage.setItem('who', 'other'))
  expect(await desktop.window.evaluate(() => localStorage.getItem('who'))).toBe(null)
  await other.app.close()
  const again = await launchDesktop({ appPath, dataDir: other.dataDir })
  try {
    expect(await again.window.evaluate(() => localStorage.getItem('who'))).toBe('other')
  } finally {
    await again.close()
    await other.close().catch(() => {})
  }
})
