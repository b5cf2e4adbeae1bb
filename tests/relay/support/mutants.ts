/**
 * Every defence of the validator, taken out one at a time. The refusals of malformed bytes are found in the source; the
 * rest is the table below. A line that is not there exactly once is an error: the table must follow the source.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Mutant {
  readonly file: string
  /** What is replaced, at which place of the source, and by what. */
  readonly from: string
  readonly at: number
  readonly to: string
}

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
const SOURCES = fileURLToPath(new URL('../../../sync-relay/src/validator/', import.meta.url))
/** What the validator is made of, and imports from beside itself. */
const FILES = ['strict-reader.ts', 'strict-json.ts', 'inspect.ts', 'judge.ts', 'standing.ts', 'ranges.ts', 'keyed.ts']
/** For one that loops for ever; a busy machine may take its time over the others. */
const LINE_MS = 60_000

/** `file: [line, line without its defence]`. */
const TABLE: Readonly<Record<string, ReadonlyArray<readonly [string, string]>>> = {
  'strict-reader.ts': [
    ['factor *= 128', 'factor *= 64'],
    ['if ((bytes[at] as number) < 128) continue', 'continue'],
    ["throw new Malformed('text is not UTF-8')", "return ''"],
    ['if (bytes[start + i] !== FORBIDDEN_KEY[i]) return false', ''],
    ['for (let i = 0; i < MAX_INTEGER_BYTES; i++)', 'for (;;)'],
    ['skipKey(reader)\n        skipAny', 'skipText(reader)\n        skipAny'],
  ],
  'strict-json.ts': [
    ['throw new Malformed(`value deeper than ${MAX_DEPTH}`)', 'return'],
    ['isForbiddenKey(bytesOf(String(JSON.parse(decoder.decode(this.#bytes.subarray(start, this.at))))))', 'false'],
    ['isForbiddenKey(this.#bytes, start + 1, this.at - 1)', 'false'],
    [
      'if (close === CODE.closeObject) this.#key()',
      'if (close === CODE.closeObject) (this.#text(), this.space(), this.#expect(CODE.colon), this.space())',
    ],
  ],
  'inspect.ts': [
    ['if (bytes.length > LIMITS.maxDocumentBytes) {', 'if (false) {'],
    ['if (count > MAX_CLIENTS) return false', ''],
    ['previous = block.client', ''],
    ['if (info === 10) extend(holes, clock, clock + length)', 'if (info === 10);'],
    ['else note(found.tombs, client, clock, clock + length)', 'else;'],
    ['found.onClient = onClient\n', ''],
    ['if (leans) found.joins.push(client, clock, clock + length, onClient, onClock)\n  else if', 'if'],
    ['else if (isKeyed) note(found.keyed, client, clock, clock + length)', ''],
    ['(leans || isKeyed) && length > 1', 'leans && length > 1'],
    ['(leans || isKeyed) && length > 1', 'isKeyed && length > 1'],
    [' && kind !== DELETED', ''],
    ['      found.plain = false\n      if (info === 10)', '      if (info === 10)'],
    ['if (parentIsRoot === 1) skipKey(reader)', 'if (parentIsRoot === 1) skipText(reader)'],
    ['if (isKeyed) skipKey(reader)', 'if (isKeyed) skipText(reader)'],
    [
      '      readLean(reader, client, clock, found)\n      found.onClient',
      '      readId(reader)\n      readId(reader)\n      found.onClient',
    ],
    ['else readLean(reader, client, clock, found)', 'else (readId(reader), readId(reader))'],
    ['} else if (onClock > (found.leansOn.get(onClient) ?? -1)) {', '} else if (false) {'],
    ['note(found.tombs, client, clock, clock + length)\n      return length', 'return length'],
    ['skipKey(reader)\n      skipJson(reader, false)', 'skipText(reader)\n      skipJson(reader, false)'],
    ['if (type === 3 || type === 5) skipKey(reader)', 'if (type === 3 || type === 5) skipText(reader)'],
    ['if (type === 3 || type === 5)', 'if (type === 3)'],
    ['      found.plain = false\n      return 1', '      return 1'],
    ['seen?.add(client)', ''],
    ['previous = end', ''],
  ],
  'judge.ts': [
    ['if (start < known) overlaps = true', ''],
    ['if (start !== known) continues = false', ''],
    ['if (end <= known) continue', ''],
    ['if (known === 0) opened++', ''],
    ['if (known === 0) opened++', 'opened++'],
    ['if (leavesGap(block, known)) missing = true', ''],
    ['block.start > known', 'false'],
    ['(block.holes.at(-1) ?? 0) > known', 'false'],
    ['writer.device === null || ', ''],
    [' || policy.trusted === true', ''],
    ['if (holder === writer.device) continue', ''],
    ['if (holder !== undefined && !(policy', 'if (false && !(policy'],
    ["policy.recovery === 'opened' && policy.fill === true", "policy.recovery !== 'closed' && policy.fill === true"],
    ["policy.recovery === 'opened' && policy.fill === true", "policy.recovery === 'opened'"],
    ["policy.recovery === 'opened' && policy.fill === true", 'false'],
    ["policy.recovery !== 'closed' && policy.fill === true", 'false'],
    ["policy.recovery !== 'closed' && policy.fill === true", "policy.recovery !== 'closed'"],
    ["policy.recovery !== 'closed' && policy.fill === true", 'policy.fill === true'],
    ['(recovered ??= []).push(client)', ';'],
    ['(leases ??= []).push({ client, device: writer.device })', ';'],
    ['if (standing.clients + opened > MAX_CLIENTS) {', 'if (false) {'],
    ['missing || leansOnMissing(shape, endWith)', 'leansOnMissing(shape, endWith)'],
    ['missing || leansOnMissing(shape, endWith)', 'missing'],
    ['clock >= endWith(client)', 'clock > endWith(client)'],
    ['if ((ranges.at(-1) ?? 0) > endWith(client))', 'if (false)'],
    ['news = !standing.isDeleted(client, ranges[i] as number, ranges[i + 1] as number)', ''],
    ['if (hasLongUnderKey(shape, standing)) {', 'if (false) {'],
    ['if (!covers(keyed.get(client) ?? NONE, start, start + 1)) continue', ''],
    ['!covers(deleted.get(client) ?? NONE, start, end) && ', ''],
    [' && !standing.isDeleted(client, start, end)', ''],
    ['if (!standing.isContinuedBy(shape)) return', 'if (false) return'],
    ['return hasLongUnderKey(shape, standing) ? LONG_UNDER_KEY : null', 'return null'],
    ['shape.plain && ', ''],
    ['continues && ', ''],
    [' && shape.blocks.length <= 1', ''],
    ['client === only.client ? ', 'true ? '],
    ['Math.max(only.end, standing.endOf(client))', 'standing.endOf(client)'],
    ['Math.max(ends.get(client) ?? 0, standing.endOf(client))', 'standing.endOf(client)'],
  ],
  'standing.ts': [
    ['if (start > known || (holes.at(-1) ?? 0) > known)', 'if ((holes.at(-1) ?? 0) > known)'],
    ['if (start > known || (holes.at(-1) ?? 0) > known)', 'if (start > known)'],
    ['if (end > known) ends.set(client, end)', 'ends.set(client, end)'],
    ['if ((ranges.at(-1) ?? 0) > known)', 'if (false)'],
    ['add(this.#keyed, client, rangesFrom(this.endOf(client), ranges))', ''],
    ['add(this.#keyed, client, rangesFrom(this.endOf(client), ranges))', 'add(this.#keyed, client, ranges)'],
    ['add(this.#deleted, client, rangesFrom(this.endOf(client), ranges))', ';'],
    ['add(this.#deleted, client, rangesFrom(this.endOf(client), ranges))', 'add(this.#deleted, client, ranges)'],
    ['for (const { client, ranges } of shape.deletes) add(this.#deleted, client, ranges)', ''],
    ['for (const lease of leases) this.#lease(lease)', ''],
    ['this.#vector = null\n', ''],
    ['.toSorted(([a], [b]) => b - a)', ''],
    ['if (!this.#holders.has(client)) this.#holders.set', 'this.#holders.set'],
    ['start !== this.endOf(client) || ', ''],
    [' || holes.length > 0) return false', ') return false'],
    ['ends.set(client, end)\n    }\n    const endWith', '}\n    const endWith'],
    ['if (clock >= endWith(client)) return false', ''],
    ['(ranges.at(-1) ?? 0) <= endWith(client)', 'true'],
  ],
  'keyed.ts': [
    ['keyed.set(client, [...ranges])', ';'],
    ['if (!places.isKeyed(i)) continue', ''],
    ['if (!places.isKeyed(i)) continue', 'continue'],
    ['if (!this.#from.has(client)) ', ''],
    ['this.#states[at / JOIN] = UNDER_WAY', ''],
    ['if (next >= 0) at = next', 'if (false) at = next'],
    ['covers(this.#explicit.get(client) ?? [], clock, clock + 1) || ', ''],
    [' || this.#isKnown(client, clock)', ''],
    ['(this.#joins[middle * JOIN + 2] as number) <= clock', '(this.#joins[middle * JOIN + 2] as number) < clock'],
    ['(this.#joins[at + 1] as number) <= clock ? at : -1', 'true ? at : -1'],
  ],
  'ranges.ts': [
    ['if ((ranges[0] ?? 0) >= clock) return ranges', 'return ranges'],
    ['Math.max(clock, ranges[i] as number)', 'ranges[i] as number'],
    ['return at >= 0 && end <= (ranges[at + 1] as number)', 'return at >= 0'],
    ['if (added.length > 2 * FEW) return merge(ranges, added)', 'if (added.length > 2 * FEW) return ranges'],
    ['if (from < 0 || start > (ranges[from + 1] as number)) from += 2', 'if (from < 0) from += 2'],
    ['else start = ranges[from] as number', 'else;'],
    ['end = Math.max(end, ranges[to + 1] as number)', ''],
    ['to += 2', 'break'],
    ['merged[last] = Math.max(end, merged[last] as number)', ';'],
    ['if (last > 0 && start <= (merged[last] as number))', 'if (false)'],
    ['(ranges[2 * middle] as number) <= clock', '(ranges[2 * middle] as number) < clock'],
  ],
}

