import { contextBridge, ipcRenderer } from 'electron'
import { createApi } from './bridge.ts'

/** Written in by the build from the contract's two tables: the preload needs the names, not zod. */
declare const RPMA_CALLS: readonly string[]
declare const RPMA_EVENTS: readonly string[]

contextBridge.exposeInMainWorld('rpma', createApi(ipcRenderer, { calls: RPMA_CALLS, events: RPMA_EVENTS }))
