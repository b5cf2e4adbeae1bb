/**
 * What the parts of the job screen share. The tools stay the same objects while the job is open; what the job says is
 * asked for part by part, so that a tick draws its own row anew and not the screen.
 */
import { createContext, useContext } from 'react'
import type { ClientView, VehicleView } from '../../../crdt/client/index.ts'
import type { Job, JobView, ReceptionStepId } from '../../../crdt/job/index.ts'
import type { Ledger, Pen } from '../../../crdt/ledger/index.ts'
import type { Role, ZoneId } from '../../../crdt/vocabulary/index.ts'
import type { OpenDocument } from '../../documents/document.ts'
import { useViewPart } from '../../documents/hooks.ts'
import type { JobTab } from './tabs.ts'

/** Who looks at the job, and how to write into it. */
export interface JobTools {
  readonly jobId: string
  readonly job: Job
  readonly document: OpenDocument
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

export interface JobClient {
  readonly client: ClientView | null
  /** To correct the client's or the vehicle's fields; they live in a document of their own. */
  readonly clientLedger: Ledger | null
}

/** Everything at once. */
export interface JobDesk extends JobTools, JobClient {
  readonly view: JobView
  readonly vehicle: VehicleView | null
}

const Tools = createContext<JobTools | null>(null)
export const JobToolsProvider = Tools.Provider
const Client = createContext<JobClient>({ client: null, clientLedger: null })
export const JobClientProvider = Client.Provider

export function useJobTools(): JobTools {
  const tools = useContext(Tools)
  if (!tools) throw new Error('useJobTools: not inside a job screen')
  return tools
}

/** Drawn anew only when what `read` answers changed; unchanged parts of a view are the same objects [V17]. */
export function useJobPart<P>(read: (view: JobView) => P): P {
  return useViewPart(useJobTools().job, read)
}

export function useJobClient(): JobClient & { readonly vehicle: VehicleView | null } {
  const { client, clientLedger } = useContext(Client)
  const id = useJobPart((view) => view.vehicle.value)
  return { client, clientLedger, vehicle: client?.vehicles.find((each) => each.id === id) ?? null }
}

/** Drawn anew with every fact of the job: for parts that show much of it, or are rarely on the screen. */
export function useJobDesk(): JobDesk {
  return { ...useJobTools(), ...useJobClient(), view: useJobPart((view) => view) }
}
