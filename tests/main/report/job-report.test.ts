import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  acceptDefect,
  addDefect,
  addReading,
  checkZone,
  liftReading,
  markPhoto,
  overrideGate,
  rateWork,
  seal,
  setOdometer,
  sign,
  withdrawOverride,
} from '../../../src/crdt/job/index.ts'
import { canonicalJson } from '../../../src/crdt/ledger/index.ts'
import { ZONE_CHECKS, zoneLabel } from '../../../src/crdt/vocabulary/index.ts'
import { readContent } from '../../../src/main/report/content-schema.ts'
import { checkCode, renderJobReport, type JobReportInput } from '../../../src/main/report/index.ts'
import { Paper } from '../../../src/main/report/paper.ts'
import { marksSvg } from '../../../src/main/report/photo-marks.ts'
import { Pictures } from '../../../src/main/report/pictures.ts'
import { makeJpeg } from './made-pictures.ts'
import { readPdf } from './read-pdf.ts'
import { JOB_ID, sampleJob, sealAndSign } from './sample-job.ts'

const sealed = (options?: Parameters<typeof sampleJob>[0], refusal?: string) => {
  const sample = sampleJob(options)
  sealAndSign(sample, refusal)
  return sample
}
const print = async (input: JobReportInput) => readPdf(await renderJobReport({ ...input, compress: false }))
/** As a paper would print another content: what a newer version or a stranger may have sealed. */
const resealed = (input: JobReportInput, change: (content: Record<string, unknown>) => void): JobReportInput => {
  const content = JSON.parse(input.contentJson) as Record<string, unknown>
  change(content)
  const contentJson = canonicalJson(content)
  return { ...input, contentJson, hash: createHash('sha256').update(contentJson).digest('hex') }
}

test('the same seal gives the same bytes, again and from facts that came in another order', async () => {
  const first = await renderJobReport(sealed().input())
  const again = await renderJobReport(sealed().input())
  const otherOrder = await renderJobReport(sealed({ otherOrder: true }).input())
  expect(Buffer.from(again).equals(first)).toBe(true)
  expect(Buffer.from(otherOrder).equals(first)).toBe(true)
  expect(Buffer.from(first.subarray(0, 8)).toString()).toBe('%PDF-1.7')
  expect(Buffer.from(first.subarray(-6)).toString()).toBe('%%EOF\n')
})

test('a paper does not depend on the time zone of the computer', async () => {
  const input = sealed().input()
  const zone = process.env['TZ']
  try {
    process.env['TZ'] = 'Pacific/Auckland'
    const far = await renderJobReport(input)
    process.env['TZ'] = 'America/New_York'
    const near = await renderJobReport(input)
    expect(Buffer.from(far).equals(near)).toBe(true)
  } finally {
    if (zone === undefined) delete process.env['TZ']
    else process.env['TZ'] = zone
  }
  const inTokyo = await print({ ...input, timeZone: 'Asia/Tokyo' })
  expect((await print(input)).text).toContain('14/09/2026 19:30')
  expect(inTokyo.text).toContain('15/09/2026 02:30')
})

test('both technicians, the number, the hash, its revision and check code stand in the report', async () => {
  const input = sealed().input()
  const { text, pages, info } = await print(input)
  for (const words of [
    'Ana Lopez',
    'Joël Martin',
    'N° 2026-0042',
    'Révision A',
    'Atelier Vernis & Film',
    'Lumex Clear 8',
  ]) {
    expect(text).toContain(words)
  }
  expect(text).toContain(input.hash)
  expect(text).toContain(checkCode(JOB_ID, 'A', input.hash))
  expect(text).toContain('Claire Delmas-Œuvray')
  pages.forEach((page, index) => {
    expect(page.text).toContain(`Page ${index + 1} / ${pages.length}`)
    expect(page.text).toContain(input.hash.slice(0, 12))
  })
  expect(info['Title']).toBe('Rapport d’intervention – N° 2026-0042')
  expect(info['Keywords']).toContain(input.hash)
})

