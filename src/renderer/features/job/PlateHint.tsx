/** What can be said of a plate at once: whether it reads as a French one, and who else has it. */
import { useQuery } from '@tanstack/react-query'
import { barePlate, looksFrench, samePlate } from '../../../crdt/client/index.ts'
import { ask } from '../../api/calls.ts'
import { useDesk } from '../../api/desk.ts'
import { useWords } from '../../i18n/index.ts'
import { Icon } from '../../ui/Icon.tsx'

/** For below the field; undefined says nothing. Another country's plate is as good: it is told, not refused. */
export function usePlateFormat(plate: string): string | undefined {
  const { t } = useWords()
  if (plate === '') return t('vehicle.plateHint')
  return looksFrench(plate) ? undefined : t('vehicle.plateForeign')
}

/** A vehicle that stands under two clients has two histories, and neither is whole. */
export function PlateTwins({ plate, vehicle }: { readonly plate: string; readonly vehicle: string }) {
  const { t } = useWords()
  const { api } = useDesk()
  const bare = barePlate(plate)
  const found = useQuery({
    queryKey: ['clients', bare],
    queryFn: () => ask(api, 'clients.list', { search: bare, limit: 20 }),
    enabled: bare !== '',
  })
  const others = (found.data ?? []).filter((client) =>
    client.vehicles.some((each) => each.id !== vehicle && samePlate(each.plate, plate)),
  )
  if (bare === '' || others.length === 0) return null
  return (
    <p role="status" className="flex items-start gap-2 rounded-lg bg-warn-soft px-3 py-2 text-sm">
      <Icon name="warning" size={16} />
      <span>{t('vehicle.plateTwin', { clients: others.map((each) => each.name || each.company).join(', ') })}</span>
    </p>
  )
}
