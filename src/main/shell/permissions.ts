/**
 * A window of ours may use nothing that Chromium asks about: no microphone, no notifications, no devices, and no
 * network, since the main process alone speaks to the relay. One thing excepted: the camera, and nothing else of
 * `media`, for the QR code that brings a device into its shop, and for photos and labels while somebody works there.
 */
import type { Session } from 'electron'
import { isOfOrigin } from './origin.ts'

export function denyEverything(session: Session, origin: string, exceptCamera: () => boolean): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const { isMainFrame, requestingUrl } = details
    const [only, ...more] = ('mediaTypes' in details && details.mediaTypes) || []
    const isCamera = permission === 'media' && only === 'video' && more.length === 0
    answer(isCamera && isMainFrame && isOfOrigin(requestingUrl, origin) && exceptCamera())
  })
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, { isMainFrame, mediaType }) => {
    const isCamera = permission === 'media' && mediaType === 'video'
    return isCamera && isMainFrame && isOfOrigin(requestingOrigin, origin) && exceptCamera()
  })
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  for (const event of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    session.on(event as 'select-hid-device', (selecting, _details, answer) => {
      selecting.preventDefault()
      answer('')
    })
  }
  session.on('will-download', (download) => download.preventDefault())
  // The spell checker would fetch its dictionaries from a server of Google's.
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !isOwnRequest(request.url, origin) }))
}

/** Exported for its test. Development tools and the window's own data are not the network. */
export function isOwnRequest(url: string, origin: string): boolean {
  const own = /^(data|devtools):/.test(url) || isOfOrigin(url, origin)
  // A development server also speaks over its socket.
  return own || url.startsWith(`blob:${origin}/`) || isOfOrigin(url.replace(/^ws:/, 'http:'), origin)
}
