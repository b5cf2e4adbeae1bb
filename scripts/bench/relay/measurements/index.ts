import { backFromOffline, idleMemory, openMany, reconnect, survival } from './documents.ts'
import type { Measurement } from './measurement.ts'
import { oneRoom, pairs, smallRooms } from './rates.ts'
import { barriers, cpuPerUpdate, presence } from './steady.ts'

export const MEASUREMENTS: readonly Measurement[] = [
  smallRooms,
  oneRoom,
  presence,
  pairs,
  cpuPerUpdate,
  barriers,
  openMany,
  backFromOffline,
  reconnect,
  idleMemory,
  survival,
]
