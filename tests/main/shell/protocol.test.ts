import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  answerAppRequests,
  appSchemePrivileges,
  fileUnder,
  noncePlaceholder,
  type StoredBlob,
} from '../../../src/main/shell/protocol.ts'

let folder: string
const blobs = new Map<string, StoredBlob>()
const photo = 'a'.repeat(64)
const drawing = 'b'.repeat(64)
const page = 'c'.repeat(64)

beforeAll(async () => {
  const base = await mkdtemp(path.join(os.tmpdir(), 'rpma-protocol-'))
  folder = path.join(base, 'renderer')
  await mkdir(path.join(folder, 'assets'), { recursive: true })
  await writeFile(path.join(folder, 'index.html'), `<meta property="csp-nonce" nonce="${noncePlaceholder}">`)
  await writeFile(path.join(folder, 'assets', 'app.js'), 'export {}')
  await writeFile(path.join(folder, 'assets', 'décor é.css'), 'a{}')
  await writeFile(path.join(folder, 'notes.txt'), 'not a kind that a page needs')
  await writeFile(path.join(base, 'secret.js'), 'outside')
  await mkdir(path.join(base, 'renderer-other'))
  await writeFile(path.join(base, 'renderer-other', 'x.js'), 'outside with the same prefix')
  blobs.set(photo, { bytes: new Uint8Array([0xff, 0xd8]), mime: 'image/jpeg' })
  blobs.set(drawing, { bytes: Buffer.from('<svg onload="alert(1)"/>'), mime: 'image/svg+xml' })
  blobs.set(page, { bytes: Buffer.from('<script>alert(1)</script>'), mime: 'text/html' })
})
afterAll(() => rm(path.dirname(folder), { recursive: true, force: true }))

/** Node builds no Request for our scheme, so the address is put on one, as Electron hands it over. */
function ask(url: string, method = 'GET'): Promise<Response> {
  const answer = answerAppRequests({ folder, readBlob: async (sha256) => blobs.get(sha256) })
  return answer(Object.defineProperty(new Request('https://x.example/', { method }), 'url', { value: url }))
}

test('[S7] the page carries a policy without any unsafe source, and a nonce of its own each time', async () => {
  const [one, two] = [await ask('app://rpma/index.html'), await ask('app://rpma/index.html')]
  const policy = one.headers.get('content-security-policy')!
  expect(policy).not.toMatch(/unsafe|\*|https?:|ws/)
  for (const directive of [
    "default-src 'none'",
    "script-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]) {
    expect(policy.split('; ')).toContain(directive)
  }
  const nonceOf = (response: Response) => /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy')!)?.[1]
  expect(nonceOf(one)).not.toBe(nonceOf(two))
  expect(await one.text()).toBe(`<meta property="csp-nonce" nonce="${nonceOf(one)}">`)
})

test('only a worker’s own policy lets WebAssembly run, and nothing else', async () => {
  const policy = (await ask('app://rpma/assets/app.js')).headers.get('content-security-policy')
  expect(policy).toBe("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
})

test.each(['app://rpma/index.html', 'app://rpma/assets/app.js', `app://rpma/blob/${photo}`, 'app://rpma/absent.js'])(
  '[S18] %s may not be sniffed',
  async (url) => {
    expect((await ask(url)).headers.get('x-content-type-options')).toBe('nosniff')
  },
)

test.each([
  ['app://rpma/../secret.js'],
  ['app://rpma/%2e%2e/secret.js'],
  ['app://rpma/..%2fsecret.js'],
  ['app://rpma/assets/..%2f..%2fsecret.js'],
  ['app://rpma/..%5csecret.js'],
  ['app://rpma/..%2frenderer-other/x.js'],
  ['app://rpma/%00index.html'],
  ['app://rpma/%e0%a4%a'],
  ['app://rpma/'],
  ['app://rpma/assets'],
  ['app://rpma/notes.txt'],
  ['app://rpma//etc/passwd'],
  ['app://other/index.html'],
  ['app://rpma:81/index.html'],
  ['file:///etc/passwd'],
])('[S18] %s leads nowhere', async (url) => {
  const response = await ask(url)
  expect(response.status).toBe(404)
  expect(await response.text()).toBe('')
})

test('[S18] no path, however written, leaves the folder', () => {
  const root = path.resolve('/srv/renderer')
  const parts = ['..', '%2e%2e', '/', '%2f', '%5c', '\\', 'a', '.', '%00', 'C:', '~', '....', '//']
  for (let seed = 0; seed < 20_000; seed++) {
    let rest = (seed * 2_654_435_761) % 4_294_967_296
    let pathname = '/'
    while (rest > 0) {
      pathname += parts[rest % parts.length]
      rest = Math.floor(rest / parts.length)
    }
    const file = fileUnder(root, pathname)
    expect(file === undefined || file.startsWith(root + path.sep), pathname).toBe(true)
  }
})

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('[S18] %s is not answered', async (method) => {
  const response = await ask('app://rpma/index.html', method)
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('GET, HEAD')
})

test('HEAD has the headers and no body', async () => {
  const response = await ask('app://rpma/assets/app.js', 'HEAD')
  expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await response.text()).toBe('')
})

test('a file name with accents and spaces is found', async () => {
  expect(await (await ask('app://rpma/assets/d%C3%A9cor%20%C3%A9.css?v=1')).text()).toBe('a{}')
})

test('[F48] a photo is an attachment in a sandbox, whatever looks at it', async () => {
  const response = await ask(`app://rpma/blob/${photo}`)
  expect(response.status).toBe(200)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-disposition': 'attachment',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0xff, 0xd8]))
})

test.each([
  ['an SVG', drawing],
  ['a page', page],
])('[F48] %s among the blobs is never answered', async (_what, sha256) => {
  const response = await ask(`app://rpma/blob/${sha256}`)
  expect(response.status).toBe(415)
  expect(await response.text()).toBe('')
})

test.each(['', '..', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}/x`, `..%2f${'a'.repeat(64)}`])(
  '[F48] the blob name « %s » is refused before anything is read',
  async (name) => {
    const answer = answerAppRequests({
      folder,
      readBlob: () => expect.unreachable('a name that is no sha256 reached the store'),
    })
    const url = `app://rpma/blob/${name}`
    const request = Object.defineProperty(new Request('https://x.example/'), 'url', { value: url })
    expect((await answer(request)).status).toBe(404)
  },
)

test('a blob that is not on this device is absent', async () => {
  expect((await ask(`app://rpma/blob/${'d'.repeat(64)}`)).status).toBe(404)
})

test('[S18] the scheme is standard and secure, and bypasses no policy', () => {
  expect(appSchemePrivileges).toEqual({
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true },
  })
})

test.skipIf(process.platform === 'win32')(
  'a link inside the folder is the builder’s business, not a page’s',
  async () => {
    // Nothing can create one at run time: the folder is read-only inside the package. Said here, not defended.
    await symlink(path.join(folder, 'assets', 'app.js'), path.join(folder, 'assets', 'linked.js'))
    expect((await ask('app://rpma/assets/linked.js')).status).toBe(200)
  },
)
