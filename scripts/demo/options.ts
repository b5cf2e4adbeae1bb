import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'

export interface DemoOptions {
  readonly outDir: string
  readonly seed: number
  readonly json: boolean
}

/** Reads the command line and makes the folder. Ends the process with 2 and one sentence when it cannot. */
export async function readOptions(args: readonly string[], calledFrom: string): Promise<DemoOptions> {
  const values = parse(args)
  if (!/^-?\d{1,15}$/.test(values.seed)) refuse(`--seed attend un nombre entier, pas « ${values.seed} ».`)
  const outDir = path.resolve(calledFrom, values.out)
  try {
    await mkdir(outDir, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    refuse(
      `Le dossier « ${outDir} » ne peut pas être créé (${code}). Rien n’a été écrit ; choisissez-en un autre avec --out.`,
    )
  }
  return { outDir, seed: Number(values.seed), json: values.json }
}

function parse(args: readonly string[]): { out: string; seed: string; json: boolean } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        out: { type: 'string', default: 'demo-out' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    }).values
  } catch {
    return refuse('Options : --out DOSSIER, --seed N, --json. Rien n’a été fait.')
  }
}

function refuse(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}
