/** The job at a glance, then whom and what it is about. */
import { BODY_TYPES, PAINTS, PRIORITIES } from '../../../crdt/vocabulary/index.ts'
import { ITEM } from '../../../crdt/job/index.ts'
import type { SealState } from '../seal-state.ts'
import { packageName, settled, type Paper } from '../paper.ts'
import type { PdfNode, StackNode } from '../pdf-node.ts'
import { fewLines, oneLine } from '../text.ts'
import { fact, factGrid, PANEL, section, strong, text } from '../theme.ts'

/** More than a workshop has: what follows is dots, so that the summary stays on its page. */
const MAX_TECHNICIANS = 40

export function summary(paper: Paper, seal: SealState): PdfNode[] {
  const { words, format, content } = paper
  const { fields, totals, zones } = content
  const inspected = zones.filter((zone) => zone.state === 'inspected').length
  const [start, end] = [settled(fields.scheduleStart), settled(fields.scheduleEnd)]
  const planned = [start, end].filter((each) => each !== undefined).map((each) => format.dateTime(each))
  return [
    ...section(
      words.summary,
      factGrid(
        [
          fact(words.state, jobState(paper, seal)),
          fact(
            words.package,
            paper.said(fields.package, (id) => packageName(paper, id), ITEM.package),
          ),
          fact(
            words.priority,
            paper.said(fields.priority, (id) => paper.word(PRIORITIES, id), ITEM.priority),
          ),
          fact(words.zonesDone, words.outOf(format.number(inspected), format.number(zones.length))),
          fact(words.planned, planned.join(' – ')),
          fact(
            words.closedAt,
            seal.seal
              ? words.closedBy(format.dateTime(seal.seal.at), paper.name(seal.seal.name) || paper.person(seal.seal.by))
              : undefined,
          ),
          fact(words.workTime, totals.workMs > 0 ? format.duration(totals.workMs) : undefined),
          fact(
            words.odometer,
            paper.said(fields.odometerKm, (km) => format.kilometres(km), ITEM.odometer),
          ),
          fact(
            words.tags,
            paper.said(fields.tags, (tags) => oneLine(tags.join(', '), 160), ITEM.tags),
          ),
        ],
        4,
      ),
      fact(words.technicians, technicians(paper)) ?? text(''),
    ),
    {
      // One row of one table: both panels are as tall as the taller one.
      table: { widths: ['*', 0, '*'], body: [[clientPanel(paper), text(''), vehiclePanel(paper)]] },
      layout: 'panel',
      margin: [0, 6, 0, 0],
      unbreakable: true,
    },
  ]
}

function jobState(paper: Paper, { standing, signatures, refusals }: SealState): string {
  const { words, format, content } = paper
  const cancelled = settled(content.fields.cancelled)
  if (cancelled) return words.stateCancelled(oneLine(cancelled.reason, 120))
  if (standing !== 'open') return words.stateClosed
  const suspended = settled(content.fields.suspended)
  if (suspended) return words.stateSuspended(oneLine(suspended.reason, 120))
  if (signatures.length > 0 || refusals.length > 0) return words.stateDelivered
  const inspected = content.zones.filter((zone) => zone.state === 'inspected').length
  return words.stateInProgress(format.number(inspected), format.number(content.zones.length))
}

/** Everyone whose hands were on the vehicle, with their recorded time; a supervisor's tick alone makes no hands. */
function technicians(paper: Paper): string {
  const { content, format } = paper
  const worked = new Map<string, number>()
  const add = (person: string, ms: number) => worked.set(person, (worked.get(person) ?? 0) + ms)
  const supervising = new Set(
    content.people.filter(({ role }) => role === 'supervisor' || role === 'admin').map(({ id }) => id),
  )
  for (const { person } of content.assignments) add(person, 0)
  for (const { person, start, end } of content.sessions) add(person, end === undefined ? 0 : Math.max(0, end - start))
  for (const use of content.filmUses) add(use.by, 0)
  for (const zone of content.zones) {
    for (const answer of Object.values(zone.checks)) {
      const authors = 'contested' in answer ? answer.contested.map((each) => each.by) : answer.by
      for (const author of authors) if (!supervising.has(author)) add(author, 0)
    }
  }
  const all = [...worked].map(([id, ms]) => paper.person(id) + (ms > 0 ? ` (${format.duration(ms)})` : ''))
  return [...all.slice(0, MAX_TECHNICIANS), ...(all.length > MAX_TECHNICIANS ? ['…'] : [])].join(' · ')
}

function clientPanel(paper: Paper): PdfNode {
  const { words, content } = paper
  const { client } = content
  if (!client) return panel(words.client, text(words.noClient), [])
  return panel(words.client, strong(oneLine(client.name ?? client.company ?? '', 90), { fontSize: 10 }), [
    fact(words.company, client.name && client.company && oneLine(client.company, 90)),
    fact(words.contact, client.contact && oneLine(client.contact, 90)),
    fact(words.phone, client.phone && oneLine(client.phone, 40)),
    fact(words.email, client.email && oneLine(client.email, 90)),
    fact(words.address, client.address && fewLines(client.address, 200, 5)),
    fact(words.taxId, client.taxId && oneLine(client.taxId, 40)),
  ])
}

function vehiclePanel(paper: Paper): PdfNode {
  const { words, content } = paper
  const { vehicle } = content
  if (!vehicle) return panel(words.vehicle, text(words.noVehicle), [])
  const name = [vehicle.make, vehicle.model].filter(Boolean).join(' ')
  return panel(words.vehicle, strong(oneLine(name, 90), { fontSize: 10 }), [
    fact(words.plate, vehicle.plate && oneLine(vehicle.plate, 30)),
    fact(words.year, vehicle.year === undefined ? undefined : String(vehicle.year)),
    fact(words.vin, vehicle.vin && oneLine(vehicle.vin, 30)),
    fact(words.colour, vehicle.colour && oneLine(vehicle.colour, 60)),
    fact(words.body, vehicle.body && paper.word(BODY_TYPES, vehicle.body)),
    fact(words.paint, vehicle.paint && paper.word(PAINTS, vehicle.paint)),
  ])
}

function panel(title: string, first: PdfNode, facts: readonly (StackNode | undefined)[]): PdfNode {
  return {
    fillColor: PANEL,
    stack: [text(title, { fontSize: 7.25, bold: true }), { ...first, margin: [0, 1, 0, 5] }, factGrid(facts, 2)],
  }
}
