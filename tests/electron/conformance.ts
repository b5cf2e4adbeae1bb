/**
 * Never run: the compiler checks here that what the stand-in offers can be called as Electron's own types say.
 * A change of signature in electron.d.ts, or a slip of ours, fails `tsc -b tests`.
 *
 * Two kinds of deviation are meant and written out: methods that take fewer parameters than Electron's (they are
 * stubs), which TypeScript accepts, and return types of our own classes (a BrowserWindow of ours is not a whole
 * one), which are compared member by member instead.
 */
import type {} from 'electron'
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { dialog } from './dialog.ts'
import { ipcMain } from './ipc-main.ts'
import { protocol } from './protocol.ts'
import { session } from './session.ts'
import { safeStorage } from './safe-storage.ts'
import { nativeTheme, shell } from './system.ts'
import { utilityProcess, type UtilityProcess } from './utility-process.ts'
import type { WebContents } from './web-contents.ts'

export const appConforms: Pick<
  Electron.App,
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'focus'
  | 'name'
  | 'isPackaged'
  | 'getAppPath'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getLocale'
  | 'getSystemLocale'
  | 'getPreferredSystemLanguages'
  | 'getPath'
  | 'setPath'
  | 'setAppUserModelId'
  | 'enableSandbox'
  | 'setAsDefaultProtocolClient'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
> = app

export const commandLineConforms: Pick<
  Electron.CommandLine,
  'appendSwitch' | 'hasSwitch' | 'getSwitchValue' | 'removeSwitch'
> = app.commandLine

export const protocolConforms: Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'handle' | 'unhandle' | 'isProtocolHandled'
> = protocol

export const sessionConforms: Pick<
  Electron.Session,
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
  | 'setCertificateVerifyProc'
> = session.defaultSession
export const webRequestConforms: Pick<Electron.WebRequest, 'onBeforeRequest'> = session.defaultSession.webRequest

export const dialogConforms: Pick<
  Electron.Dialog,
  'showSaveDialog' | 'showOpenDialog' | 'showMessageBox' | 'showMessageBoxSync' | 'showErrorBox'
> = dialog

export const shellConforms: Pick<Electron.Shell, 'openExternal' | 'showItemInFolder' | 'openPath'> = shell

export const safeStorageConforms: Pick<
  Electron.SafeStorage,
  | 'isEncryptionAvailable'
  | 'isAsyncEncryptionAvailable'
  | 'getSelectedStorageBackend'
  | 'encryptStringAsync'
  | 'decryptStringAsync'
> = safeStorage

export const utilityProcessConforms: (
  child: UtilityProcess,
) => CalledAs<Electron.UtilityProcess, 'kill' | 'pid' | 'postMessage' | 'stdout' | 'stderr'> = (child) => child
export const forkIsCalledAs: (modulePath: string, args?: string[], options?: Electron.ForkOptions) => UtilityProcess = (
  modulePath,
  args,
  options,
) => utilityProcess.fork(modulePath, args, options)

export const themeConforms: Pick<Electron.NativeTheme, 'shouldUseDarkColors' | 'themeSource'> = nativeTheme

export const ipcMainConforms: Pick<Electron.IpcMain, 'handle' | 'handleOnce' | 'removeHandler'> = ipcMain

/** Parameters as Electron's; the results are compared where they are not of our own classes. */
type CalledAs<T, Keys extends keyof T> = {
  [K in Keys]: T[K] extends (...args: infer A) => infer R ? (...args: A) => R : T[K]
}

export const windowConforms: (
  window: BrowserWindow,
) => CalledAs<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'isVisible'
  | 'focus'
  | 'isFocused'
  | 'minimize'
  | 'isMinimized'
  | 'maximize'
  | 'isMaximized'
  | 'unmaximize'
  | 'restore'
  | 'isFullScreen'
  | 'setTitle'
  | 'getTitle'
  | 'removeMenu'
  | 'setMenuBarVisibility'
  | 'setBackgroundColor'
  | 'getBounds'
  | 'getNormalBounds'
  | 'setBounds'
  | 'isDestroyed'
  | 'close'
  | 'destroy'
> = (window) => window

export const windowIsMadeAs: (options?: Electron.BrowserWindowConstructorOptions) => BrowserWindow = (options) =>
  new BrowserWindow(options)

export const contentsConform: (
  contents: WebContents,
) => CalledAs<
  Electron.WebContents,
  | 'id'
  | 'loadURL'
  | 'reload'
  | 'getURL'
  | 'isDestroyed'
  | 'close'
  | 'setWindowOpenHandler'
  | 'send'
  | 'executeJavaScript'
  | 'openDevTools'
  | 'isDevToolsOpened'
  | 'setZoomFactor'
  | 'setVisualZoomLevelLimits'
> = (contents) => contents

/** The events that are emitted here exist in Electron, with at least these properties, in these places. */
export function eventsExist(
  realApp: Electron.App,
  window: Electron.BrowserWindow,
  contents: Electron.WebContents,
  child: Electron.UtilityProcess,
): void {
  child.on('spawn', () => {})
  child.on('message', (_message: unknown) => {})
  child.on('exit', (_code: number) => {})
  type Preventable = { preventDefault(): void; defaultPrevented: boolean }
  realApp.on('ready', () => {})
  realApp.on('window-all-closed', () => {})
  realApp.on('before-quit', (_event: Preventable) => {})
  realApp.on('will-quit', (_event: Preventable) => {})
  realApp.on('quit', (_event: object, _code: number) => {})
  realApp.on('second-instance', (_event: object, _argv: string[], _folder: string, _data: unknown) => {})
  realApp.on('web-contents-created', (_event: object, _contents: Electron.WebContents) => {})
  realApp.on('browser-window-created', (_event: object, _window: Electron.BrowserWindow) => {})
  window.on('ready-to-show', () => {})
  window.on('close', (_event: Preventable) => {})
  window.on('closed', () => {})
  window.on('show', () => {})
  window.on('hide', () => {})
  window.on('focus', () => {})
  window.on('resize', () => {})
  window.on('move', () => {})
  window.on('maximize', () => {})
  window.on('unmaximize', () => {})
  window.on('minimize', () => {})
  window.on('restore', () => {})
  type Navigation = Preventable & { url: string; isMainFrame: boolean; isSameDocument: boolean }
  contents.on('will-navigate', (_event: Navigation) => {})
  contents.on('will-frame-navigate', (_event: Navigation) => {})
  contents.on('will-redirect', (_event: Navigation) => {})
  contents.on('did-navigate', (_event: object, _url: string, _code: number, _status: string) => {})
  contents.on('did-navigate-in-page', (_event: object, _url: string, _isMainFrame: boolean) => {})
  contents.on('did-start-loading', () => {})
  contents.on('did-finish-load', () => {})
  contents.on('did-stop-loading', () => {})
  contents.on('did-fail-load', (_e: object, _code: number, _text: string, _url: string, _isMainFrame: boolean) => {})
  contents.on('dom-ready', () => {})
  contents.on('render-process-gone', (_event: object, _details: { reason: string; exitCode: number }) => {})
  contents.on('destroyed', () => {})
}
