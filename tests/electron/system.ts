/** The smaller modules: those that merely have to exist, and answer plausibly. */
import { Emitter } from './events.ts'
import { loud } from './loud.ts'

const workArea = { x: 0, y: 0, width: 1920, height: 1080 }
const display = { id: 1, bounds: workArea, workArea, size: workArea, workAreaSize: workArea, scaleFactor: 1 }

export const screen = loud('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
})

const openedExternally: string[] = []
export const shell = loud('shell', {
  /** Goes nowhere; `app.evaluate` may replace it to see what was asked for. */
  openExternal: async (url: string) => void openedExternally.push(url),
  showItemInFolder: (_path: string) => {},
  openPath: async (_path: string) => '',
})

export class StandInMenu {
  static #application: StandInMenu | null = null
  items: Electron.MenuItemConstructorOptions[]
  constructor(items: Electron.MenuItemConstructorOptions[] = []) {
    this.items = items
  }
  popup(): void {}
  static buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): StandInMenu {
    return loud('menu', new StandInMenu(template))
  }
  static setApplicationMenu(menu: StandInMenu | null): void {
    StandInMenu.#application = menu
  }
  static getApplicationMenu(): StandInMenu | null {
    return StandInMenu.#application
  }
}
export const Menu = loud('Menu', StandInMenu)

export const nativeTheme = loud(
  'nativeTheme',
  Object.assign(new Emitter('nativeTheme', ['updated']), {
    shouldUseDarkColors: false,
    themeSource: 'system' as Electron.NativeTheme['themeSource'],
  }),
)

/** Tests emit the events themselves: a machine cannot be put to sleep for one. */
export const powerMonitor = loud(
  'powerMonitor',
  new Emitter('powerMonitor', ['suspend', 'resume', 'lock-screen', 'unlock-screen', 'shutdown', 'on-ac', 'on-battery']),
)