export function describeMutant(mutant: Mutant): string {
  return `${mutant.file}: ${mutant.from.replaceAll(/\s+/g, ' ')} → ${mutant.to.replaceAll(/\s+/g, ' ') || 'nothing'}`
}

export async function allMutants(): Promise<Mutant[]> {
  const mutants: Mutant[] = []
  for (const file of FILES) {
    const source = await readFile(join(SOURCES, file), 'utf8')
    for (const { index, 0: from } of source.matchAll(/throw new Malformed\(.*/g)) {
      mutants.push({ file, at: index, from, to: from.replace('throw', 'void') })
    }
    for (const [from, to] of TABLE[file] ?? []) {
      const at = source.indexOf(from)
      if (at < 0 || source.indexOf(from, at + 1) >= 0) throw new Error(`${file}: expected ${from} once`)
      mutants.push({ file, at, from, to })
    }
  }
  return mutants
}

/** What the cases notice of each mutant; empty: it survived. The first entry is the validator as it is. */
export async function tryMutants(mutants: readonly (Mutant | null)[]): Promise<string[][]> {
  const root = await mkdtemp(join(tmpdir(), 'rpma-mutants-'))
  try {
    await symlink(join(REPOSITORY, 'src'), join(root, 'src'))
    await symlink(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'))
    const folders = await Promise.all(mutants.map((mutant, i) => write(join(root, `mutant-${i}`), mutant)))
    const noticed: string[][] = []
    while (noticed.length < folders.length) noticed.push(...(await runFrom(folders.slice(noticed.length))))
    return noticed
  } finally {
    await rm(root, { recursive: true })
  }
}

async function write(parent: string, mutant: Mutant | null): Promise<string> {
  const folder = join(parent, 'src', 'validator')
  await mkdir(folder, { recursive: true })
  for (const file of FILES) {
    const source = await readFile(join(SOURCES, file), 'utf8')
    const { at = 0, from = '', to = '' } = mutant?.file === file ? mutant : {}
    await writeFile(join(folder, file), source.slice(0, at) + to + source.slice(at + from.length))
  }
  return folder
}

/** As many as come before one that does not end, and that one. */
async function runFrom(folders: readonly string[]): Promise<string[][]> {
  const runner = fileURLToPath(new URL('mutant-run.ts', import.meta.url))
  const child = spawn(process.execPath, ['--max-old-space-size=192', runner, ...folders], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const noticed: string[][] = []
  let watchdog = setTimeout(() => child.kill('SIGKILL'), LINE_MS)
  for await (const line of createInterface({ input: child.stdout })) {
    const answer = JSON.parse(line) as string[] | { broken: string }
    if (!Array.isArray(answer)) throw new Error(`a mutant does not load: ${answer.broken}`)
    noticed.push(answer)
    clearTimeout(watchdog)
    watchdog = setTimeout(() => child.kill('SIGKILL'), LINE_MS)
  }
  clearTimeout(watchdog)
  if (noticed.length < folders.length) noticed.push(['it never ended, or died'])
  return noticed
}
