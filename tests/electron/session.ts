import { Emitter } from './events.ts'
import { loud } from './loud.ts'
import { protocol } from './protocol.ts'

type RequestHandler = Parameters<Electron.Session['setPermissionRequestHandler']>[0]
type CheckHandler = Parameters<Electron.Session['setPermissionCheckHandler']>[0]
type BeforeRequest = (
  details: { url: string; method: string; resourceType: string },
  callback: (response: { cancel?: boolean }) => void,
) => void

export class Session extends Emitter {
  readonly protocol = protocol
  #request: RequestHandler = null
  #check: CheckHandler = null
  #beforeRequest: BeforeRequest | null = null

  constructor() {
    super('session', [
      // None of these is ever emitted: Chromium has neither devices nor downloads here.
      'will-download',
      'select-hid-device',
      'select-serial-port',
      'select-usb-device',
      'spellcheck-dictionary-download-begin',
    ])
  }

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#request = handler
  }

  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler
  }

  setDevicePermissionHandler(): void {}
  setDisplayMediaRequestHandler(): void {}
  setSpellCheckerEnabled(): void {}
  setSpellCheckerLanguages(): void {}
  setCertificateVerifyProc(): void {}

  readonly webRequest = loud('session.webRequest', {
    onBeforeRequest: (first: unknown, second?: unknown): void => {
      this.#beforeRequest = (typeof first === 'function' ? first : (second ?? null)) as BeforeRequest | null
    },
  })

  /** Not Electron's: may this permission be used? As Electron, everything is granted while nobody is asked. */
  async permits(contents: unknown, permission: string, origin: string, media?: 'video' | 'audio'): Promise<boolean> {
    const check = this.#check as ((...args: unknown[]) => boolean) | null
    const kind = media === undefined ? {} : { mediaType: media, mediaTypes: [media] }
    const details = {
      requestingUrl: origin,
      isMainFrame: true,
      securityOrigin: origin,
      embeddingOrigin: origin,
      ...kind,
    }
    if (check && !check(contents, permission, origin, details)) return false
    const request = this.#request as ((...args: unknown[]) => void) | null
    if (!request) return true
    return await new Promise((resolve) => request(contents, permission, resolve, details))
  }

  /** Not Electron's: does the app let this request go out? */
  async allowsRequest(details: { url: string; method: string; resourceType: string }): Promise<boolean> {
    const listener = this.#beforeRequest
    if (!listener) return true
    return await new Promise((resolve) => listener(details, ({ cancel }) => resolve(cancel !== true)))
  }
}

const defaultSession: Session = loud('session.defaultSession', new Session())
export type StandInSession = Session
export const session = loud('session', { defaultSession })
