/** The report outside of this source tree: bundled as in the package, and read by a program that is not ours. */
import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { build, loadConfigFromFile } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderJobReport } from '../../../src/main/report/index.ts'
import { readPdf } from './read-pdf.ts'
import { sampleJob, sealAndSign } from './sample-job.ts'

const root = path.join(import.meta.dirname, '../../..')
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rpma-report-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const sample = sampleJob()
sealAndSign(sample)

test('bundled as the main process is, without node_modules, it prints the same bytes', async () => {
  const loaded = await loadConfigFromFile(
    { command: 'build', mode: 'production' },
    path.join(root, 'vite.main.config.ts'),
  )
  const config = loaded!.config
  await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    plugins: [], // the database's addon is of no use here
    build: {
      ...config.build,
      outDir: folder,
      sourcemap: false,
      lib: { entry: path.join(root, 'src/main/report/index.ts'), formats: ['es'], fileName: () => 'report.mjs' },
    },
  })
  const { readBlob: _, ...input } = sample.input()
  const blobs = Object.fromEntries(
    [...sample.blobs].map(([hash, bytes]) => [hash, Buffer.from(bytes).toString('base64')]),
  )
  await writeFile(path.join(folder, 'input.json'), JSON.stringify({ input, blobs }))
  await writeFile(
    path.join(folder, 'print.mjs'),
    `import { readFileSync, writeFileSync } from 'node:fs'
     import { renderJobReport } from './report.mjs'
     const { input, blobs } = JSON.parse(readFileSync('input.json', 'utf8'))
     const readBlob = async (hash) => hash in blobs ? { bytes: Buffer.from(blobs[hash], 'base64'), mime: '' } : null
     writeFileSync('paper.pdf', await renderJobReport({ ...input, readBlob }))`,
  )
  const run = spawnSync(process.execPath, ['print.mjs'], { cwd: folder, encoding: 'utf8' })
  expect(run.stderr).toBe('')
  const bundled = await readFile(path.join(folder, 'paper.pdf'))
  expect(bundled.equals(await renderJobReport(sample.input()))).toBe(true)
})

/** Debian's poppler-utils; other machines skip. Our own reader judges the same words in every run. */
const poppler = spawnSync('pdftotext', ['-v']).error === undefined

test.skipIf(!poppler)('poppler reads the same words, pages and attachment (skipped without it)', async () => {
  const file = path.join(folder, 'report.pdf')
  const input = sample.input()
  await writeFile(file, await renderJobReport(input))
  const tool = (name: string, ...args: string[]) => {
    const run = spawnSync(name, args, { encoding: 'utf8', cwd: folder })
    expect(run.stderr).toBe('')
    return run.stdout
  }
  const text = tool('pdftotext', '-layout', file, '-')
  for (const words of ['Ana Lopez', 'Joël Martin', 'Mireille Cœurdevey', '2026-0042', input.hash]) {
    expect(text).toContain(words)
  }
  expect(text).toMatch(/18\s420\skm/)
  const ours = readPdf(await renderJobReport({ ...input, compress: false }))
  expect(tool('pdfinfo', file)).toMatch(new RegExp(`Pages: +${ours.pages.length}\\n`))
  tool('pdfdetach', '-save', '1', '-o', 'out.json', file)
  expect(await readFile(path.join(folder, 'out.json'), 'utf8')).toBe(input.contentJson)
})
