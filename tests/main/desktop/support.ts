/** Whole desktops without windows, as the shell, the demo and the command line start them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { ulid } from 'ulid'
import * as Y from 'yjs'
import {
  calls,
  type AppHandlers,
  type CallInput,
  type CallName,
  type CallOutput,
  type Role,
} from '../../../src/contract/index.ts'
import { createJob, overrideGate, type NewJob } from '../../../src/crdt/job/index.ts'
import { Ledger, type Pen } from '../../../src/crdt/ledger/index.ts'
import { openDesktop, type Desktop, type DesktopOptions } from '../../../src/main/desktop/index.ts'
import { withDocument } from '../../../src/main/desktop/session.ts'
import type { Keyring } from '../../../src/main/identity/keyring.ts'
import { pairDesktops } from '../../../scripts/demo/pairing.ts'
import { startRelay, type Relay } from '../../../sync-relay/src/index.ts'

export const workerUrl = new URL('../../../src/main/store/worker.ts', import.meta.url)

export function tempFolder(): string {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'rpma-desktop-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

export interface TestDesktop extends Desktop {
  readonly dir: string
  /** Through the shapes of the contract, in and out, as the gate calls. */
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>>
}

/** A keychain of one user of a machine: what it wraps, another user's does not open. */
export function keyringOf(user: string): Keyring {
  return {
    protects: async () => true,
    wrap: async (secret) => Buffer.from(JSON.stringify({ user, secret })),
    async unwrap(wrapped) {
      const read = JSON.parse(Buffer.from(wrapped).toString()) as { user: string; secret: string }
      if (read.user !== user) throw new Error('not of this user')
      return read.secret
    },
  }
}

export type DesktopSettings = Partial<Pick<DesktopOptions, 'keyring' | 'hosting' | 'now'>>

export async function desktop(dir = tempFolder(), settings: DesktopSettings = {}): Promise<TestDesktop> {
  const opened = await openDesktop({
    keyring: keyringOf('claire'),
    ...settings,
    dataDir: path.join(dir, 'data'),
    workerUrl,
    version: 'test',
    locale: 'fr',
    saveFile: async (name, bytes) => {
      mkdirSync(dir, { recursive: true })
      writeFileSync(path.join(dir, name), bytes)
      return path.join(dir, name)
    },
  })
  let closing: Promise<void> | undefined
  const close = () => (closing ??= opened.close())
  onTestFinished(close)
  return { ...opened, close, dir, call: checked(opened.handlers) }
}

function checked(handlers: AppHandlers): TestDesktop['call'] {
  return async (name, input) => {
    const given = calls[name].input.parse(input)
    const output = await (handlers[name] as (input: unknown) => Promise<unknown>)(given)
    return calls[name].output.parse(output) as never
  }
}

export async function relayOn(data = tempFolder(), port = 0): Promise<Relay> {
  const relay = await startRelay({ data, port, auth: 'grants' })
  onTestFinished(() => relay.close())
  return relay
}

/** A relay that asks nobody who they are: everything on this machine may read and write. */
export async function openRelayOn(data = tempFolder()): Promise<Relay> {
  const relay = await startRelay({ data, port: 0, auth: 'none' })
  onTestFinished(() => relay.close())
  return relay
}

/** A new desktop in the shop, brought in by an administrator at `admin`; nobody is at it yet. */
export async function pairedWith(
  admin: TestDesktop,
  device: { name?: string; role?: Role; by?: 'link' | 'typed'; dir?: string } & DesktopSettings = {},
): Promise<TestDesktop> {
  const { name = 'Poste B', role = 'supervisor', by = 'link', dir, ...settings } = device
  const fresh = await desktop(dir, settings)
  await pairDesktops(admin, fresh, { name, role, by })
  return fresh
}

export async function untilSynced(...desktops: TestDesktop[]): Promise<void> {
  for (const at of desktops) {
    await until('synced', async () => (await at.call('sync.status', {})).state === 'synced')
  }
}

/** A shop with Claire, who founded it, and one person of each other role. */
export async function shopOn(at: TestDesktop, relayUrl: string | null = null) {
  const info = await at.call('shop.create', {
    shopName: 'Atelier',
    personName: 'Claire',
    deviceName: 'Poste A',
    relayUrl,
  })
  const add = async (name: string, role: 'supervisor' | 'technician' | 'viewer') =>
    (await at.call('person.add', { name, role })).personId
  return {
    claire: info.person!.id,
    hugo: await add('Hugo', 'supervisor'),
    ines: await add('Inès', 'technician'),
    vera: await add('Véra', 'viewer'),
  }
}

export function penOf(at: Desktop, person: string): Pen {
  return at.identity.pen(person, Date.now)
}

/** Work on a document as main does it: saved when it resolves. */
export async function write(at: Desktop, name: string, work: (ledger: Ledger) => void): Promise<void> {
  await withDocument(at.replica, name, async (session) => {
    work(new Ledger(session.doc))
    await session.saved()
  })
}

export async function createTestJob(at: Desktop, person: string, job: Partial<NewJob> = {}): Promise<string> {
  const id = ulid()
  await write(at, `job/${id}`, (ledger) => {
    const given = { number: 'OR-00042', title: 'Face avant', client: ulid(), vehicle: ulid(), package: 'wear', ...job }
    createJob(ledger, given as NewJob, penOf(at, person))
  })
  return id
}

/** A supervisor's word for all that is missing. */
export async function overrideAll(at: Desktop, job: string, person: string): Promise<void> {
  await write(at, `job/${job}`, (ledger) => {
    for (const gate of ['installation', 'ready', 'delivery'] as const) {
      overrideGate(ledger, gate, 'pour ce test', penOf(at, person))
    }
  })
}

/** A window's document: typed here, appended by the call. */
export function typed(work: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  work(doc)
  return Y.encodeStateAsUpdate(doc)
}

export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 40_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 15))
  }
}
