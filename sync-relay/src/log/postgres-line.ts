/**
 * The connection on which a relay hears of the commits of others. Wake-ups are lost while it is broken, so each
 * reconnection is itself told: anything may have changed meanwhile.
 */
import pg from 'pg'
import type { ClientBase, ClientConfig } from 'pg'
import { end } from './postgres-connection.ts'

export interface LineEvents {
  /** Each wake-up of another side: a letter for what it is about, and its text. */
  woken(kind: string, text: string): void
  /** On each new connection, once it listens and before it counts as standing. */
  listening?(client: ClientBase): Promise<void>
  /** The line stands again after a break. */
  restored(): void
}

export interface Line {
  close(): Promise<void>
}

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 3000
/** A line that is silently dead must be noticed, or a relay would show old documents until someone writes here. */
const PROBE_MS = 10_000

/** Rejects when the first connection fails. `side`: whose own wake-ups are not told. */
export async function openLine(config: ClientConfig, channel: string, side: string, events: LineEvents): Promise<Line> {
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function hear(payload: string): void {
    const [, from, kind, text] = /^([^:]*):(.):(.*)$/s.exec(payload) ?? []
    if (kind !== undefined && text !== undefined && from !== side) events.woken(kind, text)
  }

  async function connect(): Promise<void> {
    const fresh = new pg.Client(config)
    let broken = false
    const lose = (): void => {
      if (broken) return
      broken = true
      fresh.end().catch(() => {})
      if (client !== fresh) return // it never stood
      client = null
      if (!closed) again(FIRST_PAUSE_MS)
    }
    fresh.on('error', lose)
    fresh.on('end', lose)
    fresh.on('notification', ({ payload }) => hear(payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`LISTEN ${channel}`)
      await events.listening?.(fresh)
      if (broken || closed) throw new Error('the line broke while it was opened')
      client = fresh
    } catch (error) {
      lose()
      throw error
    }
    probe(fresh, lose)
  }

  function probe(on: pg.Client, lose: () => void): void {
    timer = setTimeout(() => {
      on.query('SELECT 1').then(() => client === on && probe(on, lose), lose)
    }, PROBE_MS).unref()
  }

  function again(pauseMs: number): void {
    clearTimeout(timer)
    // Spread, so that the relays of a shop do not all knock at once at a server that is just coming up.
    timer = setTimeout(
      () => {
        connect().then(events.restored, () => closed || again(Math.min(pauseMs * 2, LONGEST_PAUSE_MS)))
      },
      pauseMs * (0.5 + Math.random() / 2),
    ).unref()
  }

  await connect()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      if (client !== null) await end(client)
    },
  }
}
