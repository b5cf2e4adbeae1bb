/**
 * What `app://rpma/` answers: the built renderer, read-only, under a strict policy; and under `/blob/<sha256>` the
 * photos and signatures, which are bytes of strangers and never become a document.
 */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { imageMime, sha256 } from '../../contract/index.ts'
import { appHost, appScheme } from './origin.ts'

export interface StoredBlob {
  bytes: Uint8Array
  mime: string
}

export interface AppFiles {
  /** The folder of the built renderer. */
  folder: string
  /** Undefined: not on this device. The bytes are already verified against their name. */
  readBlob(sha256: string): Promise<StoredBlob | undefined>
}

/** Must be registered before the app is ready. Never `bypassCSP`. */
export const appSchemePrivileges = {
  scheme: appScheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true },
} as const

/** Vite writes it into index.html (`html.cspNonce`); each answer carries another. */
export const noncePlaceholder = 'RPMA_CSP_NONCE'
/** The one trusted-types policy: starting a worker of our own needs one. */
export const workerPolicy = 'rpma-workers'

export function answerAppRequests({ folder, readBlob }: AppFiles): (request: Request) => Promise<Response> {
  const root = path.resolve(folder)
  return async (request) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return refuse(405, { allow: 'GET, HEAD' })
    }
    const url = URL.parse(request.url)
    if (url?.protocol !== `${appScheme}:` || url.host !== appHost) return refuse(404)
    const response = url.pathname.startsWith('/blob/')
      ? await blobResponse(url.pathname.slice('/blob/'.length), readBlob)
      : await fileResponse(root, url.pathname)
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

async function fileResponse(root: string, pathname: string): Promise<Response> {
  const file = fileUnder(root, pathname)
  const type = file === undefined ? undefined : contentTypes[path.extname(file).toLowerCase()]
  if (file === undefined || type === undefined) return refuse(404)
  let bytes: Buffer<ArrayBuffer>
  try {
    bytes = await readFile(file)
  } catch {
    return refuse(404)
  }
  if (path.extname(file) !== '.html') {
    return new Response(bytes, { headers: { ...always, 'content-type': type, 'content-security-policy': workerCsp } })
  }
  const nonce = randomBytes(16).toString('base64')
  return new Response(bytes.toString('utf8').replaceAll(noncePlaceholder, nonce), {
    headers: {
      ...always,
      'content-type': type,
      'content-security-policy': documentCsp(nonce),
      'cache-control': 'no-store',
    },
  })
}

/** The file that a path names, or undefined when it leads out of the folder. */
export function fileUnder(root: string, pathname: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const file = path.resolve(root, `.${path.sep}${decoded}`)
  return file.startsWith(root + path.sep) ? file : undefined
}

async function blobResponse(name: string, readBlob: AppFiles['readBlob']): Promise<Response> {
  if (!sha256.safeParse(name).success) return refuse(404)
  const blob = await readBlob(name)
  if (!blob) return refuse(404)
  // SVG is a document with scripts; it is not in this list, and neither is anything that is not a picture.
  const mime = imageMime.safeParse(blob.mime)
  if (!mime.success) return refuse(415)
  return new Response(blob.bytes.slice(), {
    headers: {
      ...always,
      'content-type': mime.data,
      // Shown by <img>; opened as a page it would be a download, which no window takes.
      'content-disposition': 'attachment',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=31536000, immutable',
    },
  })
}

const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** Styles of the page come from files; the nonce is for the two that the component library writes itself. */
function documentCsp(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${workerPolicy}`,
  ].join('; ')
}

/** A worker obeys the policy of its own script. Only there may WebAssembly run: it decodes HEIC photos. */
const workerCsp = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
}

function refuse(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { ...always, ...headers } })
}
