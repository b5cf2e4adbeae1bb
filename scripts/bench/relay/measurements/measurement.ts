/** One row of the table: which servers, what is measured, what ours must reach. */
import path from 'node:path'
import { startServer } from '../servers.ts'
import type { Server, ServerName, StartOptions } from '../servers.ts'

export interface Measurement {
  /** As in the table of docs/relay-speed.md. */
  readonly number: number
  readonly title: string
  readonly servers: readonly ServerName[]
  /** The figures that are printed, in this order. */
  readonly figures: Readonly<Record<string, Figure>>
  readonly goals: readonly Goal[]
  /** One run on one server. A figure that this server cannot have is left out. */
  measure(bench: Bench, server: ServerName): Promise<Figures>
}

export interface Figure {
  readonly title: string
  readonly digits: number
  /** It is at least this much, no more is known, where that other figure reaches so much. */
  readonly boundFrom?: { readonly figure: string; readonly atLeast: number }
}
export type Figures = Readonly<Record<string, number>>

/** Judged on the median over the runs: of the ratio in each run, or of the figure itself. */
export type Goal =
  | { readonly figure: string; readonly atLeast: number; readonly times: ServerName | readonly ServerName[] }
  | { readonly figure: string; readonly atMost: number; readonly times: ServerName | readonly ServerName[] }
  | { readonly figure: string; readonly atMost: number; readonly times?: undefined }

export interface Bench {
  /** Shorter spans and fewer steps: shows that everything runs, its figures are rough. */
  readonly quick: boolean
  /** On a real disk. */
  readonly folder: string
  /** Which checkout's relay is ours. */
  readonly tree?: string
  /** What an earlier measurement of this run found, by any key that both know. */
  readonly found: Map<string, number>
  /** Progress, for the person who waits. */
  say(line: string): void
}

let loads = 0
/** Names documents that nobody has used before. */
export const nextLoad = (): number => ++loads

export function start(bench: Bench, name: ServerName, options: Partial<StartOptions> = {}): Promise<Server> {
  return startServer(name, {
    folder: path.join(bench.folder, name),
    ...(bench.tree === undefined ? {} : { tree: bench.tree }),
    ...options,
  })
}

export async function withServer<T>(
  bench: Bench,
  name: ServerName,
  use: (server: Server) => Promise<T>,
  options: Partial<StartOptions> = {},
): Promise<T> {
  const server = await start(bench, name, options)
  try {
    return await use(server)
  } finally {
    await server.kill()
  }
}
