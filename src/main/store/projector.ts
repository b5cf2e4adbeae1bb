/** From the shared documents to rows: the one place that knows both. */
import { openClient, type VehicleView } from '../../crdt/client/index.ts'
import { openJob, type JobView } from '../../crdt/job/index.ts'
import type { Fact, Field, Ledger } from '../../crdt/ledger/index.ts'
import { openShop } from '../../crdt/shop/index.ts'
import { jobInbox, ledgerInbox } from './inbox.ts'
import type { DocumentProjection, ProjectionRows, Projector } from './projections.ts'

/** Raise it whenever other rows come out for the same document: they are then derived again at the next start. */
export const PROJECTOR_VERSION = 2

export const projectDocument: Projector = (name, doc) => {
  const [kind, id] = name.split('/', 2)
  if (kind === 'job' && id !== undefined) return projectJob(id, openJob(doc))
  if (kind === 'client' && id !== undefined) return projectClient(id, openClient(doc))
  if (kind === 'shop' && id === undefined) return projectShop(openShop(doc))
  // A kind of a newer version: kept and synced, shown by nobody here.
  return { rows: () => ({}), close: () => undefined }
}

function projectJob(id: string, job: ReturnType<typeof openJob>): DocumentProjection {
  const { ledger } = job
  // Parts of the view stay the same objects until they change, and so do the rows made of them: the writer
  // passes over a table whose rows are the very ones that it wrote.
  const filmUses = remembered((uses: JobView['filmUses']) =>
    uses.map((use) => ({
      id: use.id,
      film: use.film,
      roll: use.roll,
      lot: use.lot,
      width_mm: use.widthMm,
      length_mm: use.lengthMm,
    })),
  )
  const people = remembered((assignments: JobView['assignments']) =>
    [...new Set(assignments.map((each) => each.person))].map((person, position) => ({ id: person, position })),
  )
  const blobs = remembered((photos: JobView['photos'], seals: string) => jobBlobs(photos, seals))
  const words = remembered(
    (
      number: string,
      title: string,
      tags: string,
      notes: JobView['notes'],
      comments: JobView['comments'],
      uses: JobView['filmUses'],
    ) => {
      const texts = [...notes.map((note) => note.text), ...comments.map((comment) => comment.text)]
      const lots = [...new Set(uses.map((use) => use.lot))]
      return [searchEntry('job', id, [number, compact(number), title, tags, ...lots, ...texts])]
    },
  )
  const inbox = remembered(jobInbox)
  const changedAt = latestChange(ledger)
  return {
    rows() {
      const view = job.view()
      const [number, title] = [shown(view.number), shown(view.title)]
      return {
        jobs: [
          {
            id,
            number,
            title,
            client: view.client.value ?? '',
            vehicle: view.vehicle.value ?? '',
            state: view.state,
            priority: view.priority.value ?? 'normal',
            zones_total: view.zones.length,
            zones_done: view.zones.filter((zone) => zone.state === 'inspected').length,
            conflicts: view.conflicts.length,
            open_defects: view.defects.filter((defect) => defect.open).length,
            scheduled_start: view.scheduleStart.value ?? null,
            changed_at: changedAt(),
          },
        ],
        job_people: people(view.assignments),
        film_uses: filmUses(view.filmUses),
        blob_refs: blobs(view.photos, sealHashes(ledger)),
        inbox: inbox(view.conflicts, view.standing),
        search_entries: words(
          number,
          title,
          (view.tags.value ?? []).join(' '),
          view.notes,
          view.comments,
          view.filmUses,
        ),
      }
    },
    close: () => job.destroy(),
  }
}

function projectClient(id: string, client: ReturnType<typeof openClient>): DocumentProjection {
  return {
    rows() {
      const view = client.view()
      const [name, company] = [shown(view.name), shown(view.company)]
      const [phone, email] = [shown(view.phone), shown(view.email)]
      return {
        clients: [{ id, name, company, phone, email }],
        vehicles: view.vehicles.map((vehicle) => ({
          id: vehicle.id,
          client: id,
          plate: shown(vehicle.plate),
          label: vehicleLabel(vehicle),
          vin: shown(vehicle.vin),
        })),
        inbox: ledgerInbox(client.ledger),
        search_entries: [
          searchEntry('client', id, [name, company, email, phone, compact(phone)]),
          ...view.vehicles.map((vehicle) => {
            const [plate, vin] = [shown(vehicle.plate), shown(vehicle.vin)]
            // Workshops say the last six or eight characters of a VIN; the index only finds beginnings.
            const endings = [vin.slice(-8), vin.slice(-6)]
            return searchEntry('vehicle', vehicle.id, [plate, compact(plate), vin, ...endings, vehicleLabel(vehicle)])
          }),
        ],
      }
    },
    close: () => client.ledger.destroy(),
  }
}

