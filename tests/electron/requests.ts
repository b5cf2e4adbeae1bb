/** Answers what Chromium asks on behalf of a window: navigations, the app's own scheme, everything else. */
import { fromChromium, privilegedSchemes, schemeOf } from './addresses.ts'
import type { Protocol, Session } from './chromium/cdp.ts'
import { handlerOf, requestFor } from './protocol.ts'
import type { StandInSession } from './session.ts'

export interface RequestHost {
  session: StandInSession
  /** False when a listener prevented this navigation. Called for documents only. */
  allowsNavigation(request: { url: string; frameId: string; redirected: boolean }): boolean
}

export async function interceptRequests(target: Session, host: RequestHost): Promise<void> {
  target.on('Fetch.requestPaused', (paused) => {
    // A target may go away under its own request; there is nobody left to answer then.
    answer(target, host, paused).catch(() => {})
  })
  await target.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
}

async function answer(target: Session, host: RequestHost, paused: Protocol.Fetch.requestPausedPayload): Promise<void> {
  const { requestId, request } = paused
  const fail = (errorReason: Protocol.Network.ErrorReason) =>
    target.send('Fetch.failRequest', { requestId, errorReason })
  const url = fromChromium(request.url + (request.urlFragment ?? ''))
  if (paused.resourceType === 'Document') {
    const redirected = paused.redirectedRequestId !== undefined
    if (!host.allowsNavigation({ url, frameId: paused.frameId, redirected })) return void (await fail('Aborted'))
  }
  const details = { url, method: request.method, resourceType: electronName(paused.resourceType) }
  if (!(await host.session.allowsRequest(details))) return void (await fail('BlockedByClient'))
  if (!privilegedSchemes.has(schemeOf(url))) return void (await target.send('Fetch.continueRequest', { requestId }))

  const handler = handlerOf(schemeOf(url))
  if (!handler) return void (await fail('ConnectionRefused'))
  let response: Response
  try {
    response = await handler(
      requestFor(url.replace(/#.*$/, ''), {
        method: request.method,
        headers: request.headers as Record<string, string>,
        ...(request.postData === undefined ? {} : { body: request.postData }),
      }),
    )
  } catch (error) {
    console.error(`electron stand-in: the handler of ${schemeOf(url)}: threw`, error)
    return void (await fail('Failed'))
  }
  await target.send('Fetch.fulfillRequest', {
    requestId,
    responseCode: response.status,
    responseHeaders: [...response.headers].map(([name, value]) => ({ name, value })),
    body: Buffer.from(await response.arrayBuffer()).toString('base64'),
  })
}

function electronName(type: Protocol.Network.ResourceType): string {
  const names: Partial<Record<Protocol.Network.ResourceType, string>> = {
    Document: 'mainFrame',
    Stylesheet: 'stylesheet',
    Script: 'script',
    Image: 'image',
    Font: 'font',
    XHR: 'xhr',
    Fetch: 'xhr',
    Ping: 'ping',
    CSPViolationReport: 'cspReport',
    Media: 'media',
    WebSocket: 'webSocket',
  }
  return names[type] ?? 'other'
}
