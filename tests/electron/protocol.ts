import { loud } from './loud.ts'
import { privilegedSchemes, toChromium } from './addresses.ts'
import { isStarted } from './runtime.ts'

export type SchemeHandler = (request: Request) => Response | Promise<Response>
const handlers = new Map<string, SchemeHandler>()

export const protocol = loud('protocol', {
  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    if (isStarted()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme, privileges } of schemes) {
      // Shown to Chromium as https, so no other kind can be imitated.
      if (!privileges?.standard || !privileges.secure) {
        throw new Error(`electron stand-in: the scheme ${scheme} must be standard and secure`)
      }
      if (privileges.bypassCSP) throw new Error(`electron stand-in: ${scheme} must not bypass the CSP`)
      privilegedSchemes.add(scheme)
    }
  },
  handle(scheme: string, handler: SchemeHandler): void {
    if (!isStarted()) throw new Error('protocol.handle can only be called after app is ready')
    if (handlers.has(scheme)) throw new Error(`The scheme ${scheme} is already handled`)
    handlers.set(scheme, handler)
  },
  unhandle: (scheme: string) => void handlers.delete(scheme),
  isProtocolHandled: (scheme: string) => handlers.has(scheme),
})

export function handlerOf(scheme: string): SchemeHandler | undefined {
  return handlers.get(scheme)
}

/** A `Request` that says its true address: Node refuses to build one for a scheme that it does not know. */
export function requestFor(url: string, init: RequestInit): Request {
  return Object.defineProperty(new Request(toChromium(url), init), 'url', { value: url })
}
