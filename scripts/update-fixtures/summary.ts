/** What is remembered of a kept document: enough to notice that it reads otherwise. */
import * as Y from 'yjs'
import { openClient } from '../../src/crdt/client/index.ts'
import { openJob } from '../../src/crdt/job/index.ts'
import type { Field } from '../../src/crdt/ledger/index.ts'
import { CONTENT_SCHEMA, sealedContent, type JobContext } from '../../src/crdt/seal/index.ts'
import { openShop, remainingMm } from '../../src/crdt/shop/index.ts'

/** A job on its own, pointing at nothing that is known. */
export const NOTHING_ELSE: JobContext = { client: null, vehicle: null, shop: openShop(new Y.Doc()).view() }

/** JSON. The name's second word is the kind of document: `v1-job-…`. */
export function summarise(name: string, update: Uint8Array): object {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  switch (name.split('-')[1]) {
    case 'job':
      return summariseJob(doc)
    case 'client':
      return summariseClient(doc)
    case 'shop':
      return summariseShop(doc)
    default:
      throw new Error(`${name}: no kind of document`)
  }
}

function summariseJob(doc: Y.Doc): object {
  const job = openJob(doc)
  const view = job.view()
  const { json, hash } = sealedContent('01JOB', view, NOTHING_ELSE)
  const { standing } = view
  return {
    contentSchema: CONTENT_SCHEMA,
    contentHash: hash,
    content: JSON.parse(json),
    view: {
      number: shown(view.number),
      state: view.state,
      standing: standing.kind,
      revision: 'revision' in standing ? standing.revision : null,
      seal: 'seal' in standing ? standing.seal.hash : null,
      late: standing.kind === 'modified' ? standing.late.map((fact) => fact.id) : [],
      zones: view.zones.map((zone) => [zone.zone, shown(zone.extent), zone.state, zone.checksDone, shown(zone.score)]),
      open: Object.values(view.gates).map((gate) => [gate.gate, gate.open, gate.missing.length]),
      progress: view.progress,
      totals: view.totals,
      conflicts: view.conflicts.map((conflict) => [conflict.item, conflict.heads.map((head) => head.value)]),
      decisions: view.decisions.map((decision) => [decision.item, decision.chosen.value]),
      notes: view.notes,
      verdicts: [...view.readings, ...view.thickness].map((each) => each.verdict),
      signatures: view.signatures.map((each) => each.signer),
      comments: view.comments.map((each) => each.text),
      authors: view.authors,
      factCount: view.factCount,
      unknownCount: view.unknownCount,
    },
  }
}

function summariseClient(doc: Y.Doc): object {
  const { vehicles, ...fields } = openClient(doc).view()
  return { fields: values(fields), vehicles: vehicles.map(({ id, ...vehicle }) => ({ id, ...values(vehicle) })) }
}

function summariseShop(doc: Y.Doc): object {
  const view = openShop(doc).view()
  const things = (list: readonly ({ readonly id: string } & object)[]) =>
    list.map(({ id, ...thing }) => ({ id, ...values(thing) }))
  return {
    organisation: values(view.organisation),
    people: things(view.people),
    films: things(view.films),
    rolls: things(view.rolls),
    remainingMm: view.rolls.map((roll) => remainingMm(view, roll.id, 4200)),
  }
}

function shown(field: Field<unknown>): unknown {
  return field.contested ? 'contested' : (field.value ?? null)
}
function values(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields as Record<string, Field<unknown>>)
      .map(([name, field]) => [name, shown(field)] as const)
      .filter(([, value]) => value !== null),
  )
}
