/** « Appareils »: who belongs to the shop, who comes in, who is shut out; and what is to be decided about their work. */
import { AppFault, documentName, type AppHandlers, type InvitationStatus } from '../../contract/index.ts'
import { extendMembership, type MembershipAct } from '../../crdt/protocol/index.ts'
import { nodeCrypto } from '../identity/keys.ts'
import type { RelaySession } from '../replica/index.ts'
import { catchUp } from './catching-up.ts'
import { openInviting } from './inviting.ts'
import type { DesktopRooms } from './parts.ts'
import { atRelay } from './relay-faults.ts'

type DeviceCalls = Extract<keyof AppHandlers, `devices.${string}` | `review.${string}` | 'audit.list'>

const ASK_MS = 4_000
const MOST_CONFLICTS = 5
const HOUR_MS = 3_600_000

export function deviceHandlers(
  rooms: DesktopRooms,
  /** The relay's address as other machines have to write it; null while none is named. */
  relayUrlForOthers: () => string | null,
): { readonly handlers: Pick<AppHandlers, DeviceCalls>; close(): void } {
  const { replica, trust, standing, now, emit } = rooms
  const inviting = openInviting({
    trust,
    now,
    changed: (status: InvitationStatus) => emit('devices.invitation', status),
  })
  const nameOf = (device: string | null) => (device && trust.membership?.devices.get(device)?.name) ?? null

  /** An administrator, at an administrator's device, with a relay that knows devices. */
  async function atAdminRelay(): Promise<RelaySession> {
    await standing.admin()
    if (!trust.isAdmin) throw new AppFault('not-allowed', 'this device does not administrate the shop')
    const { session } = replica
    if (!session) throw new AppFault('no-relay', 'devices meet at a relay, and none is named')
    await atRelay(() => session.open(AbortSignal.timeout(ASK_MS)))
    if (session.isFree()) throw new AppFault('no-relay', 'that relay serves its own machine and knows no devices')
    return session
  }

  async function act(what: MembershipAct): Promise<RelaySession> {
    const session = await atAdminRelay()
    await atRelay(async () => {
      for (let conflicts = 0; ; conflicts++) {
        const before = trust.membership!
        const entry = trust.sign(what, before, trust.signer(), session.relayNow())
        const reading = extendMembership(before, [entry], nodeCrypto)
        if (!reading.ok) throw new AppFault('invalid', reading.problem.reason)
        try {
          await session.trust.postMembership({ from: before.length, entries: [entry] })
          await trust.adopt(before.length, [entry])
          return
        } catch (error) {
          // Another administrator was faster: on top of theirs, then.
          if (conflicts >= MOST_CONFLICTS) throw error
          await catchUp(session, trust, before, error)
        }
      }
    })
    await rooms.tellInfo()
    return session
  }

  const handlers: Pick<AppHandlers, DeviceCalls> = {
    'devices.list': async () => {
      const seen = await askSeen()
      const list = [...(trust.membership?.devices.values() ?? [])]
      const me = trust.me?.device
      return {
        devices: list.map((device) => {
          const at = seen?.devices.find((each) => each.device === device.device)
          return {
            id: device.device,
            name: device.name,
            role: device.role,
            isThis: device.device === me,
            admittedAt: device.admittedAt,
            connected: at?.connected ?? false,
            lastSeenAt: at?.lastSeenAt ?? null,
            revoked: device.revoked && { at: device.revoked.at, reason: device.revoked.reason },
          }
        }),
        recoveryUntil: seen?.recoveryUntil ?? trust.membership?.recoveryUntil ?? 0,
        fresh: seen !== null,
      }
    },
    'devices.invite': async () => {
      const session = await atAdminRelay()
      const url = relayUrlForOthers()
      if (url === null) throw new AppFault('no-relay', 'devices meet at a relay, and none is named')
      return inviting.invite(session, url)
    },
    'devices.invitation': async () => inviting.status(),
    'devices.accept': async (device) => {
      await atAdminRelay()
      await inviting.accept(device)
      return {}
    },
    'devices.refuse': async () => {
      await standing.admin()
      await inviting.refuse()
      return {}
    },
    'devices.rename': async ({ device, name }) => {
      await act({ kind: 'rename', device, name })
      return {}
    },
    'devices.setRole': async ({ device, role }) => {
      const session = await act({ kind: 'role', device, role })
      // Its grant has just become void; without a new one it would wait for our next meeting.
      await session.renewGrants().catch(() => {})
      return {}
    },
    'devices.revoke': async ({ device, reason }) => {
      const session = await act({ kind: 'revoke', device, reason })
      // What the departed one had signed for others counts no more.
      await session.renewGrants().catch(() => {})
      return {}
    },
    'devices.setRecovery': async ({ hours }) => {
      const session = await atAdminRelay()
      await act({ kind: 'recovery', until: hours === 0 ? 0 : Math.floor(session.relayNow()) + hours * HOUR_MS })
      replica.offerAgain()
      return {}
    },
    'review.list': async () => {
      const session = await atAdminRelay()
      const { items } = await atRelay(() => session.trust.quarantine())
      return items
        .filter(({ document }) => documentName.safeParse(document).success)
        .map(({ id, device, document, bytes, at }) => {
          return { id, deviceName: nameOf(device) ?? device, document, bytes, at }
        })
    },
    'review.decide': async ({ id, verdict }) => {
      const session = await atAdminRelay()
      await atRelay(() => session.trust.decideQuarantine(id, { verdict }))
      return {}
    },
    'audit.list': async ({ before }) => {
      const session = await atAdminRelay()
      const { entries } = await atRelay(() => session.trust.audit(before))
      return entries.map(({ device, ...entry }) => ({ ...entry, deviceName: nameOf(device) ?? device }))
    },
  }

  /** Null: nobody that knows could be asked just now. */
  async function askSeen() {
    const { session } = replica
    if (!session || !trust.membership || trust.isRevoked) return null
    try {
      const signal = AbortSignal.timeout(ASK_MS)
      await session.levelMembership(signal)
      return session.isFree() ? null : await session.trust.devices(signal)
    } catch {
      return null
    }
  }
  return { handlers, close: () => inviting.close() }
}
