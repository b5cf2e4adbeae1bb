import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchDesktop, type Desktop } from './launch.ts'

let desktop: Desktop

beforeAll(async () => {
  desktop = await launchDesktop()
})
afterAll(() => desktop?.close())

test('the window opens with its title, its size, and without breaking its own policy', async () => {
  const window = await desktop.app.browserWindow(desktop.window)
  expect(await window.evaluate((w) => w.getTitle())).toBe('RPMA - Gestion Interventions PPF')
  expect(await window.evaluate((w) => w.getBounds())).toMatchObject({ width: 1280, height: 800 })
  await expect.poll(() => window.evaluate((w) => w.isVisible())).toBe(true)
  expect(desktop.problems).toEqual([])
})

test('[S2][S3][S20] a page finds one object of ours, with two functions, and nothing of Node or Electron', async () => {
  const found = await desktop.window.evaluate(() => {
    const page = globalThis as unknown as Record<string, unknown>
    const rpma = page['rpma'] as Record<string, unknown>
    return {
      api: Object.fromEntries(Object.entries(rpma).map(([key, value]) => [key, typeof value])),
      leaked: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global'].filter((k) => k in page),
    }
  })
  expect(found).toEqual({ api: { call: 'function', on: 'function' }, leaked: [] })
})

test('[S7] the policy stops inline scripts, handlers, eval and strings that become scripts', async () => {
  const outcome = await desktop.window.evaluate(async () => {
    const page = globalThis as unknown as { ran?: string }
    const blocked: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective))
    const attempt = (work: () => unknown) => {
      try {
        work()
        return 'allowed'
      } catch (error) {
        return (error as Error).name
      }
    }
    const script = document.createElement('script')
    const asScript = attempt(() => (script.text = 'globalThis.ran = "script"'))
    document.head.append(script)
    const button = document.createElement('button')
    const asHandler = attempt(() => button.setAttribute('onclick', 'globalThis.ran = "handler"'))
    button.click()
    const asHtml = attempt(() => (document.createElement('div').innerHTML = '<img src=x onerror="ran=1">'))
    // In a task of its own: while a debugger evaluates, it lifts this very ban.
    const asEval = await new Promise((resolve) =>
      // oxlint-disable-next-line typescript/no-implied-eval -- that it is refused is what is tested
      setTimeout(() => resolve(attempt(() => new Function('return 1')())), 0),
    )
    const remote = await fetch('https://example.invalid/').then(
      () => 'allowed',
      () => 'blocked',
    )
    await new Promise((resolve) => setTimeout(resolve, 50))
    return { ran: page.ran ?? 'nothing', asScript, asHandler, asHtml, asEval, remote, blocked }
  })
  expect(outcome.ran).toBe('nothing')
  expect(outcome.asScript).toBe('TypeError')
  expect(outcome.asHandler).toBe('TypeError')
  expect(outcome.asHtml).toBe('TypeError')
  expect(['EvalError', 'TypeError']).toContain(outcome.asEval)
  expect(outcome.remote).toBe('blocked')
  expect(outcome.blocked).toContain('connect-src')
})

test('[S13] a page that navigates elsewhere stays where it is', async () => {
  const before = desktop.window.url()
  await desktop.window.evaluate(() => {
    location.href = 'https://example.invalid/elsewhere'
  })
  // Answered by the page itself, so the navigation has been decided by then.
  await desktop.window.evaluate(() => new Promise((resolve) => setTimeout(resolve, 250)))
  expect(desktop.window.url()).toBe(before)
})

test('[S14] window.open opens nothing', async () => {
  expect(await desktop.window.evaluate(() => window.open('https://example.invalid/') === null)).toBe(true)
  await expect.poll(() => desktop.app.windows().length).toBe(1)
})

test('[S5] whatever a page asks Chromium for is denied, but the camera while this device may join a shop or somebody is at it', async () => {
  const states = await desktop.window.evaluate(() =>
    Promise.all(
      (['notifications', 'geolocation', 'camera', 'microphone'] as PermissionName[]).map((name) =>
        navigator.permissions.query({ name }).then((status) => status.state),
      ),
    ),
  )
  expect(states).toEqual(['denied', 'denied', 'granted', 'denied'])
})

test('[S17][F53] calls outside the contract are refused, and wrong shapes are answered as values', async () => {
  const outcome = await desktop.window.evaluate(async () => {
    const { rpma } = globalThis as unknown as { rpma: { call(name: unknown, input: unknown): Promise<unknown> } }
    const refused = (name: unknown) =>
      rpma.call(name, {}).then(
        () => 'answered',
        () => 'refused',
      )
    return {
      unknown: await refused('files.read'),
      inherited: await refused('toString'),
      prototype: await refused('__proto__'),
      object: await refused({ toString: () => 'app.info' }),
      shape: await rpma.call('document.open', { name: '../../etc/passwd' }),
    }
  })
  expect(outcome).toMatchObject({
    unknown: 'refused',
    inherited: 'refused',
    prototype: 'refused',
    object: 'refused',
    shape: { ok: false, error: { kind: 'invalid', detail: 'name' } },
  })
})

test('[S18] app:// answers only what was built, and only to readers', async () => {
  const statuses = await desktop.window.evaluate(async () => {
    const status = (path: string, method = 'GET') => fetch(path, { method }).then((response) => response.status)
    return {
      page: await status('/index.html'),
      head: await status('/index.html', 'HEAD'),
      post: await status('/index.html', 'POST'),
      outside: await status('/%2e%2e/%2e%2e/build/main.js'),
      blob: await status(`/blob/${'0'.repeat(64)}`),
      blobName: await status('/blob/../../build/main.js'),
    }
  })
  expect(statuses).toEqual({ page: 200, head: 200, post: 405, outside: 404, blob: 404, blobName: 404 })
})

test('[S23][F17] a second instance on the same data quits, and the first comes to the front', async () => {
  const first = await desktop.app.browserWindow(desktop.window)
  await first.evaluate((w) => w.hide())
  const electron = createRequire(import.meta.url)('electron') as unknown as string
  const sandbox = process.platform === 'linux' ? ['--no-sandbox'] : []
  const second = spawn(electron, [...sandbox, '.', `--user-data-dir=${desktop.dataDir}`], { stdio: 'ignore' })
  const code = await new Promise<number | null>((resolve) => second.once('exit', resolve))
  expect(code).toBe(0)
  await expect.poll(() => first.evaluate((w) => w.isVisible())).toBe(true)
})

test('the window is remembered, and reopens where it was', async () => {
  const one = await launchDesktop()
  try {
    const window = await one.app.browserWindow(one.window)
    await window.evaluate((w) => w.setBounds({ x: 40, y: 30, width: 1000, height: 700 }))
    await one.app.close()
    const saved = JSON.parse(await readFile(path.join(one.dataDir, 'window.json'), 'utf8')) as unknown
    expect(saved).toMatchObject({ width: 1000, height: 700 })
    const again = await launchDesktop({ dataDir: one.dataDir })
    const reopened = await again.app.browserWindow(again.window)
    expect(await reopened.evaluate((w) => w.getBounds())).toMatchObject({ width: 1000, height: 700 })
    await again.close()
  } finally {
    await one.close().catch(() => {})
  }
})