test('who sealed is named by the seal, though the content names its authors only', async () => {
  const input = sealed().input()
  const newcomer = { by: 'SOMEBODY-ELSE', name: 'Paule Rivière', at: input.seal!.at }
  const { text } = await print({ ...input, seal: newcomer })
  expect(text).toContain('Paule Rivière')
  expect(text).not.toContain('SOMEBODY-ELSE')
})

test('the PDF carries its own data: the attached file is the sealed bytes', async () => {
  const input = sealed().input()
  const { attachments } = await print(input)
  expect(attachments).toEqual([input.contentJson])
  expect(createHash('sha256').update(attachments[0]!).digest('hex')).toBe(input.hash)
})

test('French prints narrow and no-break spaces, English its own words; every character has a glyph', async () => {
  const sample = sealed()
  const french = await print(sample.input())
  const english = await print(sample.input({ locale: 'en' }))
  expect(french.text).toContain('18\u202F420\u202Fkm')
  expect(french.text).toContain('21,5\u202F°C')
  expect(french.text).toContain('Schéma du véhicule\u00A0: les numéros')
  expect(english.text).toContain('18,420\u202Fkm')
  expect(english.text).toContain('Condition at reception')
  expect(english.text).not.toMatch(/Synthèse|réception/)
  for (const { pages } of [french, english]) expect(pages.map((page) => page.missingGlyphs)).toEqual(pages.map(() => 0))
})

test('no zone is split over two pages: its name and all of its checks stand on one', async () => {
  const sample = sealed({ package: 'complete', photosPerZone: 2 })
  const { pages } = await print(sample.input())
  const zones = sample.job.view().zones
  const count = (text: string, words: string) => text.split(words).length - 1
  const [first, last] = [ZONE_CHECKS.template.fr, ZONE_CHECKS.raking_light.fr]
  for (const page of pages) expect(count(page.text, first)).toBe(count(page.text, last))
  expect(pages.reduce((sum, page) => sum + count(page.text, first), 0)).toBe(zones.length)
  for (const zone of zones) {
    const title = `${zoneLabel(zone.zone).fr.replaceAll("'", '’')} complet Note`
    expect(pages.filter((page) => page.text.includes(title))).toHaveLength(1)
  }
})

test('a decided contradiction is a footnote with both values, their authors, the choice and the reason', async () => {
  const { text } = await print(sealed().input())
  expect(text).toContain('Divergences tranchées')
  expect(text).toMatch(/Tension contrôlée ?\u0020?1 +Mireille Cœurdevey/)
  expect(text).toMatch(/– Ana Lopez, le 14\/09\/2026 \d\d:\d\d\u00A0: oui/)
  expect(text).toMatch(/– Joël Martin, le 14\/09\/2026 \d\d:\d\d\u00A0: non/)
  expect(text).toMatch(/Retenu\u00A0: oui, par Mireille Cœurdevey/)
  expect(text).toContain('Contrôlé ensemble sous lumière rasante')
})

test('what is contested is printed with everything that stands, never as done', async () => {
  const contested = [
    { value: true, by: '01K5PERS0NANA0000000000000', at: 1 },
    { value: false, by: '01K5PERS0NJ0E0000000000000', at: 2 },
  ]
  const input = resealed(sealed().input(), (content) => {
    const zones = content['zones'] as { zone: string; checks: Record<string, unknown>; score: unknown }[]
    const hood = zones.find((zone) => zone.zone === 'hood')!
    hood.checks['heat'] = { contested }
    hood.score = {
      contested: [
        { ...contested[0], value: 7 },
        { ...contested[1], value: 9 },
      ],
    }
  })
  const { text } = await print(input)
  expect(text).toContain('? Chauffe finale À vérifier\u00A0: oui (Ana Lopez) · non (Joël Martin)')
  expect(text).toContain('À vérifier\u00A0: 7 (Ana Lopez) · 9 (Joël Martin)')
})

test('an override is printed with its reason and who granted it', async () => {
  const { text } = await print(sealed().input())
  expect(text).toContain('Début de pose, accordée par Mireille Cœurdevey le 14/09/2026')
  expect(text).toContain('Second relevé fait porte ouverte')
})

