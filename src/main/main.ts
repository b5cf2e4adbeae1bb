/**
 * Composition root of the desktop: what is started, in which order, with what. Nothing here may await at the top
 * level: Electron is only ready once this module has been evaluated.
 */
import { AppFault, calls, type AppHandlers } from '../contract/index.ts'
import { runDesktop } from './shell/desktop.ts'

runDesktop({
  start: async () => ({ handlers: noShopYet(), readBlob: async () => undefined, stop: async () => {} }),
  log: (problem) => console.error('shell', JSON.stringify(problem)),
})

function noShopYet(): AppHandlers {
  const refuse = async (): Promise<never> => {
    throw new AppFault('no-shop', 'no shop on this device yet')
  }
  return Object.fromEntries(Object.keys(calls).map((name) => [name, refuse])) as unknown as AppHandlers
}
