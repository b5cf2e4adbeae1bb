import { setTimeout as pause } from 'node:timers/promises'
import type { CallInput, CallName, CallOutput, Role } from '../../src/contract/index.ts'

/** A desktop, as far as its calls go. */
export interface Callable {
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>>
}

export interface Paired {
  /** What both screens showed, and two people compared. */
  readonly digits: string
}

/**
 * Brings a new desktop into the shop as two people do: one shows an invitation, the other scans or types it, both
 * read six digits aloud, and only when they are the same does the administrator accept.
 */
export async function pairDesktops(
  admin: Callable,
  fresh: Callable,
  device: { readonly name: string; readonly role: Role; readonly by?: 'link' | 'typed' },
): Promise<Paired> {
  const { name, role, by = 'link' } = device
  const shown = await admin.call('devices.invite', {})
  if (shown.state !== 'open') throw new Error(`pairing: expected an open invitation, seen ${shown.state}`)
  const invitation =
    by === 'link'
      ? ({ kind: 'link', url: shown.url } as const)
      : ({ kind: 'typed', relayUrl: shown.relayUrl, code: shown.code } as const)
  const waiting = await fresh.call('join.start', { invitation, deviceName: name })
  if (waiting.state !== 'waiting') throw new Error(`pairing: expected a desktop that waits, seen ${waiting.state}`)
  const offered = await follow('the invitation', async () => {
    const status = await admin.call('devices.invitation', {})
    return status.state === 'open' ? undefined : status
  })
  if (offered.state !== 'offered') throw new Error(`pairing: expected an offer, seen ${offered.state}`)
  if (offered.digits !== waiting.digits) throw new Error('pairing: the screens show different digits')
  await admin.call('devices.accept', { name, role })
  const ended = await follow('the new desktop', async () => {
    const { state } = await fresh.call('join.status', {})
    return state === 'waiting' || state === 'filling' ? undefined : state
  })
  if (ended !== 'done') throw new Error(`pairing: expected to be in, seen ${ended}`)
  return { digits: offered.digits }
}

async function follow<T>(what: string, look: () => Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (seen !== undefined) return seen
    if (Date.now() > deadline) throw new Error(`pairing: waited in vain for ${what}`)
    await pause(50)
  }
}