test('a version that is not closed says so on every page', async () => {
  const { pages } = await print(sampleJob().input())
  for (const page of pages) expect(page.text).toContain('VERSION NON CLOSE')
  expect(pages.at(-1)!.text).toContain('Ce rapport n’est pas signé.')
  const closed = await print(sealed().input())
  expect(closed.text).not.toMatch(/NON CLOSE/i)
})

test('late work is announced with its count; the report still shows what was sealed', async () => {
  const sample = sealed()
  const before = sample.input()
  checkZone(sample.job.ledger, 'hood', 'heat', false, sample.pens.joe)
  setOdometer(sample.job.ledger, 99_999, sample.pens.joe)
  const now = sample.input()
  expect(now.standing).toBe('modified')
  const { standing, late } = now
  const { text } = await print({ ...before, standing, late })
  expect(text).toContain('Modifications tardives')
  expect(text).toContain('2 modifications ont été faites après la clôture')
  expect(text).not.toContain('99\u202F999')
  expect((await print(before)).text).not.toContain('Modifications tardives')
  expect((await print({ ...before, standing: 'double' })).text).toContain('Double clôture')
})

test('a signature of another version is told from one of this version', async () => {
  const sample = sealed()
  const data = { signer: 'Autre Main', role: 'conjoint', email: '', hash: 'ab'.repeat(32), strokes: [] }
  sign(sample.job.ledger, data, sample.pens.chief)
  const { text } = await print(sample.input())
  expect(text).toContain('Version signée cette version')
  expect(text).toContain('le travail signé n’a pas changé depuis')
  expect(text).not.toContain('Modifié depuis la signature')
})

test('what changed between the signature and the closing is said beside the signature', async () => {
  const sample = sampleJob()
  sealAndSign(sample)
  setOdometer(sample.job.ledger, 99_999, sample.pens.joe)
  const { contentJson, hash } = sample.input()
  seal(sample.job.ledger, hash, 'Hugo Chef', sample.pens.chief)
  expect(sample.input().contentJson).toBe(contentJson)
  const { text } = await print(sample.input())
  expect(text).toContain('Modifié depuis la signature (version signée')
  // Late work after that closing does not count against what was signed twice.
  const other = sealed()
  const before = other.input()
  setOdometer(other.job.ledger, 99_999, other.pens.joe)
  expect(other.input().signatures[0]!.asPrinted).toBe(true)
  expect((await print(before)).text).not.toContain('Modifié depuis la signature')
})

test('what the client thinks is printed out of ten, with the remark', async () => {
  const sample = sealed()
  rateWork(sample.job.ledger, { score: 9, remark: 'Bords impeccables.', client: 'Claire' }, sample.pens.chief)
  const { text } = await print(sample.input())
  expect(text).toContain('Satisfaction du client\u00A0: 9 / 10')
  expect(text).toContain('Bords impeccables.')
})

test('a reading that was lifted, a defect that the client took and an override taken back are printed with reasons', async () => {
  const sample = sampleJob()
  const { ledger } = sample.job
  const { chief } = sample.pens
  const limits = { minAirDeci: 150 }
  const cold = addReading(ledger, { airDeci: 120, surfaceDeci: null, humidity: 50, place: 'Baie 2', limits }, chief)
  liftReading(ledger, cold, 'Panneau chauffé à la lampe.', chief)
  const peel = addDefect(
    ledger,
    { zone: 'hood', phase: 'inspection', type: 'orange_peel', severity: 3, note: '', position: null },
    chief,
  )
  acceptDefect(ledger, peel, 'Claire Delmas', chief, 'Invisible à 1,50 m.')
  overrideGate(ledger, 'ready', 'Client pressé.', chief)
  withdrawOverride(ledger, 'ready', 'Le client attend finalement.', chief)
  sealAndSign(sample)
  const { text } = await print(sample.input())
  expect(text).toContain('Levé par Mireille Cœurdevey')
  expect(text).toContain('Panneau chauffé à la lampe.')
  expect(text).toMatch(/limite 15,0\u202F°C – 35,0\u202F°C, 0\u202F% – 80\u202F%/)
  expect(text).toContain('accepté par Claire Delmas')
  expect(text).toContain('Invisible à 1,50 m.')
  expect(text).toContain('Client pressé.')
  expect(text).toContain('Retirée par Mireille Cœurdevey')
  expect(text).toContain('Le client attend finalement.')
})

