/** One page of Chromium, prepared so that each of its documents starts as an Electron renderer does. */
import { readFileSync } from 'node:fs'
import type { Session } from './chromium/cdp.ts'
import { documentScripts } from './renderer/scripts.ts'
import { unpack } from './renderer/wire.ts'
import { interceptRequests, type RequestHost } from './requests.ts'
import { browser, takeOfferedPage } from './runtime.ts'

export type PageMessage =
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'invoke'; id: number; channel: string; args: unknown[] }
  | { kind: 'open'; url: string; frameName: string }

export interface PageHost extends RequestHost {
  /** `context` is the document that asks, so that an answer never reaches its successor. */
  /** Before anything else: others may already ask for the window by its target. */
  created(targetId: string): void
  received(message: PageMessage, context: number): void
  navigated(url: string, inPage: boolean): void
  windowOpened(url: string, frameName: string): void
  crashed(): void
}

export interface PageTarget {
  targetId: string
  session: Session
  mainFrameId: string
  /** The isolated world of the current document; undefined before the first. */
  currentContext(): number | undefined
}

const worldName = 'electron'

export async function openPage(
  host: PageHost,
  options: { width: number; height: number; preload: string | undefined },
): Promise<PageTarget> {
  const { root } = browser()
  const { width, height } = options
  const blank = { url: 'about:blank', newWindow: true, width, height }
  const targetId = takeOfferedPage() ?? (await root.send('Target.createTarget', blank)).targetId
  host.created(targetId)
  const { sessionId } = await root.send('Target.attachToTarget', { targetId, flatten: true })
  const session = browser().session(sessionId)
  let context: number | undefined

  session.on('Runtime.executionContextCreated', ({ context: created }) => {
    const { frameId } = created.auxData as { frameId?: string }
    if (created.name === worldName && frameId === mainFrameId) context = created.id
  })
  session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name === '__standInSend') host.received(unpack(payload) as PageMessage, executionContextId)
  })
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId === undefined) host.navigated(frame.url + (frame.urlFragment ?? ''), false)
  })
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === mainFrameId) host.navigated(url, true)
  })
  session.on('Page.windowOpen', ({ url, windowName }) => host.windowOpened(url, windowName))
  session.on('Inspector.targetCrashed', () => host.crashed())
  session.on('Target.attachedToTarget', ({ sessionId: child }) => {
    void prepareChild(browser().session(child), host)
  })

  await session.send('Page.enable')
  const mainFrameId = (await session.send('Page.getFrameTree')).frameTree.frame.id
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', { name: '__standInSend', executionContextName: worldName })
  const scripts = documentScripts(options.preload === undefined ? '' : readFileSync(options.preload, 'utf8'))
  await session.send('Page.addScriptToEvaluateOnNewDocument', { worldName, source: scripts.isolated })
  await session.send('Page.addScriptToEvaluateOnNewDocument', { source: scripts.main })
  await interceptRequests(session, host)
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  return { targetId, session, mainFrameId, currentContext: () => context }
}

/** Workers and out-of-process frames wait until their requests are answered too, and so do their own children. */
async function prepareChild(child: Session, host: PageHost): Promise<void> {
  child.on('Target.attachedToTarget', ({ sessionId }) => void prepareChild(browser().session(sessionId), host))
  await interceptRequests(child, host).catch(() => {})
  await child
    .send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
    .catch(() => {})
  await child.send('Runtime.runIfWaitingForDebugger').catch(() => {})
}
