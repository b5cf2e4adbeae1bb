/**
 * Who may import whom (docs/architecture.md). Each wall is one row; its `instead` is what a person reads when they
 * run into it, so it names the way round. A row lists what its files MAY import, where that is short, else what not.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isSource, listFiles } from './files.ts'
import { scanImports, type ImportEdge } from './imports.ts'

export interface Wall {
  name: string
  from: RegExp
  /** Exceptions to `from`. */
  except?: RegExp
  /** Tested on `src/…`, `npm:…` and `node:…`. Exactly one of the two. */
  may?: RegExp
  mayNot?: RegExp
  instead: string
}

/** Parts of lib0 that read a clock, randomness, the disk or the network. */
const IMPURE_LIB0 = String.raw`(?!lib0/(random|time|webcrypto|crypto|storage|indexeddb|eventloop|websocket|performance|broadcastchannel|logging|environment))`

export const WALLS: readonly Wall[] = [
  {
    name: 'crdt-is-pure',
    from: /^src\/crdt\//,
    may: new RegExp(String.raw`^(src/crdt/|npm:${IMPURE_LIB0}(yjs|lib0)(/|$))`),
    instead: 'src/crdt is arithmetic over yjs and lib0: take time, ids, randomness and bytes as arguments',
  },
  {
    name: 'wire-stands-alone',
    from: /^src\/crdt\/protocol\//,
    may: /^(src\/crdt\/protocol\/|npm:(yjs|lib0)(\/|$))/,
    instead: 'the relay imports this folder and must not learn what a job is: move what both need into it',
  },
  {
    name: 'contract-is-a-handshake',
    from: /^src\/contract\//,
    may: /^(src\/contract\/|src\/crdt\/|npm:zod$)/,
    instead: 'src/contract states calls and events in zod and nothing else: put the work behind the call in src/main',
  },
  {
    name: 'preload-only-exposes',
    from: /^src\/preload\//,
    may: /^(src\/preload\/|src\/contract\/|npm:electron$)/,
    instead: 'src/preload hands over AppApi and nothing else: work goes to src/main, shapes to src/contract',
  },
  {
    name: 'main-stays-on-the-machine',
    from: /^src\/main\//,
    mayNot: /^(src\/(renderer|preload)\/|sync-relay\/|npm:(react|react-dom|@tanstack\/[^/]+|y-indexeddb)(\/|$))/,
    instead: 'main and the windows meet in src/contract; what both compute belongs in src/crdt',
  },
  {
    name: 'electron-stays-in-the-shell',
    from: /^src\/main\//,
    except: /^src\/main\/shell\//,
    mayNot: /^npm:electron(\/|$)/,
    instead: 'take what you need as an argument; src/main/shell passes it in',
  },
  {
    name: 'renderer-stays-in-the-page',
    from: /^src\/renderer\//,
    mayNot:
      /^(src\/(main|preload)\/|sync-relay\/|node:|npm:(electron|electron-log|better-sqlite3|ws|y-websocket|pdfmake|pino)(\/|$))/,
    instead: 'reach the machine through window.rpma (src/contract); it has no network, disk or Node of its own',
  },
  {
    name: 'features-speak-commands',
    from: /^src\/renderer\/features\//,
    mayNot: /^npm:(yjs|lib0|y-protocols|y-indexeddb|y-websocket)(\/|$)/,
    instead: 'read and change a document through the commands and views of src/crdt',
  },
  {
    name: 'ui-only-shows',
    from: /^src\/renderer\/ui\//,
    mayNot: /^(src\/renderer\/(documents|features)\/|npm:(yjs|lib0|y-protocols|y-indexeddb|y-websocket)(\/|$))/,
    instead: 'a component takes values and callbacks; the feature around it holds the document and the calls',
  },
  {
    name: 'relay-knows-only-the-wire',
    from: /^sync-relay\//,
    mayNot: /^(src\/(?!crdt\/protocol\/)|npm:(electron|react|react-dom)(\/|$))/,
    instead: 'the relay merges and keeps bytes: what it needs to know of them belongs in src/crdt/protocol',
  },
  {
    name: 'nobody-imports-tests',
    from: /^(src|sync-relay)\//,
    mayNot: /^(tests|scripts)\//,
    instead: 'move what the product needs out of tests and scripts, into the room that it belongs to',
  },
]

/** Where source may stand. A new room is added here and to the walls above, not slipped in beside them. */
const ROOMS = /^(src\/(crdt|contract|preload|main|renderer)\/|sync-relay\/|scripts\/|tests\/|[^/]+$)/

/** One line a violation: `file:line wall: what was imported; the way round`. */
export function checkWalls(root: string): string[] {
  const files = listFiles(root).filter(isSource)
  const edges = scanImports(root, files)
  const declared = declaredPackages(root)
  return [
    ...files.filter((file) => !ROOMS.test(file)).map(homeless),
    ...edges.flatMap((edge) => WALLS.filter((wall) => breaks(wall, edge)).map((wall) => report(edge, wall))),
    // A test may name a file that must not be there; what it really imports is the compiler's to find.
    ...edges
      .filter((edge) => edge.target === undefined && !edge.from.startsWith('tests/'))
      .map((edge) => report(edge, UNRESOLVED)),
    ...edges.filter((edge) => !declared(edge)).map((edge) => report(edge, UNDECLARED)),
  ]
}

const UNRESOLVED = { name: 'import-leads-somewhere', instead: 'no such file' }
const UNDECLARED = {
  name: 'packages-are-declared',
  instead: 'what ships stands under "dependencies" of its own package.json, whatever else happens to be installed',
}

function breaks(wall: Wall, { from, target }: ImportEdge): boolean {
  if (target === undefined || !wall.from.test(from) || wall.except?.test(from)) return false
  return wall.may ? !wall.may.test(target) : wall.mayNot!.test(target)
}

const report = (edge: ImportEdge, wall: Pick<Wall, 'name' | 'instead'>) =>
  `${edge.from}:${edge.line} ${wall.name}: imports ${edge.specifier}; ${wall.instead}`

const homeless = (file: string) => `${file}:1 every-file-has-a-room: give its room a place in scripts/check/walls.ts`

/** Electron is the ground that the app stands on, so it is a development dependency by convention. */
function declaredPackages(root: string): (edge: ImportEdge) => boolean {
  const app = dependenciesOf(path.join(root, 'package.json'))
  const relay = dependenciesOf(path.join(root, 'sync-relay', 'package.json'))
  return ({ from, target }) => {
    const name = target?.match(/^npm:((?:@[^/]+\/)?[^/]+)/)?.[1]
    if (name === undefined) return true
    if (from.startsWith('src/')) return app.has(name) || name === 'electron'
    if (from.startsWith('sync-relay/')) return relay.has(name)
    return true
  }
}

function dependenciesOf(file: string): Set<string> {
  const { dependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> }
  return new Set(Object.keys(dependencies))
}
