/** How trust answers: values, which `routes.ts` sends. */
import type { TrustRefusal, TrustRefusalKind } from '../../../src/crdt/protocol/index.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

const STATUS: Readonly<Record<TrustRefusalKind, number>> = {
  invalid: 400,
  'not-authenticated': 401,
  'bad-proof': 401,
  'other-shop': 403,
  'unknown-device': 403,
  revoked: 403,
  'no-grant': 403,
  'grant-expired': 403,
  'grant-stale': 403,
  'not-allowed': 403,
  'not-found': 404,
  unclaimed: 409,
  conflict: 409,
  'too-large': 413,
  'too-fast': 429,
  unavailable: 503,
}

export function ok(body: unknown): Answer {
  return { status: 200, body }
}

/** `more`: what the refusal carries besides, such as where the list ends. */
export function refuse(kind: TrustRefusalKind, error: string, more: object = {}): Answer {
  return { status: STATUS[kind], body: { kind, error, ...more } satisfies TrustRefusal }
}
