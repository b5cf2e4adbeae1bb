/** What the parts of the job screen share: the open job, who looks at it, and how to write into it. */
import { createContext, useContext } from 'react'
import type { ClientView, VehicleView } from '../../../crdt/client/index.ts'
import type { Job, JobView, ReceptionStepId } from '../../../crdt/job/index.ts'
import type { Ledger, Pen } from '../../../crdt/ledger/index.ts'
import type { Role, ZoneId } from '../../../crdt/vocabulary/index.ts'
import type { OpenDocument } from '../../documents/document.ts'
import type { JobTab } from './tabs.ts'

export interface JobDesk {
  readonly jobId: string
  readonly job: Job
  readonly view: JobView
  readonly document: OpenDocument
  readonly client: ClientView | null
  readonly vehicle: VehicleView | null
  /** To correct the client's or the vehicle's fields; they live in a document of their own. */
  readonly clientLedger: Ledger | null
  /** False for a viewer: then nothing on the screen writes. */
  readonly canEdit: boolean
  /** Decides conflicts, overrides gates, seals. */
  readonly supervising: boolean
  /** The device's role, where that alone keeps this person from supervising here. */
  readonly cappedBy: Role | null
  /** Whether this person may speak about a field: of a contested one, only a supervisor has the last word. */
  readonly may: (field: { readonly contested: boolean }) => boolean
  /** Writes with the person's pen; does nothing for a viewer. */
  readonly edit: (change: (ledger: Ledger, pen: Pen) => void) => void
  readonly goTo: (tab: JobTab, zone?: ZoneId | null, step?: ReceptionStepId | null) => void
}

const Context = createContext<JobDesk | null>(null)
export const JobDeskProvider = Context.Provider

export function useJobDesk(): JobDesk {
  const desk = useContext(Context)
  if (!desk) throw new Error('useJobDesk: not inside a job screen')
  return desk
}
