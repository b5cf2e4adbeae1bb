/** The relay's trust with one piece of its source replaced. */
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { openTrust } from '../../../sync-relay/src/trust/open-trust.ts'

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url))
const load = createRequire(import.meta.url)
/** What `open-trust.ts` is made of. One that is missing here is an error at the first mutant. */
const PARTS = [
  'src/crdt/protocol',
  'sync-relay/src/trust',
  ...['authorize', 'limits', 'rate', 'server/replies'].map((name) => `sync-relay/src/${name}.ts`),
]

export interface Mutant {
  /** Relative to the repository. */
  readonly file: string
  /** Exactly once in the file. */
  readonly find: string
  readonly replace: string
}

export interface Mutated {
  readonly open: typeof openTrust
  discard(): Promise<void>
}

/** Throws when the piece is not there once: then the mutant tests nothing any more. */
export async function mutate({ file, find, replace }: Mutant): Promise<Mutated> {
  const folder = await mkdtemp(join(tmpdir(), 'rpma-mutant-'))
  const discard = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    for (const part of PARTS) await cp(join(REPOSITORY, part), join(folder, part), { recursive: true })
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'), 'junction')
    await writeFile(join(folder, 'package.json'), '{"type":"module"}')
    const path = join(folder, file)
    const source = await readFile(path, 'utf8')
    const count = source.split(find).length - 1
    if (count !== 1) throw new Error(`expected once in ${file}, saw ${count} times: ${find}`)
    await writeFile(
      path,
      source.replace(find, () => replace),
    )
    // By Node itself: the test runner would look at every file of every mutant first, which takes ten times as long.
    const { openTrust: open } = load(join(folder, 'sync-relay/src/trust/open-trust.ts')) as {
      openTrust: typeof openTrust
    }
    return { open, discard }
  } catch (error) {
    await discard()
    throw error
  }
}
