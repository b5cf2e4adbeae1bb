import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { editText, Ledger } from '../../../src/crdt/ledger/index.ts'
import { openJob, NOTE, zoneNote } from '../../../src/crdt/job/index.ts'
import { meet, twoDesks } from '../desks.ts'
import { createPen } from '../pen.ts'

const pen = createPen('ana', 1)
/** Full of pairs that share a half: 🚗 🚙 begin alike, 🚗 🪗 end alike. */
const words = fc.array(fc.constantFrom('a', 'b', 'é', '🚗', '🚙', '🪗', '\ud83d', '\ude97'), { maxLength: 8 })

test('[T2] an edited text says what its author meant, here and everywhere', () => {
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 6 }), (versions) => {
      const [here, there] = [new Ledger(new Y.Doc()), new Ledger(new Y.Doc())]
      here.doc.on('update', (update: Uint8Array) => Y.applyUpdate(there.doc, update))
      for (const version of versions) {
        editText(here, NOTE, version.join(''), pen)
        expect(here.readText(NOTE)).toBe(version.join('').toWellFormed())
        expect(there.readText(NOTE)).toBe(here.readText(NOTE))
        expect(there.text(NOTE).toString()).toBe(here.text(NOTE).toString())
      }
    }),
    { numRuns: 300 },
  )
})

test('[T2] two people who write in one note apart are merged by character', () => {
  const { ana, joe, both, meet: meetDesks } = twoDesks()
  editText(ana.job.ledger, NOTE, 'Capot posé.', ana.pen)
  meetDesks()
  editText(ana.job.ledger, NOTE, 'Capot bien posé.', ana.pen)
  editText(joe.job.ledger, NOTE, 'Capot posé. Bord à revoir.', joe.pen)
  meetDesks()
  for (const desk of both) {
    expect(desk.job.view().notes).toEqual([{ name: NOTE, text: 'Capot bien posé. Bord à revoir.' }])
    expect(desk.job.view().conflicts).toEqual([])
  }
})

test('[T1] two people who begin the same note apart lose nothing', () => {
  const [a, b] = [openJob(new Y.Doc()), openJob(new Y.Doc())]
  editText(a.ledger, zoneNote('hood'), 'gauche', pen)
  editText(b.ledger, zoneNote('hood'), 'droite', pen)
  meet(a.ledger.doc, b.ledger.doc)
  const [note] = a.view().notes
  expect(note!.text).toContain('gauche')
  expect(note!.text).toContain('droite')
  expect(b.view().notes).toEqual(a.view().notes)
})

test('[T3] an emptied text is no text, and asking makes none', () => {
  const ledger = new Ledger(new Y.Doc())
  expect(ledger.readText(NOTE)).toBe('')
  expect(ledger.doc.share.has('text/note')).toBe(false)
  editText(ledger, NOTE, 'x', pen)
  expect(ledger.textNames()).toEqual([NOTE])
  editText(ledger, NOTE, '', pen)
  expect(ledger.textNames()).toEqual([])
})

test('[T2] saying the same again writes nothing', () => {
  const ledger = new Ledger(new Y.Doc())
  editText(ledger, NOTE, 'x', pen)
  let updates = 0
  ledger.doc.on('update', () => void updates++)
  editText(ledger, NOTE, 'x', pen)
  expect(updates).toBe(0)
})
