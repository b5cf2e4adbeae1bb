/** A shop for the stage: its people, its devices, what the relay noted. */
import * as Y from 'yjs'
import type { AppInfo, CallOutput, DeviceRow } from '../../src/contract/index.ts'
import { Ledger } from '../../src/crdt/ledger/index.ts'
import { setOrganisation, setPerson } from '../../src/crdt/shop/index.ts'
import { newcomer } from './stage.ts'
import type { StageOptions } from './stage.ts'

const id = (n: number) => `01JD00000000000000000000${String(n).padStart(2, '0')}`
export const ANA = id(11)
export const BRUNO = id(12)
export const CHLOE = id(13)
const AT = Date.UTC(2026, 9, 12, 8, 30)

export const member: AppInfo = {
  ...newcomer,
  device: { id: id(1), name: 'Box 1', role: 'admin' },
  shop: { name: 'Atelier des Deux Rives', demo: false },
  person: { id: ANA, name: 'Ana Rossi', role: 'admin' },
  relayUrl: 'ws://192.168.1.20:8787',
}

export const DEVICES: readonly DeviceRow[] = [
  device(1, 'Box 1', 'admin', { isThis: true, connected: true, lastSeenAt: AT }),
  device(2, 'Tablette de pose', 'technician', { connected: true, lastSeenAt: AT }),
  device(3, "Portable du chef d'atelier", 'supervisor', { lastSeenAt: Date.now() - 3 * 86_400_000 }),
  device(4, 'Écran d’accueil', 'viewer', {}),
  device(5, 'Ancienne tablette', 'technician', { revoked: { at: AT, reason: 'Perdue en salle de lavage' } }),
]

/** 14 groups of four, as a paper key has them. */
export const PAPER_KEY = '7Q3M-ZK8D-0WTR-5HXC-N92V-BJ4G-EY6S-1PAF-8KTM-3DWQ-6RZH-VX5N-C0JB-2YGE'

export function shopAnswers(): StageOptions['answers'] {
  return {
    'app.info': member,
    'app.setLocale': {},
    'sync.status': {
      state: 'synced',
      pending: { documents: 0, updates: 0, bytes: 0, oldestAt: null, blobs: 0 },
      relay: { state: 'connected' },
    },
    'document.open': ({ name }) => ({
      state: name === 'shop' ? shopState() : Y.encodeStateAsUpdate(new Y.Doc()),
      status: { name, state: 'synced', updates: 0, bytes: 0, oldestAt: null },
    }),
    'document.append': {},
    'document.presence': {},
    'document.close': {},
    'jobs.list': { rows: [], total: 0 },
    'inbox.list': { rows: [], total: 0 },
    'clients.list': [],
    'stock.rolls': [],
    'stock.cuts': [],
    'relays.nearby': [{ url: 'ws://192.168.1.20:8787', name: 'Box 1' }],
    'join.status': { state: 'none' },
    'link.opened': { invitation: null },
    'join.cancel': {},
    'devices.list': { devices: [...DEVICES], recoveryUntil: 0, fresh: true },
    'devices.invitation': { state: 'none' },
    'devices.invite': openInvitation(),
    'devices.accept': {},
    'devices.refuse': {},
    'devices.rename': {},
    'devices.setRole': {},
    'devices.revoke': {},
    'devices.setRecovery': {},
    'review.list': [
      { id: 1, deviceName: 'Ancienne tablette', document: 'shop', bytes: 412, at: AT },
      { id: 2, deviceName: 'Ancienne tablette', document: `job/${id(40)}`, bytes: 18_240, at: AT },
    ],
    'review.decide': {},
    'audit.list': ({ before }) => (before === null ? auditRows(40, 12) : auditRows(28, 4)),
    'host.status': hosting('off'),
    'shop.recoveryKey': { text: PAPER_KEY, shopName: 'Atelier des Deux Rives' },
  }
}

export function openInvitation(): CallOutput<'devices.invite'> {
  return {
    state: 'open',
    url: `rpma://pair?r=${encodeURIComponent('ws://192.168.1.20:8787')}&s=${'a1'.repeat(32)}&k=AAECAwQFBgcICQoLDA0ODw`,
    code: '7Q3M-ZK8D-0WTR-5HXC',
    relayUrl: 'ws://192.168.1.20:8787',
    expiresAt: Date.now() + 5 * 60_000,
  }
}

export function hosting(state: CallOutput<'host.status'>['state']): CallOutput<'host.status'> {
  const running = state === 'running'
  return {
    enabled: state !== 'off',
    state,
    urls: running ? ['ws://192.168.1.20:8787', 'ws://10.8.0.4:8787'] : [],
    port: 8787,
    reach: 'lan',
    announce: true,
    ...(state === 'failed' ? { problem: 'port-taken' as const, detail: 'EADDRINUSE' } : {}),
  }
}

function device(n: number, name: string, role: DeviceRow['role'], rest: Partial<DeviceRow>): DeviceRow {
  return {
    id: id(n),
    name,
    role,
    isThis: false,
    admittedAt: AT - n * 86_400_000,
    connected: false,
    lastSeenAt: null,
    revoked: null,
    ...rest,
  }
}

function auditRows(from: number, count: number): CallOutput<'audit.list'> {
  const kinds = ['admitted', 'role-changed', 'renamed', 'revoked', 'recovery-opened', 'refused-work', 'pairing-guessed']
  return Array.from({ length: count }, (_, index) => ({
    seq: from - index,
    at: AT - index * 3_600_000,
    kind: kinds[index % kinds.length]!,
    deviceName: DEVICES[index % DEVICES.length]!.name,
    document: null,
    detail: 'a sentence for the operator',
    times: index === 5 ? 37 : 1,
  }))
}

export function shopState(): Uint8Array {
  const doc = new Y.Doc()
  const ledger = new Ledger(doc)
  let n = 60
  const pen = { person: ANA, device: id(1), now: () => AT, newId: () => id(n++) }
  setOrganisation(ledger, { name: 'Atelier des Deux Rives' }, pen)
  setPerson(ledger, ANA, { name: 'Ana Rossi', role: 'admin', active: true }, pen)
  setPerson(ledger, BRUNO, { name: 'Bruno Petit', role: 'technician', active: true }, pen)
  setPerson(ledger, CHLOE, { name: 'Chloé Masson', role: 'supervisor', active: true }, pen)
  return Y.encodeStateAsUpdate(doc)
}
