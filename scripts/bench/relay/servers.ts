/** The servers under test, each a process of its own with a folder of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { openSessions } from './shop.ts'
import type { Target } from './generator/target.ts'
import { pinnedTo, SERVER_CORE } from './machine.ts'

export const SERVER_NAMES = ['ours', 'hocuspocus', 'y-websocket', 'y-leveldb', 'bare', 'bare-merged'] as const
export type ServerName = (typeof SERVER_NAMES)[number]

export const SERVER_TITLES: Readonly<Record<ServerName, string>> = {
  ours: 'sync-relay, SQLite FULL',
  hocuspocus: 'Hocuspocus + SQLite',
  'y-websocket': 'y-websocket, memory',
  'y-leveldb': 'y-websocket + LevelDB',
  bare: 'bare ws',
  'bare-merged': 'bare ws, merged frames',
}

export interface Usage {
  readonly cpuMicros: number
  /** Heap and external memory. */
  readonly liveBytes: number
  readonly rssBytes: number
}

export interface Server {
  readonly name: ServerName
  readonly target: Target
  readonly pid: number
  /** What the process has used since it started. `settled`: after garbage collection. */
  usage(settled?: boolean): Promise<Usage>
  /** Ends it as a person would; resolves when it has gone. */
  stop(): Promise<void>
  kill(): Promise<void>
}

const HERE = import.meta.dirname
const ROOT = path.resolve(HERE, '../../..')
const DEVICES = 200
/** Everything is checked, nothing is refused for coming too fast: that is what is measured. No work of others is taken. */
const UNLIMITED = [
  ...['--auth', 'grants', '--recovery-ms', '0', '--log-level', 'error'],
  ...['--frames-per-second', '1000000', '--frames-burst', '1000000'],
  ...['--requests-per-second', '1000000', '--requests-burst', '1000000'],
]
const START_MS = 20_000
const GOODBYE_MS = 20_000

export interface StartOptions {
  /** Emptied unless `keep`: a restart on what is there. */
  readonly folder: string
  readonly keep?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** More words on our relay's command line. */
  readonly args?: readonly string[]
  /** Of the shop, for ours: clients take them in turn. */
  readonly devices?: number
  /** Whose relay is ours: another checkout's, to compare with. */
  readonly tree?: string
}

export async function startServer(name: ServerName, options: StartOptions): Promise<Server> {
  if (options.keep !== true) rmSync(options.folder, { recursive: true, force: true })
  mkdirSync(options.folder, { recursive: true })
  const [program, env] = programOf(name, options)
  const nodeArgs = ['--disable-warning=ExperimentalWarning', '--expose-gc', '--import', probe(), ...program]
  const [command = process.execPath, ...args] = [...pinnedTo(SERVER_CORE), process.execPath, ...nodeArgs]
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)))
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const line = await firstLine(child, () => errors)
  const { port, url } = JSON.parse(line) as { port?: number; url?: string }
  const ask = asker(child)
  const at = port ?? Number(new URL(url ?? '').port)
  const tokens = name === 'ours' ? await openSessions(`http://127.0.0.1:${at}`, options.devices ?? DEVICES) : undefined
  return {
    name,
    pid: child.pid ?? 0,
    target: { dialect: dialectOf(name), port: at, ...(tokens === undefined ? {} : { tokens }) },
    usage: (settled = false) => ask(settled ? 'settle' : 'usage'),
    async stop() {
      child.kill('SIGTERM')
      const cut = setTimeout(() => child.kill('SIGKILL'), GOODBYE_MS)
      await gone
      clearTimeout(cut)
    },
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}

function programOf(
  name: ServerName,
  { folder, args = [], tree = ROOT }: StartOptions,
): [string[], Record<string, string>] {
  const peer = (file: string): string => path.join(HERE, 'peers', file)
  switch (name) {
    case 'ours': {
      const cli = path.join(tree, 'sync-relay', 'src', 'command', 'cli.ts')
      return [[cli, '--port', '0', '--data', folder, ...UNLIMITED, ...args], {}]
    }
    case 'hocuspocus':
      return [[peer('hocuspocus.mjs')], { DATA: folder }]
    case 'y-websocket':
      return [[peer('y-websocket.mjs')], {}]
    case 'y-leveldb':
      return [[peer('y-websocket.mjs')], { DATA: folder }]
    case 'bare':
    case 'bare-merged':
      return [[peer('bare.mjs')], { MERGE: name === 'bare' ? '0' : '1' }]
  }
}

function dialectOf(name: ServerName): Target['dialect'] {
  if (name === 'hocuspocus') return 'hocuspocus'
  return name === 'bare' || name === 'bare-merged' ? 'bare' : 'y'
}

function probe(): string {
  return pathToFileURL(path.join(HERE, 'probe.mjs')).href
}

function firstLine(child: ChildProcess, errors: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`a server did not listen within ${START_MS} ms: ${errors()}`))
    }, START_MS)
    child.stdout?.setEncoding('utf8').on('data', (more: string) => {
      text += more
      const line = text.split('\n').find((each) => each.startsWith('{') && each.endsWith('}'))
      if (line === undefined) return
      clearTimeout(late)
      resolve(line)
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`a server ended with ${code} before it listened: ${errors()}`))
    })
  })
}

function asker(child: ChildProcess): (ask: string) => Promise<Usage> {
  const waiting = new Map<number, (usage: Usage) => void>()
  let next = 0
  child.on('message', (message) => {
    const { id, ...usage } = message as Usage & { id: number }
    waiting.get(id)?.(usage)
    waiting.delete(id)
  })
  return (ask) =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, resolve)
      child.send({ id, ask }, (error) => error !== null && reject(error))
    })
}
