import { EventEmitter } from 'node:events'
import { loud } from './loud.ts'

type Handler = Parameters<Electron.IpcMain['handle']>[1]

/** Channels are the app's own names, so unlike the other emitters this one knows no list of them. */
export class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.#handlers.set(channel, handler)
  }

  handleOnce(channel: string, handler: Handler): void {
    this.handle(channel, (...args) => {
      this.removeHandler(channel)
      return handler(...args) as unknown
    })
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel)
  }

  /** Not Electron's: what the window calls with an `invoke` of its page. */
  async answer(channel: string, event: object, args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel)
    if (!handler) throw new Error(`No handler registered for '${channel}'`)
    return (await handler(event as Electron.IpcMainInvokeEvent, ...args)) as unknown
  }
}

export const ipcMain: IpcMain = loud('ipcMain', new IpcMain())
