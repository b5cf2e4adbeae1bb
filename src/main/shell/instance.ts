import type { App, BrowserWindow } from 'electron'
import { findDeepLink, type DeepLink } from './deep-link.ts'

/**
 * One app per data folder: two would write the same database. Answers false in the second one, which must quit;
 * the first shows its window, and follows the link that the second was started with.
 */
export function claimSingleInstance(
  app: App,
  first: { window(): BrowserWindow | undefined; follow(link: DeepLink): void },
): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', (_event, argv) => {
    const window = first.window()
    if (window) {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    }
    const link = findDeepLink(argv)
    if (link) first.follow(link)
  })
  return true
}
