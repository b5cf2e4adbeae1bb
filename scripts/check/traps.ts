/**
 * Lines that must never be copied in, whatever they once fixed: switched-off sandboxes, printed secrets, null
 * certificates, placeholder keys, names of somebody's machine, focused tests [F60].
 */
import { readFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { isSource, lineAt, listFiles } from './files.ts'

export interface Trap {
  name: string
  /** Files that it applies to. */
  in: (file: string) => boolean
  pattern: RegExp
  instead: string
}

const product = (file: string) => /^(src|sync-relay|scripts|forge\.config|vite)/.test(file) && isSource(file)
const tests = (file: string) => file.startsWith('tests/') && isSource(file)
const text = (file: string) =>
  !/\.(png|jpe?g|heic|webp|gif|ico|icns|ttf|otf|woff2?|pdf|bin|wasm|sqlite|gz|zip)$/i.test(file)
/** This list names what it looks for; so does its test. */
const itself = (file: string) => file === 'scripts/check/traps.ts' || file.startsWith('tests/house/')

export const TRAPS: readonly Trap[] = [
  {
    name: 'sandbox-stays-on',
    in: product,
    pattern: /--no-sandbox|\bsandbox:\s*false|disable-web-security|\bwebSecurity:\s*false/g,
    instead: 'the page must stay in its sandbox; give it what it needs through the gate',
  },
  {
    name: 'tests-keep-the-sandbox-too',
    // A container or a CI machine cannot nest the browser's sandbox; only what starts browsers may say so.
    in: (file) => tests(file) && !/^tests\/(electron|e2e)/.test(file),
    pattern: /['"`]--no-sandbox['"`]/g,
    instead: 'start windows through tests/e2e or tests/electron, which know when this is needed',
  },
  {
    name: 'no-code-from-text',
    in: product,
    pattern: /(?<!wasm-)unsafe-eval|\bnew Function\(|\beval\(/g,
    instead: 'a page that may evaluate text runs whatever a customer name contains',
  },
  {
    name: 'secrets-stay-unprinted',
    in: product,
    // Quoted text is skipped, `${…}` in a template is not: "no token given" is fine, the token is not.
    pattern:
      /\b(?:console|log|logger)\.\w+\((?:'[^'\n]*'|"[^"\n]*"|[^'"\n])*?\b\w*(?:[sS]ecret|[pP]assword|[pP]assphrase|[tT]oken|privateKey)\b/g,
    instead: 'logs are read, sent and kept by others: print an id or a count',
  },
  {
    name: 'certificates-are-checked',
    in: product,
    pattern:
      /rejectUnauthorized:\s*false|NODE_TLS_REJECT_UNAUTHORIZED|ignore-certificate-errors|\bcertificate\w*:\s*null|\bidentity:\s*null/g,
    instead: 'leave the setting out when there is no certificate, and say that the build is unsigned',
  },
  {
    name: 'keys-are-real',
    in: product,
    pattern: /\b\w*(?:key|secret)\w*['"]?\s*[:=]\s*['"`][^'"`]*(?:placeholder|change-?me|replace-?me|your-key|todo)/gi,
    instead: 'a placeholder key ships one day: refuse to start without a real one',
  },
  {
    name: 'saves-are-not-optional',
    in: (file) => /^(src\/main|sync-relay)\//.test(file) && isSource(file),
    pattern: /\b(?:db|database|store|log|statement|writer)\?\.(?:run|exec|commit|append|save|write|put)\b/g,
    instead: 'a missing store must throw here, or the edit vanishes without a word',
  },
  {
    name: 'crdt-has-no-clock',
    in: (file) => file.startsWith('src/crdt/') && isSource(file),
    pattern: /\bnew Date\(\s*\)|\bnew Date\b(?!\()|(?<!new )\bDate\(\)/g,
    instead: 'crdt-is-pure: take `now` as an argument',
  },
  {
    name: 'tests-all-run',
    in: tests,
    pattern: /\b(?:it|test|describe|suite|bench)\.only\b|\b(?:fit|fdescribe)\(/g,
    instead: 'a focused test hides all others: remove `.only`',
  },
  {
    name: 'no-personal-paths',
    in: (file) => text(file) && !file.startsWith('tests/'),
    pattern: /(?<![\w.])(?:\/home\/(?!user\b)[a-z_][\w-]*\/|\/Users\/[A-Za-z][\w-]*\/|\/root\/|[A-Z]:\\+Users\\+\w)/g,
    instead: 'nobody else has this folder: build the path from the project, the home or the temp folder',
  },
  {
    name: 'registry-is-the-public-one',
    in: (file) => /(^|\/)(package-lock\.json|\.npmrc|\.yarnrc\S*)$/.test(file),
    pattern: /"resolved": "https?:\/\/(?!registry\.npmjs\.org\/)[^"]*|^\s*(?:@[\w-]+:)?registry\s*=.*|_authToken.*/gm,
    instead: 'a private mirror is not reachable for others: lock the public address',
  },
]

/** One line a hit: `file:line trap: the text; what to do`. */
export function checkTraps(root: string): string[] {
  const files = listFiles(root).filter((file) => text(file) && !itself(file))
  const here = new RegExp(ownFolders(root).map(escape).join('|'), 'g')
  return files.flatMap((file) => {
    const content = readFileSync(path.join(root, file), 'utf8')
    const hits = TRAPS.filter((trap) => trap.in(file)).flatMap((trap) => findAll(file, content, trap))
    return [
      ...hits,
      ...findAll(file, content, { name: 'no-personal-paths', pattern: here, instead: 'this machine only' }),
    ]
  })
}

function findAll(file: string, content: string, trap: Pick<Trap, 'name' | 'pattern' | 'instead'>): string[] {
  return [...content.matchAll(trap.pattern)].map((hit) => {
    const seen = hit[0].trim().slice(0, 80)
    return `${file}:${lineAt(content, hit.index)} ${trap.name}: ${seen}; ${trap.instead}`
  })
}

/** Where this checkout and this person's files stand: such a path works on no other machine. */
function ownFolders(root: string): string[] {
  const home = os.homedir()
  return [`${path.resolve(root)}${path.sep}`, ...(home.length > '/root'.length ? [`${home}${path.sep}`] : [])]
}

const escape = (literal: string) => literal.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
