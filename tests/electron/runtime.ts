/** What the parts share: the one Chromium, and the windows. */
import type { Cdp } from './chromium/cdp.ts'
import type { Chromium } from './chromium/launch.ts'
import type { BrowserWindow } from './browser-window.ts'

export const windows = new Set<BrowserWindow>()

let chromium: Chromium | undefined
const started = Promise.withResolvers<void>()
/** Resolves once Chromium runs; windows made earlier wait for it. */
export const whenStarted: Promise<void> = started.promise

export function isStarted(): boolean {
  return chromium !== undefined
}

export function useChromium(launched: Chromium): void {
  chromium = launched
  started.resolve()
}

export function browser(): Cdp {
  if (!chromium) throw new Error('electron stand-in: Chromium has not started yet')
  return chromium.cdp
}

export async function closeBrowser(): Promise<void> {
  await chromium?.close()
}

let waitingPage: string | undefined

/** With windows on a screen, Chromium opens one without tabs and address by itself: the first window takes it. */
export function offerPage(targetId: string | undefined): void {
  waitingPage = targetId
}

export function takeOfferedPage(): string | undefined {
  const taken = waitingPage
  waitingPage = undefined
  return taken
}
