import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { makeUpdateFixtures } from '../../scripts/make-update-fixtures.ts'
import { summarise } from '../../scripts/update-fixtures/summary.ts'
import { CONTENT_SCHEMA } from '../../src/crdt/seal/index.ts'

const FOLDER = path.join(import.meta.dirname, '..', 'fixtures', 'updates')
const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.bin'))
  .map((file) => file.slice(0, -'.bin'.length))
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(FOLDER, `${name}.bin`)))

interface Expected {
  readonly contentSchema?: string
  readonly contentHash?: string
  readonly view?: { readonly standing: string; readonly seal: string | null }
}
const expectedOf = (name: string) =>
  JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8')) as Expected & object

test('[C3] every kind of document is among the old bytes', () => {
  expect(names).toEqual(expect.arrayContaining(['v1-job-closed', 'v1-job-apart', 'v1-client', 'v1-shop']))
})

test.each(names)('[C3] %s opens and reads as it did when it was written', (name) => {
  const expected = expectedOf(name)
  const found = JSON.parse(JSON.stringify(summarise(name, bytesOf(name)))) as typeof expected
  if (expected.contentSchema === undefined || expected.contentSchema === CONTENT_SCHEMA) {
    expect(found).toEqual(expected)
    return
  }
  // A newer canonical content has other hashes, which is why it has another name. The view stays.
  const { contentSchema: _, ...rest } = expected
  const { contentHash, content, ...view } = rest as Record<string, unknown>
  expect([contentHash, content]).not.toContain(undefined)
  expect(found).toMatchObject(view)
})

test('[C3] [S2] what was sealed then still has the hash under which it was sealed', () => {
  const sealed = names.map(expectedOf).filter((expected) => expected.view?.standing === 'sealed')
  expect(sealed.length).toBeGreaterThan(0)
  for (const { view, contentHash } of sealed) expect(view!.seal).toBe(contentHash)
})

test.each(names)('[C3] %s is still the same document after it was opened and stored again', (name) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, bytesOf(name))
  expect(summarise(name, Y.encodeStateAsUpdate(doc))).toEqual(summarise(name, bytesOf(name)))
})

test('[C3] old bytes are never written again, and a fresh folder gets the same bytes twice', () => {
  const folders = [0, 1].map(() => mkdtempSync(path.join(tmpdir(), 'rpma-fixtures-')))
  try {
    for (const folder of folders) expect(makeUpdateFixtures(folder).kept).toEqual([])
    const files = readdirSync(folders[0]!)
    for (const file of files) {
      expect(readFileSync(path.join(folders[0]!, file))).toEqual(readFileSync(path.join(folders[1]!, file)))
    }
    const treasured = path.join(folders[0]!, files[0]!)
    writeFileSync(treasured, 'old')
    expect(makeUpdateFixtures(folders[0]!).written).toEqual([])
    expect(readFileSync(treasured, 'utf8')).toBe('old')
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
})
