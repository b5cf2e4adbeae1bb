/**
 * The relay inside the desktop: the entry of Electron's utility process, or of a fork under Node. The messages are
 * those of `src/crdt/protocol/hosting.ts`. Nothing is printed; nobody would read it.
 */
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { HostCommand, HostEvent, HostProblem, HostStart } from '../../../src/crdt/protocol/index.ts'
import { DataFolderProblem } from '../sqlite-open.ts'
import { startRelay } from './start.ts'
import type { Relay } from './start.ts'

interface Desktop {
  say(event: HostEvent): void
  onCommand(listener: (command: unknown) => void): void
  onGone(listener: () => void): void
}

/** What Electron's types call `Electron.ParentPort`; the relay knows nothing of Electron. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const hostStart = z.strictObject({
  kind: z.literal('start'),
  data: z.string().min(1),
  port: z.number().int().min(0).max(65_535),
  reach: z.enum(['lan', 'this-machine']),
  announce: z.boolean(),
  name: z.string().min(1).max(200),
  shop: z.string().nullable(),
  bundle: z
    .object({
      logWorker: z.string().optional(),
      inspectionWorker: z.string().optional(),
      compactionWorker: z.string().optional(),
      nativeBinding: z.string().optional(),
    })
    .optional(),
})
const hostCommand = z.discriminatedUnion('kind', [hostStart, z.strictObject({ kind: z.literal('stop') })])

const LOOK_MS = 15_000 // how soon the desktop hears that the machine is on another network
const FOLDER_TROUBLE = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EISDIR'])

host(desktop())

function host({ say, onCommand, onGone }: Desktop): void {
  let running: Promise<Relay> | null = null
  let look: NodeJS.Timeout | undefined

  async function start(command: HostStart): Promise<Relay> {
    const relay = await startRelay({
      ...optionsOf(command),
      report: (what, detail) => say({ kind: 'report', what, detail: wordsOf(detail) }),
    })
    let urls = urlsOf(relay)
    say({ kind: 'listening', urls, port: relay.port, relayId: relay.relayId })
    look = setInterval(() => {
      const now = urlsOf(relay)
      if (now.join() === urls.join()) return
      urls = now
      say({ kind: 'moved', urls })
    }, LOOK_MS).unref()
    return relay
  }

  function fail(error: unknown): void {
    say({ kind: 'failed', problem: problemOf(error), detail: error instanceof Error ? error.message : String(error) })
    end(1)
  }

  async function stop(): Promise<void> {
    clearInterval(look)
    await (await running)?.close()
    say({ kind: 'stopped' })
    end(0)
  }

  process.on('uncaughtException', fail)
  onGone(() => void stop())
  onCommand((message) => {
    const command = hostCommand.safeParse(message)
    if (!command.success) return fail(new Error(`not a command: ${z.prettifyError(command.error)}`))
    if (command.data.kind === 'stop') return void stop()
    if (running !== null) return // told once
    running = start(command.data as HostCommand & HostStart)
    running.catch(fail)
  })
}

function optionsOf({ data, port, reach, announce, name, shop, bundle }: HostStart) {
  const { logWorker, inspectionWorker, compactionWorker, nativeBinding } = bundle ?? {}
  return {
    data,
    port,
    host: reach === 'lan' ? '::' : '127.0.0.1',
    announce,
    name,
    shop,
    bundle: {
      ...(logWorker === undefined ? {} : { workerUrl: pathToFileURL(logWorker) }),
      ...(inspectionWorker === undefined ? {} : { inspectionUrl: pathToFileURL(inspectionWorker) }),
      ...(compactionWorker === undefined ? {} : { compactionUrl: pathToFileURL(compactionWorker) }),
      ...(nativeBinding === undefined ? {} : { nativeBindingPath: nativeBinding }),
    },
  }
}

/** Without any network others cannot come, but this machine can. */
function urlsOf(relay: Relay): string[] {
  const urls = relay.reachableAt()
  return urls.length > 0 ? urls : [`ws://127.0.0.1:${relay.port}`]
}

function problemOf(error: unknown): HostProblem {
  const { code, syscall } = error as { code?: string; syscall?: string }
  if (code === 'EADDRINUSE') return 'port-taken'
  if (error instanceof DataFolderProblem) return 'folder'
  return syscall !== 'listen' && code !== undefined && FOLDER_TROUBLE.has(code) ? 'folder' : 'crashed'
}

function wordsOf(detail: unknown): string {
  if (detail === null) return ''
  return detail instanceof Error ? detail.message : JSON.stringify(detail)
}

/** What was said is still on its way when the process ends at once. */
function end(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(code), 50)
}

function desktop(): Desktop {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  if (parentPort !== undefined) {
    return {
      say: (event) => parentPort.postMessage(event),
      onCommand: (listener) => parentPort.on('message', ({ data }) => listener(data)),
      onGone() {}, // Electron ends its utility processes itself
    }
  }
  return {
    say: (event) => void (process.connected && process.send?.(event)),
    onCommand: (listener) => void process.on('message', listener),
    onGone: (listener) => void process.on('disconnect', listener),
  }
}
