import { appOrigin, startUrl } from './origin.ts'

/** Written in by Forge's Vite plugin; only while its development server runs has it a value. */
declare const MAIN_WINDOW_VITE_DEV_SERVER_URL: string | undefined

/** Where the window's page comes from, and the one origin that everything else is measured against. */
export function rendererAddress(packaged: boolean): { origin: string; url: string } {
  const server = typeof MAIN_WINDOW_VITE_DEV_SERVER_URL === 'string' ? MAIN_WINDOW_VITE_DEV_SERVER_URL : undefined
  if (packaged || server === undefined) return { origin: appOrigin, url: startUrl }
  return { origin: new URL(server).origin, url: server }
}