test('a refusal to sign is printed with its reason', async () => {
  const { text } = await print(sealed({}, 'Souhaite revoir le capot en plein jour.').input())
  expect(text).toMatch(/Signature refusée par Claire Delmas-Œuvray le 14\/09\/2026/)
  expect(text).toContain('Souhaite revoir le capot en plein jour.')
})

test('a missing photo and a broken one leave a box with a reason, and never stop the report', async () => {
  const whole = makeJpeg({ seed: 3 })
  const broken = [
    whole.subarray(0, whole.length >> 1),
    new Uint8Array(),
    new TextEncoder().encode('<svg/>'),
    new Uint8Array([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0x45]),
    new Uint8Array(5000).fill(0xff),
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]),
  ]
  const sample = sealed({
    picture: (n) => (n % 3 === 0 ? null : n % 3 === 1 ? broken[((n - 1) / 3) % 6]! : makeJpeg({ seed: n })),
  })
  const { text, pages } = await print(sample.input())
  const photos = sample.job.view().photos
  const count = (words: string) => text.split(words).length - 1
  const shown = photos.length - Math.ceil(photos.length / 3) - Math.ceil((photos.length - 1) / 3)
  expect(count('Photo non présente sur ce poste')).toBe(Math.ceil(photos.length / 3))
  expect(count('Photo illisible')).toBe(Math.ceil((photos.length - 1) / 3))
  expect(pages.reduce((sum, page) => sum + page.images, 0)).toBe(shown)
  expect(text).toContain(`${photos[0]!.sha256.slice(0, 12)}…`)
})

test('hostile text neither stops the report nor rearranges it', async () => {
  const names = [
    'A'.repeat(20_000),
    'mot '.repeat(5_000),
    'שלום عليكم 你好 🚗👩‍🔧🏽 \u202Egnol\u202C',
    '\u0000\u0007\u001B[31m\uFEFF\uD800x\uDC00\u2028\r\n\t',
    '</text><script>alert(1)</script>{{text}} %PDF-1.7 endstream endobj',
    '',
  ]
  for (const clientName of names) {
    const sample = sealed({ clientName, note: clientName, package: 'partial_front', photosPerZone: 0 })
    const { text, pages } = await print(sample.input())
    expect(text).toContain('Ana Lopez')
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E\uFEFF]/)
    expect(pages.length).toBeLessThan(20)
  }
})

test('long tables lose nothing: each of 150 defects with a long note is in its list', async () => {
  const sample = sampleJob({ clientName: 'x\n'.repeat(500), photosPerZone: 0 })
  for (let n = 0; n < 150; n++) {
    const phase = n % 2 === 0 ? 'pre_existing' : 'inspection'
    const note = `Note ${n}, ${'ligne\n'.repeat(300)}`
    addDefect(
      sample.job.ledger,
      { zone: 'hood', phase, type: 'dent', severity: 3, note, position: { x: 500, y: 500 } },
      sample.pens.ana,
    )
  }
  sealAndSign(sample)
  const { text } = await print(sample.input())
  for (let n = 0; n < 150; n++) expect(text).toContain(`Note ${n}, ligne`)
})

test('words of a newer version are printed as they are', async () => {
  const input = resealed(sealed().input(), (content) => {
    const defects = content['defects'] as { type: string; phase: string; severity: number }[]
    Object.assign(defects[2]!, { type: 'hologram', phase: 'winter', severity: 7 })
    const zones = content['zones'] as { zone: string; state: string }[]
    Object.assign(zones[0]!, { zone: 'wing_mirror_camera', state: 'cured' })
    content['colour_of_the_sky'] = { nested: [1, 2, 3] }
  })
  const { text } = await print(input)
  for (const word of ['hologram', 'winter', 'wing_mirror_camera', 'cured']) expect(text).toContain(word)
})

