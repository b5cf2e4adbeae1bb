import { expect, test } from 'vitest'
import type { SyncStatus } from '../../../src/contract/index.ts'
import type { DocumentCondition } from '../../../src/renderer/documents/document.ts'
import { documentSafety, overallSafety } from '../../../src/renderer/shell/overall.ts'

const synced: SyncStatus = {
  state: 'synced',
  pending: { documents: 0, updates: 0, bytes: 0, oldestAt: null, blobs: 0 },
  relay: { state: 'connected' },
}
const local: SyncStatus = {
  state: 'local',
  pending: { documents: 1, updates: 3, bytes: 420, oldestAt: 1000, blobs: 2 },
  relay: { state: 'offline', since: 0 },
}
const quiet: DocumentCondition = {
  phase: 'ready',
  error: null,
  unsaved: 0,
  saveProblem: null,
  cache: 'ready',
  sync: null,
}

test('synced only when main says so and this window holds nothing back', () => {
  expect(overallSafety(synced, [quiet]).state).toBe('synced')
  expect(overallSafety(synced, [{ ...quiet, unsaved: 1 }])).toMatchObject({ state: 'local', edits: 1 })
})

test('before main has said anything, nothing is claimed to be synced', () => {
  expect(overallSafety(undefined, []).state).toBe('local')
})

test('on this device: how many, how large, how old, with what this window still holds', () => {
  expect(overallSafety(local, [{ ...quiet, unsaved: 2 }])).toEqual({
    state: 'local',
    alone: false,
    edits: 5,
    bytes: 420,
    oldestAt: 1000,
    photos: 2,
  })
})

test('[F3] an edit that could not be committed outranks everything, also a green relay', () => {
  const failed = { ...quiet, unsaved: 1, saveProblem: { kind: 'not-saved' as const, message: 'disk full' } }
  expect(overallSafety(synced, [quiet, failed])).toMatchObject({ state: 'attention', reason: 'not-saved', edits: 1 })
  expect(documentSafety(failed, false)).toMatchObject({ state: 'attention', reason: 'not-saved' })
})

test("main's own troubles keep their reason", () => {
  expect(overallSafety({ ...local, state: 'attention', problem: 'relay-read-only' }, [])).toMatchObject({
    state: 'attention',
    reason: 'relay-read-only',
  })
})

test.each(['revoked', 'other-shop', 'grant-ended', 'foreign-work', 'key-lost'] as const)(
  'what stands still because of devices (%s) is told as such, with what waits',
  (problem) => {
    expect(overallSafety({ ...local, state: 'attention', problem }, [{ ...quiet, unsaved: 1 }])).toEqual({
      state: 'attention',
      reason: problem,
      error: null,
      edits: 4,
    })
  },
)

test('a document is synced only when main says so of that document', () => {
  const sync = { name: 'shop', state: 'synced' as const, updates: 0, bytes: 0, oldestAt: null }
  expect(documentSafety(quiet, false).state).toBe('local')
  expect(documentSafety({ ...quiet, sync }, false).state).toBe('synced')
  expect(documentSafety({ ...quiet, sync, unsaved: 1 }, false).state).toBe('local')
})

test('where no relay is named nothing waits; what this window still holds is counted all the same', () => {
  const alone = { ...local, relay: { state: 'none' as const } }
  const nothing = { state: 'local', alone: true, edits: 0, bytes: 0, oldestAt: null, photos: 0 }
  expect(overallSafety(alone, [quiet])).toEqual(nothing)
  expect(overallSafety(alone, [{ ...quiet, unsaved: 1 }])).toEqual({ ...nothing, edits: 1 })
  const sync = { name: 'shop', state: 'local' as const, updates: 7, bytes: 900, oldestAt: 1000 }
  expect(documentSafety({ ...quiet, sync }, true)).toEqual(nothing)
  expect(documentSafety({ ...quiet, sync }, false)).toMatchObject({ edits: 7, bytes: 900, oldestAt: 1000 })
})
