/** The authorizer of a shop: devices by their session's token, stock clients by a ticket [F44] [F45]. */
import { CLOSE, kindOf, RETRY } from '../../../src/crdt/protocol/index.ts'
import type { MemberDevice } from '../../../src/crdt/protocol/index.ts'
import type { Admission, Authorizer, Knock } from '../authorize.ts'
import type { Register } from './register.ts'
import type { Roster } from './roster.ts'
import type { Sessions } from './sessions.ts'
import type { SessionFacts, Tokens } from './tokens.ts'
import type { AuditEvent } from './trust.ts'

interface Options {
  readonly register: Pick<Register, 'useOnce'>
  readonly roster: Roster
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly now: () => number
  readonly audit: (event: AuditEvent) => void
  readonly report: (what: string, detail: unknown) => void
  /** The device came in on a grant that ends then. */
  readonly admitted: (device: string, grantEndsAt: number) => void
}

const STRANGER: Admission = { admitted: false, code: CLOSE.notAuthenticated, reason: 'prove who you are' }

export function createAdmission(options: Options): Authorizer {
  const { register, roster, sessions, tokens, now, audit, report, admitted } = options

  function welcome(
    { device, role }: MemberDevice,
    { docs, grantEndsAt }: Pick<SessionFacts, 'docs' | 'grantEndsAt'>,
  ): Admission {
    admitted(device, grantEndsAt)
    return { admitted: true, writer: { device, role, docs } }
  }

  function refuseDocument(device: string, document: string): Admission {
    // A name that is none of ours is the sender's invention: it does not get into the log.
    const known = kindOf(document) === undefined ? null : document
    audit({ kind: 'refused-work', device, document: known, detail: 'a document that its grant does not name' })
    return { admitted: false, code: CLOSE.notAllowed, reason: 'not a document of yours' }
  }

  function byToken({ headers, remoteAddress, document }: Knock): Admission {
    const recognised = sessions.recognise(headers['authorization'], remoteAddress ?? '')
    if (recognised === null || recognised.facts.purpose !== 'member') return STRANGER
    const { facts, device } = recognised
    const kind = document === null ? null : kindOf(document)
    if (document !== null && (kind === undefined || kind === null || !facts.docs.includes(kind))) {
      return refuseDocument(device.device, document)
    }
    return welcome(device, facts)
  }

  async function byTicket(ticket: string, document: string): Promise<Admission> {
    const facts = tokens.readTicket(ticket, document, now())
    if (facts === 'forged') {
      audit({
        kind: 'proof-refused',
        device: null,
        document: null,
        detail: 'a ticket that was not made for that document',
      })
    }
    if (facts === 'forged' || facts === 'expired') return STRANGER
    if (!(await register.useOnce(facts.use, facts.expiresAt))) {
      audit({ kind: 'proof-refused', device: facts.device, document, detail: 'a ticket that was used before' })
      return STRANGER
    }
    // Looked up after the wait: the device may be gone meanwhile.
    const device = roster.current()?.devices.get(facts.device)
    if (device === undefined || device.revoked !== null || device.epoch !== facts.epoch) return STRANGER
    const kind = kindOf(document)
    return welcome(device, { docs: kind === undefined ? [] : [kind], grantEndsAt: facts.grantEndsAt })
  }

  return {
    async admit(knock) {
      const { headers, query, document } = knock
      if (headers['authorization'] !== undefined) return byToken(knock)
      const ticket = query.get('ticket')
      if (ticket === null || document === null) return STRANGER
      try {
        return await byTicket(ticket, document)
      } catch (error) {
        report('ticket could not be checked', error instanceof Error ? error.message : 'unknown')
        return { admitted: false, code: RETRY.unavailable, reason: 'try again' }
      }
    },
    holds({ device, role }) {
      if (device === null) return true
      const member = roster.current()?.devices.get(device)
      return member !== undefined && member.revoked === null && member.role === role
    },
  }
}