test('content that is not what its hash names, or not readable here, is refused in words', async () => {
  const input = sealed().input()
  const forged = input.contentJson.replace('Ana Lopez', 'Anna Lopez')
  await expect(renderJobReport({ ...input, contentJson: forged })).rejects.toThrow(
    /sha256 is .* but .* was to be printed/,
  )
  const newer = resealed(input, (content) => (content['schema'] = 'rpma/job-content/9'))
  await expect(renderJobReport(newer)).rejects.toThrow(/rpma\/job-content\/9/)
  const malformed = resealed(input, (content) => (content['zones'] = 'none'))
  await expect(renderJobReport(malformed)).rejects.toThrow(/malformed[\s\S]*zones/)
  const hash = createHash('sha256').update('{').digest('hex')
  await expect(renderJobReport({ ...input, contentJson: '{', hash })).rejects.toThrow(/not JSON/)
})

test('40 zones with 60 photos, and one zone with 70: every photo once, on as many pages as it takes', async () => {
  const extraZones = [
    ...[
      'grille',
      'fog_l',
      'fog_r',
      'headlight_l',
      'headlight_r',
      'load_sill',
      'taillight_l',
      'taillight_r',
      'diffuser',
    ],
    ...[
      'door_cup_fl',
      'door_cup_fr',
      'door_cup_rl',
      'door_cup_rr',
      'sill_fl',
      'sill_fr',
      'sill_rl',
      'sill_rr',
      'windshield',
    ],
  ].map((zone) => [zone, 'full'] as const)
  const forty = sealed({ package: 'complete', extraZones, photosPerZone: 2 })
  expect(forty.job.view().zones.length).toBeGreaterThanOrEqual(40)
  const wide = sealed({
    package: 'a_la_carte',
    extraZones: [
      ['roof', 'full'],
      ['mirror_r', 'full'],
    ],
    photosPerZone: 70,
  })
  for (const sample of [forty, wide]) {
    const { pages } = await print(sample.input())
    expect(pages.reduce((sum, page) => sum + page.images, 0)).toBe(sample.job.view().photos.length)
  }
})

test('[R3] what was drawn over a photo is printed over it, in the picture’s own shape, and its words below', async () => {
  const sample = sampleJob({ picture: (n) => makeJpeg({ seed: n, width: 320, height: 240 }) })
  const [photo] = sample.job.view().photos
  const pen = sample.pens.chief
  const mark = { photo: photo!.id, defect: null, place: { x: 100, y: 200 }, arrow: null }
  for (const drawn of [
    { kind: 'arrow', to: { x: 500, y: 500 } },
    { kind: 'ring', to: { x: 200, y: 200 } },
    {
      kind: 'line',
      through: [
        { x: 300, y: 900 },
        { x: 900, y: 900 },
      ],
    },
    { kind: 'words', text: 'éclat 2 mm' },
  ] as const) {
    markPhoto(sample.job.ledger, { ...mark, drawn }, pen)
  }
  const [chip] = sample.job.view().defects
  markPhoto(sample.job.ledger, { ...mark, defect: chip!.id, arrow: { x: 900, y: 100 } }, pen)
  const before = await print(sealed().input())
  sealAndSign(sample)
  const input = sample.input()
  const report = await print(input)
  expect(report.text).toContain('(1) éclat 2 mm')
  expect(before.text).not.toContain('(1) éclat 2 mm')

  const content = readContent(input.contentJson)
  if (content.kind !== 'content') throw new Error(content.kind)
  const pictures = new Pictures(async () => null, 0)
  const paper = new Paper({ content: content.content, language: 'fr', timeZone: 'Europe/Paris', pictures })
  const [printed] = content.content.photos
  const drawing = marksSvg(paper, printed!, 120, 90)!
  // A ring of a tenth of the width: 12 points across and down, though the picture is wider than high.
  expect(drawing).toContain('M0 18A12 12 0 1 1 24 18')
  expect(drawing).toContain('M12 18L36 81L108 81')
  expect(drawing).toContain('M12 18L60 45M')
  expect(drawing).toContain('M12 18L108 9M')
  expect(marksSvg(paper, content.content.photos[1]!, 120, 90)).toBeNull()
})
