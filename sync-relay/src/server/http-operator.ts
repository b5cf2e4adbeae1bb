/** What machines that look after the relay may ask without belonging to the shop: `/healthz`, `/readyz`, `/metrics`. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROTOCOL_VERSION } from '../../../src/crdt/protocol/index.ts'
import type { HealthReply, ReadyReply } from '../../../src/crdt/protocol/index.ts'
import type { RelayConfig } from '../command/config.ts'
import type { RelayCore } from '../core/core.ts'
import { isDirect } from './doors.ts'
import type { Metrics } from './metrics.ts'
import { send, sendJson } from './replies.ts'

export interface Operated {
  readonly core: RelayCore
  readonly metrics: Metrics
  readonly config: Pick<RelayConfig, 'metrics' | 'metricsToken'>
  isClosing(): boolean
}

const LOG_ANSWER_MS = 2000

const FRESH_MS = 1000

export interface Operator {
  /** False: not one of its routes, nothing was answered. */
  serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean>
}

export function createOperator({ core, metrics, config, isClosing }: Operated): Operator {
  let asked: { readonly at: number; readonly problem: Promise<'log' | null> } | null = null

  /** Everybody may ask, so the log is asked once a second at most; a good answer is not kept beyond a failed commit. */
  async function problem(): Promise<ReadyReply['reason']> {
    if (isClosing()) return 'closing'
    if (core.status() !== 'ok') return 'read-only'
    const now = performance.now()
    if (asked === null || now - asked.at > FRESH_MS) asked = { at: now, problem: logProblem(core) }
    return asked.problem
  }

  return {
    async serve(request, response, url) {
      const isAsked = request.method === 'GET' || request.method === 'HEAD'
      switch (isAsked ? url.pathname : '') {
        case '/healthz': {
          const health: HealthReply = {
            status: core.status(),
            relay: core.relayId(),
            protocolVersion: PROTOCOL_VERSION,
          }
          sendJson(response, 200, health)
          return true
        }
        case '/readyz': {
          const reason = await problem()
          sendJson(response, reason === null ? 200 : 503, { ready: reason === null, reason } satisfies ReadyReply)
          return true
        }
        case '/metrics':
          if (mayMeasure(request, config)) send(response, 200, 'text/plain; version=0.0.4', await metrics.text())
          else sendJson(response, 403, { error: 'not from here (option metrics)' })
          return true
        default:
          return false
      }
    },
  }
}

/** The log may be on another machine: it is asked, and has to answer soon. */
function logProblem(core: RelayCore): Promise<'log' | null> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve('log'), LOG_ANSWER_MS)
    core.changes(0, null, (result) => {
      clearTimeout(late)
      resolve(result.ok ? null : 'log')
    })
  })
}

function mayMeasure(request: IncomingMessage, { metrics, metricsToken }: Operated['config']): boolean {
  if (metrics === 'anyone') return true
  if (metrics === 'loopback') return isDirect(request)
  return metricsToken !== null && isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
}

/** In a time that tells nothing of where they differ. */
function isSame(seen: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(seen), digest(expected))
}
