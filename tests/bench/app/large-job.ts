/** A job of so many facts, ready for a stage. */
import * as Y from 'yjs'
import { openDay } from '../../../scripts/bench/workshop-day.ts'
import type { StageOptions } from '../../e2e/stage.ts'
import { member, shopAnswers, shopState } from '../../e2e/stage-shop.ts'

export const JOB_ID = '01JD0000000000000000000901'
export const PHOTOS = 80

export interface LargeJob {
  readonly facts: number
  /** Each document's state, by name; one that is not here is empty. */
  readonly states: ReadonlyMap<string, Uint8Array>
  readonly answers: StageOptions['answers']
}

export function largeJob(facts: number, photos: number = PHOTOS): LargeJob {
  const { open } = openDay(facts, { photos })
  return {
    facts: open.ledger.size,
    states: new Map([
      ['shop', shopState()],
      [`job/${JOB_ID}`, Y.encodeStateAsUpdate(open.ledger.doc)],
    ]),
    answers: {
      ...shopAnswers(),
      'app.info': member,
      'blobs.status': [],
      'numbers.next': { number: 'OR-1', provisional: false },
    },
  }
}
