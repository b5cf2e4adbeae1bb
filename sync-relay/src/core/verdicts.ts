/** What became of an update: counted, audited, reported, and committed soon if it was taken. */
import type { Writer } from '../authorize.ts'
import type { AuditEvent } from '../trust/trust.ts'
import type { Counters } from './counters.ts'
import type { Intake } from './room.ts'
import type { AnyRoom, Rooms } from './rooms.ts'

export type Verdicts = ReturnType<typeof createVerdicts>

export interface VerdictsHost {
  readonly rooms: Rooms
  readonly counters: Counters
  report(what: string, detail: unknown): void
  audit(event: AuditEvent): void
  commitSoon(room: AnyRoom): void
  compact(room: AnyRoom): void
}

export function createVerdicts(host: VerdictsHost) {
  const { counts } = host.counters

  function judged(room: AnyRoom, writer: Writer, intake: Intake): void {
    const document = room.name
    const { device } = writer
    host.rooms.dropDocLater(room)
    switch (intake.kind) {
      case 'taken':
        counts.update++
        if (intake.path === 'document') counts.document++
        if (intake.recovered.length > 0) {
          counts.recovered += intake.recovered.length
          host.audit({ kind: 'recovered-work', device, document, detail: `clients ${intake.recovered.join(', ')}` })
        }
        host.commitSoon(room)
        break
      case 'known':
        counts.known++
        break
      case 'missing':
        counts.gap++
        return
      case 'unavailable':
        // A full document is not committed to any more, so no commit would look whether it can be made smaller.
        if (room.isClean && room.wantsCompaction(false)) host.compact(room)
        return
      default:
        return
    }
    differs(room, writer, intake)
  }

  /** The first content stands; who has the other one has diverged, and somebody should know [F31]. */
  function differs({ name: document }: AnyRoom, { device }: Writer, intake: Intake): void {
    if ((intake.kind !== 'taken' && intake.kind !== 'known') || intake.differs === null) return
    counts.equivocation++
    host.report('two contents under one id', { document, device, ...intake.differs })
    const { client, clock } = intake.differs
    host.audit({ kind: 'equivocation', device, document, detail: `client ${client}, clock ${clock}: the first stands` })
  }

  function refused({ device }: Writer, document: string, code: number, reason: string): void {
    host.report('refused', { document, code, reason, device })
    if (device !== null) host.audit({ kind: 'refused-work', device, document, detail: `${code} ${reason}` })
  }

  return { judged, differs, refused }
}
