/** Loads 1, 2 and 4: how much gets through. */
import type { ServerName } from '../servers.ts'
import { highestRate } from './highest-rate.ts'
import type { Shape } from './highest-rate.ts'
import type { Bench, Figures, Measurement } from './measurement.ts'

const RATE = {
  // A load that has no time left cannot ask for more: the server may carry it.
  rate: { title: 'delivered/s', digits: 0, boundFrom: { figure: 'load', atLeast: 90 } },
  load: { title: 'load busy %', digits: 0 },
}

export const SMALL_ROOMS = { rooms: 20, clientsPerRoom: 10 }
const ONE_ROOM = { rooms: 1, clientsPerRoom: 100 }
const PAIRS = { rooms: 100, clientsPerRoom: 2 }

/** Where the search begins, about half of what each was seen to carry. */
const GUESSES: Readonly<Record<ServerName, number>> = {
  ours: 80_000,
  hocuspocus: 80_000,
  'y-websocket': 50_000,
  'y-leveldb': 40_000,
  bare: 80_000,
  'bare-merged': 400_000,
}

export const smallRooms: Measurement = {
  number: 1,
  title: '20 rooms × 10 clients, highest rate with p99 < 100 ms',
  servers: ['ours', 'hocuspocus', 'y-websocket', 'bare', 'bare-merged'],
  figures: RATE,
  goals: [
    { figure: 'rate', atLeast: 2, times: 'hocuspocus' },
    { figure: 'rate', atLeast: 0.4, times: 'bare-merged' },
  ],
  measure: (bench, name) => look(bench, name, SMALL_ROOMS, 1),
}

export const oneRoom: Measurement = {
  number: 2,
  title: '1 room × 100 clients, highest rate with p99 < 100 ms',
  servers: ['ours', 'hocuspocus', 'y-websocket', 'bare-merged'],
  figures: RATE,
  goals: [{ figure: 'rate', atLeast: 1, times: 'hocuspocus' }],
  measure: (bench, name) => look(bench, name, ONE_ROOM, 2),
}

export const pairs: Measurement = {
  number: 4,
  title: '100 rooms × 2 clients, highest rate with p99 < 100 ms',
  servers: ['ours', 'y-websocket', 'y-leveldb', 'bare'],
  figures: RATE,
  goals: [{ figure: 'rate', atLeast: 2, times: 'y-websocket' }],
  measure: (bench, name) => look(bench, name, PAIRS, 1 / 3),
}

async function look(bench: Bench, name: ServerName, shape: Shape, factor: number): Promise<Figures> {
  const { rate, loadBusy } = await highestRate(bench, name, shape, GUESSES[name] * factor)
  return { rate, load: loadBusy * 100 }
}
