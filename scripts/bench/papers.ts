/**
 * How long a large report takes, what it needs and how big it gets: 40 zones, 60 photos of a phone's size with
 * thumbnails. Prints a table and asserts nothing: a busy machine is not a regression. `npm run bench:papers`
 *
 * Memory « before » holds all originals, which a real report reads one by one from the disk.
 * Every run is a process of its own, since a first report also loads fonts and code, and memory is never given back.
 */
import { spawnSync } from 'node:child_process'
import { createHash, getRandomValues } from 'node:crypto'
import * as Y from 'yjs'
import {
  addPhoto,
  checkZone,
  createJob,
  openJob,
  seal,
  setZoneFilm,
  useFilm,
  ZONE_CHECK_IDS,
} from '../../src/crdt/job/index.ts'
import type { Pen } from '../../src/crdt/ledger/index.ts'
import { sealedContent } from '../../src/crdt/seal/index.ts'
import { openShop, setPerson } from '../../src/crdt/shop/index.ts'
import { ZONE_IDS } from '../../src/crdt/vocabulary/index.ts'
import { renderJobReport } from '../../src/main/report/index.ts'

const ZONES = 40
const PHOTOS = 60
const ORIGINAL_BYTES = 3_500_000
const THUMBNAIL_BYTES = 60_000
const RUNS = 3

if (process.argv[2] === '--one') await one()
else table()

function table(): void {
  console.log(`Report of ${ZONES} zones and ${PHOTOS} photos (${ORIGINAL_BYTES / 1e6} MB each), ${RUNS} processes\n`)
  console.log('| run | first (ms) | second (ms) | peak memory (MB) | before (MB) | size (MB) | pages |')
  console.log('|----:|-----------:|------------:|-----------------:|------------:|----------:|------:|')
  for (let run = 1; run <= RUNS; run++) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [import.meta.filename, '--one'], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`a run ended with ${status}: ${stderr}`)
    console.log(`| ${run} | ${stdout.trim()} |`)
  }
}

async function one(): Promise<void> {
  const input = largeJob()
  const before = process.resourceUsage().maxRSS / 1024
  const times: number[] = []
  let pdf: Uint8Array = new Uint8Array()
  for (let n = 0; n < 2; n++) {
    const start = performance.now()
    pdf = await renderJobReport(input)
    times.push(performance.now() - start)
  }
  const peak = process.resourceUsage().maxRSS / 1024
  const pages = Buffer.from(pdf).toString('latin1').split('/Type /Page\n').length - 1
  const cells = [...times.map((ms) => ms.toFixed(0)), peak.toFixed(0), before.toFixed(0), (pdf.length / 1e6).toFixed(1)]
  console.log([...cells, pages].join(' | '))
}

function largeJob(): Parameters<typeof renderJobReport>[0] {
  const pen = countingPen()
  const shop = openShop(new Y.Doc())
  setPerson(shop.ledger, pen.person, { name: 'Technicien', role: 'technician', active: true }, pen)
  const { ledger, view } = openJob(new Y.Doc())
  const zones = ZONE_IDS.slice(0, ZONES)
  const identity = { number: 'BENCH', title: '', client: '', vehicle: '', package: 'a_la_carte' } as const
  createJob(ledger, { ...identity, zones: zones.map((zone) => [zone, 'full']) }, pen)
  for (const zone of zones) {
    for (const check of ZONE_CHECK_IDS) checkZone(ledger, zone, check, true, pen)
    setZoneFilm(ledger, zone, 'film', pen)
    const cut = {
      film: 'film',
      roll: 'roll',
      lot: 'L1',
      widthMm: 1520,
      lengthMm: 800,
      netMm2: 900_000,
      centsPerM2: null,
    }
    useFilm(ledger, { zones: [zone], ...cut, purpose: 'cut' }, pen)
  }
  const blobs = new Map<string, Uint8Array>()
  const keep = (bytes: Uint8Array) => {
    const hash = createHash('sha256').update(bytes).digest('hex')
    blobs.set(hash, bytes)
    return hash
  }
  for (let n = 0; n < PHOTOS; n++) {
    const original = noisyJpeg(4000, 3000, ORIGINAL_BYTES)
    const photo = {
      sha256: keep(original),
      thumbnail: keep(noisyJpeg(640, 480, THUMBNAIL_BYTES)),
      rendition: null,
      mime: 'image/jpeg',
      bytes: original.length,
      width: 4000,
      height: 3000,
      phase: n % 2 === 0 ? ('before' as const) : ('after' as const),
      view: null,
      zone: zones[Math.floor(n / 2) % zones.length]!,
      defect: null,
    }
    addPhoto(ledger, photo, pen)
  }
  const { json, hash } = sealedContent('bench', view(), { client: null, vehicle: null, shop: shop.view() })
  seal(ledger, hash, 'Chief', pen)
  return {
    contentJson: json,
    hash,
    revision: 'A',
    seal: { by: pen.person, name: 'Chief', at: pen.now() },
    standing: 'sealed',
    signatures: [],
    refusals: [],
    satisfaction: null,
    late: { count: 0 },
    locale: 'fr',
    readBlob: async (sha256) => ({ bytes: blobs.get(sha256)!, mime: 'image/jpeg' }),
  }
}

/** Whole in its structure, noise in its scan: neither we nor pdfmake look at a pixel. */
function noisyJpeg(width: number, height: number, length: number): Uint8Array {
  const frame = [8, height >> 8, height & 255, width >> 8, width & 255, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
  const segment = (marker: number, body: readonly number[]) => [0xff, marker, 0, body.length + 2, ...body]
  const head = [0xff, 0xd8, ...segment(0xc0, frame), ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0])]
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at += 65_536) getRandomValues(bytes.subarray(at, Math.min(length, at + 65_536)))
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at)) bytes[at] = 0
  bytes.set(head)
  bytes.set([0xff, 0xd9], length - 2)
  return bytes
}

function countingPen(): Pen {
  let count = 0
  return {
    person: 'person-1',
    device: 'device-1',
    now: () => 1_790_000_000_000 + ++count,
    newId: () => `01K5${String(++count).padStart(22, '0')}`,
  }
}