function projectShop(shop: ReturnType<typeof openShop>): DocumentProjection {
  return {
    rows() {
      const view = shop.view()
      const logo = view.organisation.logo.value
      return {
        people: view.people.map((person) => ({
          id: person.id,
          name: shown(person.name),
          role: person.role.value ?? 'viewer',
        })),
        rolls: view.rolls.map((roll) => ({
          id: roll.id,
          film: roll.film.value ?? '',
          lot: shown(roll.lot),
          serial: shown(roll.serial),
          received_mm: roll.receivedMm.value ?? 0,
        })),
        blob_refs: logo !== undefined && isHash(logo) ? [{ id: logo, mime: '', rank: 0 }] : [],
        inbox: ledgerInbox(shop.ledger),
        search_entries: view.rolls.map((roll) => searchEntry('roll', roll.id, [shown(roll.lot), shown(roll.serial)])),
      }
    },
    close: () => shop.ledger.destroy(),
  }
}

/** Thumbnails first, so that lists have pictures early; then what reports need; originals last. */
function jobBlobs(photos: JobView['photos'], seals: string): ProjectionRows['blob_refs'] {
  const blobs = new Map<string, { id: string; mime: string; rank: number }>()
  const refer = (id: string | null, mime: string, rank: number) => {
    if (id !== null && !blobs.has(id)) blobs.set(id, { id, mime, rank })
  }
  for (const photo of photos) refer(photo.thumbnail, '', 0)
  for (const hash of seals.split(' ')) if (hash !== '') refer(hash, 'application/json', 1)
  for (const photo of photos) refer(photo.rendition, '', 2)
  for (const photo of photos) refer(photo.sha256, photo.mime, 3)
  return [...blobs.values()]
}

/** As one string, so that it is the same while the seals are. */
function sealHashes(ledger: Ledger): string {
  return ledger
    .seals()
    .map((seal) => seal.hash)
    .join(' ')
}

/** The latest time that anybody gave to a fact, kept up to date as facts arrive. */
function latestChange(ledger: Ledger): () => number {
  const latest = (facts: readonly Fact[]) => facts.reduce((time, fact) => Math.max(time, fact.at), 0)
  let at = latest(ledger.facts())
  ledger.onChange((change) => {
    at = change.everything ? latest(ledger.facts()) : Math.max(at, latest(change.facts))
  })
  return () => at
}

/** A contested text shows all that was said: a list must not hide a job whose number two people gave. */
function shown(field: Field<string>): string {
  if (field.value !== undefined) return field.value
  const texts = field.heads.map((head) => head.value).filter((value) => typeof value === 'string')
  return [...new Set(texts)].join(' / ')
}

function vehicleLabel(vehicle: VehicleView): string {
  return [shown(vehicle.make), shown(vehicle.model)].filter((word) => word !== '').join(' ')
}

/** AB-123-CD as people type it: AB123CD. */
function compact(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '')
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

type SearchKind = ProjectionRows['search_entries'][number]['kind']
function searchEntry(kind: SearchKind, id: string, words: readonly string[]): ProjectionRows['search_entries'][number] {
  const distinct = [...new Set(words.filter((word) => word !== ''))]
  return { kind, id, words: distinct.join('\n').slice(0, 100_000) }
}

/** The last result again while the arguments are the same objects. */
function remembered<Input extends unknown[], Output>(make: (...input: Input) => Output): (...input: Input) => Output {
  let last: { readonly input: Input; readonly output: Output } | undefined
  return (...input) => {
    if (!last?.input.every((value, index) => value === input[index])) last = { input, output: make(...input) }
    return last.output
  }
}
